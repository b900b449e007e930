"""Rows of a task table gathered into tasks with their milestones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from handlers.rules.due_dates import Due, read_due
from handlers.rules.milestone_texts import Piece, shared_out, split_pieces
from handlers.rules.printed_numbers import NumberStyle, printed_number
from handlers.rules.problems import Level, Problem
from handlers.rules.task_facts import Facts, split_facts, split_time
from handlers.rules.task_rows import TaskRow
from handlers.rules.task_units import Charge, charge_of, units_of_tail

_NO_COLUMN = "表里没有写明这一节点的完成时限"
_BELOW = (NumberStyle.ARABIC_BRACKETS, NumberStyle.CIRCLED)  # styles that count within a task
# A time anywhere, and one by whose end a clause says that something is done.
_MONTH = re.compile(r"月|季度|年[底末]|半年")
_BY = re.compile(
    r"(?:(?:20\d\d|[今本])年)?(?:\d{1,2}月(?:\d{1,2}日|[底末]|[上中下]旬)|年底|[1-4一二三四]季度末)(?:之前|以前|前)"
)
_NOT_SHARED = "一格里有几个节点，时限对不上节点"


@dataclass(slots=True)
class Step:
    """A milestone while its rows arrive."""

    row: TaskRow
    number: int | None
    text: str
    charge: Charge | None
    due: Due
    due_raw: str
    inherited: bool = False  # its units are those of the row above


@dataclass(slots=True)
class Draft:
    """A task while its rows arrive."""

    row: TaskRow
    text: str
    facts: Facts
    number: str | None  # as printed in its column or before the text, without its stop
    steps: list[Step] = field(default_factory=list)


def gather(rows: Iterable[TaskRow], year: int | None) -> tuple[list[Draft], list[Problem]]:
    """Gather rows into tasks; a row that belongs to none is told."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for each in rows:
        row = _counting_on(each, drafts[-1]) if drafts else each
        if row is not each and len(drafts[-1].steps) == 1:
            problems.append(_named_by_first_step(drafts[-1]))
        if _begins_task(row, drafts[-1] if drafts else None):
            drafts.append(_opened(row))
        elif not drafts:
            message = "这一行上面没有工作任务，没有导入，请您核对"
            problems.append(Problem(Level.ERROR, "text", message, row.line, row.cell))
            continue
        problems += _add(drafts[-1], row, year)
    for draft in drafts:
        if not draft.steps:
            draft.steps += _steps(draft, replace(draft.row, milestone=None), year)
    return drafts, problems


def _begins_task(row: TaskRow, draft: Draft | None) -> bool:
    if row.task is None:
        return False
    return draft is None or row.task != draft.row.task or row.number not in (None, draft.row.number)


def _counting_on(row: TaskRow, draft: Draft) -> TaskRow:
    """Take a task's text as a milestone where it counts on under one number: 5 （1）…, then （2）…."""
    own = printed_number(row.task or "")
    if not own or own.style not in _BELOW or row.milestone or draft.number is None:
        return row
    if row.number not in (None, draft.row.number) or not draft.row.number:
        return row
    first = printed_number(draft.row.task or "")
    if first is None or first.style is not own.style or own.value != len(draft.steps) + 1:
        return row
    return replace(row, number=None, task=None, milestone=row.task)


def _named_by_first_step(draft: Draft) -> Problem:
    """Make a milestone of the text with which a task began, as the next one counts on from it."""
    first = printed_number(draft.row.task or "")
    if first:
        draft.text = draft.steps[0].text = split_facts(first.rest)[0]
        draft.steps[0].number = first.value
    message = "“工作任务”一栏写的是编了号的节点，任务没有自己的名称，用第一个节点的文字"
    return Problem(Level.NOTE, "text", message, draft.row.line, draft.row.cell)


def _opened(row: TaskRow) -> Draft:
    text, facts = split_facts(row.task or "")
    own = printed_number(text)
    if own and row.number and own.printed not in row.number:
        own = None  # the text's number is a part of it: the column counts the tasks
    printed = row.number or (own.printed if own else None)
    return Draft(row, own.rest if own else text, facts, _plain_number(printed) if printed else None)


