"""The screens of a basket: its card, its check page, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from handlers.basket_files import MailWay
from handlers.baskets import Basket
from handlers.notices import kept_words
from handlers.outbox import Button
from handlers.policy import MEGABYTE, Policy
from handlers.rules.applicant_unit import FIELD_WORDS, Field
from handlers.rules.checklist import Seen
from handlers.rules.file_names import is_runnable
from handlers.rules.ticks import Ticked
from handlers.rules.windows import untimely, worded
from handlers.screens import HOME, Screen, back, label, press_data
from handlers.wording import say
from storage.states import SubmissionState
from storage.tables import Submission

# A file's sign by its state; whether it is on disk yet is the desk's care, not the applicant's.
SIGNS: Final = {"wanted": "📄", "claimed": "📄", "stored": "📄", "failed": "⚠️ 没有取到："}
# An item's sign; the colour never stands alone, the line says it in words too.
MARKS: Final = {
    Seen.FOUND: "✅",
    Seen.PART: "◐",
    Seen.MISSING: "⬜",
    Seen.CONDITIONAL: "▫️",
    Seen.ELSEWHERE: "ℹ️",
}
# What the line of an item ends with.
REMARKS: Final = {
    Seen.FOUND: "",
    Seen.PART: "（看到一部分）",
    Seen.MISSING: "",
    Seen.CONDITIONAL: "（符合情形才需要）",
    Seen.ELSEWHERE: "（以该文件为准）",
}
SHOWN_FILES: Final = 15  # on a card; the rest is counted
SHOWN_MATERIALS: Final = 12
QUICK: Final = 3  # items offered at once for files that stand for none yet
CHOICES: Final = 6  # baskets offered for a file


def notice(category_id: str | None, submission_id: int | None, policy: Policy) -> Screen:
    """Say once, before the first submission, what handing in here means."""
    agree = press_data("b", "agree", category_id or "-", submission_id or "-")
    rows = [[Button("✅ 我已阅读并同意", agree)], back()]
    return Screen(say("notice.html", kept=kept_words(policy)), rows)


def card(basket: Basket, now: datetime, policy: Policy) -> Screen:
    """Show what is in the basket, and what can be done with it."""
    if not basket.is_open:
        return closed(basket)
    if not basket.noticed:
        return notice(basket.submission.category, basket.id, policy)
    rows = _next_step(basket)
    if basket.files:
        sort = Button("🗂 核对文件", press_data("b", "sort", basket.id, 0))
        rows.append([sort, Button("➖ 移除文件", press_data("b", "files", basket.id, 0))])
    other = [Button("📧 改用邮件", press_data("b", "mail", basket.id))]
    if basket.submission.category is not None:
        other.insert(0, Button("📂 更换类别", press_data("b", "pick", basket.id)))
    word = "✖️ 不补充了" if basket.adds_to else "✖️ 取消申报"
    rows += [other, [Button(word, press_data("b", "drop", basket.id)), HOME]]
    return Screen(_text("basket.html", basket, now, policy), rows)


def _next_step(basket: Basket) -> list[list[Button]]:
    """Return what is most likely wanted now: a basket to join, a category, an item, or the check page."""
    if basket.submission.category is None and basket.adds_to is None:
        joins = [
            [Button(label(f"➕ 放进 {_name(each)}"), press_data("b", "join", basket.id, each.id))]
            for each in basket.others[:CHOICES]
            if basket.files
        ]
        word = "📂 另报一份，选择项目类别" if joins else "📂 选择项目类别"
        return [*joins, [Button(word, press_data("b", "pick", basket.id))]]
    if not basket.is_complete:
        return []
    done = Button("✅ 完成提交", press_data("b", "check", basket.id, state=basket.state))
    return [[done], *_quick_ticks(basket)]


def _name(submission: Submission) -> str:
    if submission.adds_to is not None:
        return f"补充材料（{submission.category_name or '已提交的申报'}）"
    return f"{submission.category or ''} {submission.category_name or '未选类别'}".strip()


def _quick_ticks(basket: Basket) -> list[list[Button]]:
    """Offer the missing items for the files that stand for none."""
    ticks = basket.ticks
    if not ticks.loose:
        return []
    offered = [place for place, each in enumerate(ticks.items) if each.is_missing][:QUICK]
    return [
        [
            Button(
                label(f"❔→ {place + 1}. {ticks.items[place].item}"),
                press_data("b", "loose", basket.id, place, state=basket.state),
            )
        ]
        for place in offered
    ]


def check(basket: Basket, now: datetime, policy: Policy) -> Screen:
    """Show everything once more before it is handed in, what is missing first."""
    sure = press_data("b", "ok", basket.id, state=basket.state)
    missing = basket.ticks.missing if basket.adds_to is None else ()
    rows = [[Button("📨 确认提交", sure)]]
    if missing:
        later = press_data("b", "later", basket.id, state=basket.state)
        rows = [[Button("⏳ 先提交，后补", later)], [Button("📨 确认提交，材料已齐", sure)]]
    change = [Button("‹ 返回修改", press_data("b", "open", basket.id))]
    if basket.adds_to is None:
        change.append(Button("🏢 单位信息", press_data("p", "show", basket.id)))
    return Screen(_text("basket_check.html", basket, now, policy), [*rows, change])


def _text(name: str, basket: Basket, now: datetime, policy: Policy) -> str:
    ticks, unit = basket.ticks, basket.unit
    target = basket.adds_to or basket.submission
    return say(
        name,
        adds_to=basket.adds_to,
        category=target.category,
        category_name=target.category_name,
        department=target.department,
        days=worded(basket.window) if basket.window else "",
        untimely=untimely(basket.window, now.astimezone(policy.zone).date()),
        unit=[(FIELD_WORDS[each], value) for each in Field if unit and (value := unit.of(each))],
        items=_item_lines(ticks.items[:SHOWN_MATERIALS]),
        more_items=len(ticks.items[SHOWN_MATERIALS:]),
        there=ticks.there,
        wanted=sum(each.is_there or each.is_missing for each in ticks.items),
        missing=[each.item for each in ticks.missing],
        loose=len(ticks.loose) if ticks.items else 0,
        later_workdays=policy.later_workdays,
        files=basket.files[:SHOWN_FILES],
        places=[_places(basket, at) for at in range(len(basket.files[:SHOWN_FILES]))],
        hidden=len(basket.files[SHOWN_FILES:]),
        count=len(basket.files),
        bytes=basket.bytes,
        signs=SIGNS,
        failed=basket.failed,
        runnable=any(is_runnable(file.name) for file in basket.files),
        remark=basket.submission.subject,
        most_files=policy.files_per_submission,
        most_bytes=policy.file_bytes // MEGABYTE,
        most_in_all=policy.submission_bytes // MEGABYTE,
        several=bool(basket.others),
    )


def _item_lines(items: Sequence[Ticked]) -> list[tuple[str, str, str, int]]:
    """Return each item with its sign, its remark, and how many files stand for it."""
    return [(MARKS[each.seen], each.item, REMARKS[each.seen], len(each.files)) for each in items]


def _places(basket: Basket, at: int) -> str:
    """Return the number of the item that a file stands for, as it is shown behind its name."""
    ticks = basket.ticks
    if not ticks.items:
        return ""
    number = next((n for n, each in enumerate(ticks.items, 1) if at in each.files), None)
    return f"→ {number}" if number else ("→ 其他" if at in ticks.others else "→ ❔")


def closed(basket: Basket) -> Screen:
    """Show what became of a basket that was handed in or given up."""
    rows = [[HOME]]
    target = basket.adds_to or basket.submission
    if target.receipt and target.confirmed_at:
        rows = [[Button("🔎 查看进度", press_data("s", "show", target.id))], *rows]
    text = say(
        "basket_closed.html",
        waiting=basket.submission.state is SubmissionState.CONFIRMED,
        handed_in=basket.submission.confirmed_at is not None,
        withdrawn=basket.submission.state is SubmissionState.WITHDRAWN,
        adds_to=basket.adds_to,
        receipt=target.receipt,
        count=len(basket.files),
    )
    return Screen(text, rows)


def sure_to_drop(basket: Basket) -> Screen:
    """Ask before a basket is given up."""
    yes = Button("✖️ 确定取消", press_data("b", "gone", basket.id))
    no = Button("‹ 返回", press_data("b", "open", basket.id))
    return Screen(say("basket_drop.html", count=len(basket.files), adds_to=basket.adds_to), [[yes, no]])


def by_mail(basket: Basket, way: MailWay) -> Screen:
    """Say how the rest comes by mail, under the subject that joins this basket."""
    text = say("basket_mail.html", way=way, adds_to=basket.adds_to)
    link = [] if way.sender else [Button("✉️ 关联邮箱", press_data("l", "home"))]
    return Screen(text, [link, back(press_data("b", "open", basket.id))])
