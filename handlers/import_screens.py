"""The screens of an import in chat: what was read, what differs, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from handlers.editions import DocumentValue
from handlers.imports import Draft, LastImport
from handlers.outbox import Button
from handlers.policy import MEGABYTE, Policy
from handlers.rules.change_words import field_word
from handlers.rules.changes import Change
from handlers.rules.guide import Guide
from handlers.rules.people import Role, StaffList
from handlers.rules.problems import Level, Problem
from handlers.rules.tasks import TaskTable
from handlers.screens import HOME, Screen, back, press_data
from handlers.undoing import Undone
from handlers.wording import one_line, say
from storage.states import EditionKind, ImportState

PREFIX: Final = "i"
KINDS: Final = {EditionKind.GUIDE: "申报指南", EditionKind.TASKS: "工作任务表", EditionKind.STAFF: "人员名单"}
DOUBTS: Final = 10  # shown on a card; the rest is counted
CHANGES: Final = 20
# Characters that a line shows of a text, of a doubt, of a place; twenty lines and ten fit one message.
LONGEST: Final = 36
LONGEST_DOUBT: Final = 80
LONGEST_PLACE: Final = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A doubt or a difference as one line of the card."""

    place: str
    text: str


def home() -> Screen:
    """Ask for the file; its kind may be said before or after."""
    rows = [[Button(word, press_data(PREFIX, "want", kind))] for kind, word in KINDS.items()]
    undo = Button("↩️ 撤回上次导入", press_data(PREFIX, "last"))
    return Screen(say("import_home.html"), [*rows, [undo], back()])


def wanted(kind: EditionKind, policy: Policy) -> Screen:
    """Ask for a file of a kind."""
    text = say("import_wanted.html", kind=KINDS[kind], most=policy.file_bytes // MEGABYTE)
    return Screen(text, [back(press_data(PREFIX, "home"))])


def reading(name: str) -> Screen:
    """Say that a document is being read."""
    return Screen(say("import_reading.html", name=one_line(name)))


def card(draft: Draft) -> Screen:
    """Show a document as it stands, with what can be done about it."""
    if draft.state is ImportState.ASKED:
        return _kinds(draft)
    if draft.state is not ImportState.READ or draft.document is None:
        return _closed(draft)
    sure = Button("✅ 应用", press_data(PREFIX, "apply", draft.id, draft.against))
    no = Button("✖️ 放弃", press_data(PREFIX, "drop", draft.id))
    return Screen(_text(draft, draft.document), [[sure, no], [HOME]])


def _kinds(draft: Draft) -> Screen:
    rows = [[Button(word, press_data(PREFIX, "kind", draft.id, kind))] for kind, word in KINDS.items()]
    drop = Button("✖️ 放弃", press_data(PREFIX, "drop", draft.id))
    return Screen(say("import_kind.html", name=one_line(draft.name)), [*rows, [drop]])


def _closed(draft: Draft) -> Screen:
    rows = [[Button("⬆️ 导入别的文件", press_data(PREFIX, "home")), HOME]]
    if draft.state is ImportState.APPLIED:
        rows.insert(0, [Button("↩️ 撤回上次导入", press_data(PREFIX, "last"))])
    kind = KINDS[draft.kind] if draft.kind else ""
    values = {
        "state": draft.state.value,
        "name": one_line(draft.name),
        "kind": kind,
        "refusal": draft.refusal,
    }
    return Screen(say("import_closed.html", **values), rows)


def _text(draft: Draft, document: DocumentValue) -> str:
    doubts = [each for each in document.problems if each.level is not Level.NOTE]
    return say(
        "import_card.html",
        kind=KINDS[EditionKind(document.kind)],
        name=_short(draft.name),
        title=one_line(getattr(document, "title", ""))[:80],
        totals=_totals(document),
        doubts=[_doubt(each) for each in doubts[:DOUBTS]],
        more_doubts=len(doubts[DOUBTS:]),
        notes=len(document.problems) - len(doubts),
        is_first=not draft.against,
        count=len(draft.changes),
        added=[
            _entry(each, each.new) for each in draft.changes[:CHANGES] if not each.field and each.old is None
        ],
        changed=[_changed(each) for each in draft.changes[:CHANGES] if each.field],
        removed=[
            _entry(each, each.old) for each in draft.changes[:CHANGES] if not each.field and each.new is None
        ],
        more_changes=len(draft.changes[CHANGES:]),
        no_operator=isinstance(document, StaffList) and not _has_operator(document),
    )


def _totals(document: DocumentValue) -> list[tuple[str, int | str]]:
    """Count what a document holds, with what is missing in it."""
    if isinstance(document, Guide):
        silent = sum(not any(each.emails for each in category.contacts) for category in document.categories)
        totals = [("年度", document.year or "未写明"), ("专题", len(document.topics))]
        return [*totals, ("项目类别", len(document.categories)), ("没有写明邮箱的类别", silent)]
    if isinstance(document, TaskTable):
        dues = [milestone.due for task in document.tasks for milestone in task.milestones]
        totals = [("年度", document.year or "未写明"), ("任务", len(document.tasks))]
        return [*totals, ("节点", len(dues)), ("没有确定日期的节点", sum(due is None for due in dues))]
    operators = sum(person.role is Role.OPERATOR for person in document.people)
    return [("人员和共用邮箱", len(document.people)), ("其中管理员", operators)]


def _has_operator(staff: StaffList) -> bool:
    return any(person.role is Role.OPERATOR for person in staff.people)


def _doubt(problem: Problem) -> Line:
    place = problem.cell or (f"第 {problem.line} 行" if problem.line else "")
    about = problem.category or problem.task or ""
    return Line(_short(f"{place} {about}", LONGEST_PLACE, ""), _short(problem.message, LONGEST_DOUBT))


def _entry(change: Change, title: str | None) -> Line:
    return Line(_short(change.id, LONGEST_PLACE, ""), _short(title))


def _changed(change: Change) -> Line:
    place = f"{_short(change.id, LONGEST_PLACE, '')} {_short(field_word(change.field), LONGEST_PLACE)}"
    return Line(place.strip(), f"{_short(change.old)} → {_short(change.new)}")


def _short(text: str | None, longest: int = LONGEST, nothing: str = "（无）") -> str:
    line = one_line(text or "")
    if not line:
        return nothing
    return line if len(line) <= longest else f"{line[:longest]}…"


def sure_to_undo(last: LastImport | None, policy: Policy) -> Screen:
    """Ask before the last import is taken back; say so where there is nothing to go back to."""
    rows = [back(press_data(PREFIX, "home"))]
    if last is None:
        return Screen(say("import_nothing_to_undo.html"), rows)
    text = say(
        "import_undo.html",
        kind=KINDS[last.kind],
        title=one_line(last.title),
        at=last.applied_at.astimezone(policy.zone),
        back_to=one_line(last.back_to),
    )
    yes = Button("↩️ 确定撤回", press_data(PREFIX, "undo", last.edition_id))
    return Screen(text, [[yes], *rows])


def undone(what: Undone) -> Screen:
    """Say what was taken back, and what is in force again."""
    text = say(
        "import_undone.html",
        kind=KINDS[EditionKind(what.kind)],
        title=one_line(what.title),
        back_to=one_line(what.back_to or ""),
    )
    return Screen(text, [[Button("⬆️ 导入文件", press_data(PREFIX, "home")), HOME]])