def _plain_number(printed: str) -> str:
    """Take what surrounds a number away: （3）, 3. and 3.0 are 3."""
    plain = re.sub(r"\.0+$", "", unicodedata.normalize("NFKC", printed))
    return re.sub(r"^第|项$", "", plain).strip(" \n.、()（）") or printed


def _add(draft: Draft, row: TaskRow, year: int | None) -> Iterator[Problem]:
    """Add what a row says to its task: milestones, or more about the last one."""
    if row.milestone or row.periods or not draft.steps:
        if _says_nothing(row) and row.task:
            return  # the task stands on a row of its own, its milestones below
        draft.steps += _steps(draft, row, year)
    else:
        yield from _extend(draft.steps[-1], row, year)


def _says_nothing(row: TaskRow) -> bool:
    return not (row.milestone or row.periods or row.due or row.units or row.lead or row.support)


def _steps(draft: Draft, row: TaskRow, year: int | None) -> list[Step]:
    steps = [_step(draft, row, Piece(None, text), when, year) for when, text in row.periods]
    if row.periods and not row.milestone and not row.due:
        return steps
    pieces = split_pieces(row.milestone) if row.milestone else (Piece(None, draft.text),)
    shares = shared_out(row.due, len(pieces)) if row.due is not None else (None,) * len(pieces)
    for at, piece in enumerate(pieces):
        step = _step(draft, row, piece, shares[at] if shares else row.due, year)
        if shares is None:
            step.due = Due(reason=_NOT_SHARED)
        steps.append(step)
    return steps


def _step(draft: Draft, row: TaskRow, piece: Piece, when: str | None, year: int | None) -> Step:
    text, facts = split_facts(piece.text)
    due_raw = facts.due or when or ""
    if not due_raw:
        text, stated = split_time(text)
        due_raw = stated or draft.facts.due or ""
    due = read_due(due_raw, year)
    if not due_raw and when is None:
        due, due_raw = _due_within(text, year)
    charge = charge_of(row, facts)
    above = draft.steps[-1].charge if draft.steps else units_of_tail(draft.facts)
    number = piece.number if piece.number is not None else _column_number(row)
    return Step(
        row,
        number,
        text,
        charge or above,
        due,
        _one_line(due_raw),
        inherited=charge is None and bool(draft.steps),
    )


def _column_number(row: TaskRow) -> int | None:
    """Take a milestone's number from its own column, or from the task's where only that one counts on."""
    printed = row.step_number or (row.number if row.task is None else None)
    found = printed_number(f"{printed.strip()}、") if printed else None
    return found.value if found else None


def _due_within(text: str, year: int | None) -> tuple[Due, str]:
    """Read the one day that a milestone's own text says, where the table has no column for it.

    It begins the text, or a clause that says what is done by then: 12月底前完成封顶.
    """
    clauses = [clause.strip() for clause in re.split(r"[，,；;。\n]", text)]
    spoken = [clause for clause in clauses if _MONTH.search(clause)]
    by = _BY.match(spoken[0]) if len(spoken) == 1 else None
    said = by[0] if by else clauses[0]
    due = read_due(said, year)
    if due.day:
        return replace(due, note=f"表里没有时限一栏，从文字“{said}”读作 {due.day.isoformat()}"), said
    return Due(reason=_NO_COLUMN), ""


def _extend(step: Step, row: TaskRow, year: int | None) -> Iterator[Problem]:
    """Add the units of a row that goes on with the last milestone."""
    charge = charge_of(row, Facts())
    if charge and step.charge:
        units = tuple(dict.fromkeys(step.charge.units + charge.units))
        step.charge = replace(step.charge, units=units, doubts=step.charge.doubts + charge.doubts)
    elif charge:
        step.charge = charge
    if row.due and _one_line(row.due) != step.due_raw:
        message = f"这一行只有时限“{_one_line(row.due)}”而没有节点，没有导入，请您核对"
        yield Problem(Level.WARNING, "due", message, row.line, row.cell)
        if not step.due_raw:
            step.due, step.due_raw = read_due(row.due, year), _one_line(row.due)


def _one_line(text: str) -> str:
    return text.replace("\n", "")
