"""The screens of a basket: its card, its check page, and the choices around it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.baskets import Basket
from handlers.editions import GuideInForce, guide_in_force
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.rules.file_names import is_runnable
from handlers.rules.windows import untimely, worded
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.wording import say

# A file's sign by its state; whether it is on disk yet is the desk's care, not the applicant's.
SIGNS: Final = {"wanted": "📄", "claimed": "📄", "stored": "📄", "failed": "⚠️ 没有取到："}
SHOWN_FILES: Final = 15  # on a card; the rest is counted
SHOWN_MATERIALS: Final = 12


def notice(category_id: str | None, submission_id: int | None = None) -> Screen:
    """Say once, before the first submission, what handing in here means."""
    agree = press_data("b", "agree", category_id or "-", submission_id or "-")
    rows = [[Button("✅ 我已阅读并同意", agree)], back()]
    return Screen(say("notice.html"), rows)


def card(basket: Basket, now: datetime, policy: Policy) -> Screen:
    """Show what is in the basket, and what can be done with it."""
    if not basket.is_open:
        return closed(basket)
    if not basket.noticed:
        return notice(basket.submission.category, basket.id)
    rows = []
    if basket.submission.category is None:
        rows.append([Button("📂 选择项目类别", press_data("b", "pick", basket.id))])
    elif basket.files and not basket.failed:
        rows.append([Button("✅ 完成提交", press_data("b", "check", basket.id, state=basket.state))])
    if basket.files:
        rows.append([Button("➖ 移除文件", press_data("b", "files", basket.id, 0))])
    if basket.submission.category is not None:
        rows.append([Button("📂 更换类别", press_data("b", "pick", basket.id))])
    rows.append([Button("✖️ 取消申报", press_data("b", "drop", basket.id)), HOME])
    return Screen(_text("basket.html", basket, now, policy), rows)


def check(basket: Basket, now: datetime, policy: Policy) -> Screen:
    """Show everything once more before it is handed in."""
    sure = Button("📨 确认提交", press_data("b", "ok", basket.id, state=basket.state))
    change = Button("‹ 返回修改", press_data("b", "open", basket.id))
    return Screen(_text("basket_check.html", basket, now, policy), [[sure], [change]])


def _text(name: str, basket: Basket, now: datetime, policy: Policy) -> str:
    materials = basket.category.materials if basket.category else ()
    return say(
        name,
        category=basket.submission.category,
        category_name=basket.submission.category_name,
        department=basket.submission.department,
        days=worded(basket.window) if basket.window else "",
        untimely=untimely(basket.window, now.astimezone(policy.zone).date()),
        materials=materials[:SHOWN_MATERIALS],
        more_materials=len(materials[SHOWN_MATERIALS:]),
        files=basket.files[:SHOWN_FILES],
        hidden=len(basket.files[SHOWN_FILES:]),
        count=len(basket.files),
        bytes=basket.bytes,
        signs=SIGNS,
        failed=basket.failed,
        runnable=any(is_runnable(file.name) for file in basket.files),
        remark=basket.submission.subject,
        most_files=policy.files_per_submission,
        most_bytes=policy.file_bytes,
    )


def closed(basket: Basket) -> Screen:
    """Show what became of a basket that was handed in or given up."""
    rows = [[HOME]]
    if basket.submission.receipt:
        rows = [[Button("🔎 查看进度", press_data("s", "show", basket.id))], *rows]
    text = say(
        "basket_closed.html",
        state=basket.submission.state.value,
        receipt=basket.submission.receipt,
        count=len(basket.files),
    )
    return Screen(text, rows)


def file_list(basket: Basket, number: int) -> Screen:
    """Let a file be chosen to take out."""
    page = page_of(len(basket.files), number)
    rows = [
        [Button(f"➖ {label(file.name)}", press_data("b", "out", basket.id, file.id or 0, page.number))]
        for file in basket.files[page.start : page.stop]
    ]
    datas = [press_data("b", "files", basket.id, each) for each in (page.number - 1, page.number + 1)]
    rows += [pager(page, datas), back(press_data("b", "open", basket.id))]
    return Screen(say("basket_files.html", count=len(basket.files)), rows)


def sure_to_drop(basket: Basket) -> Screen:
    """Ask before a basket is given up."""
    yes = Button("✖️ 确定取消", press_data("b", "gone", basket.id))
    no = Button("‹ 返回", press_data("b", "open", basket.id))
    return Screen(say("basket_drop.html", count=len(basket.files)), [[yes, no]])


async def pick_topic(session: AsyncSession, submission_id: int | None) -> Screen:
    """Let a topic be chosen, for a basket or, with None, for a new one."""
    found = await guide_in_force(session)
    if found is None:
        return Screen(say("no_guide.html"), [back()])
    target = submission_id if submission_id is not None else "-"
    rows = [
        [Button(label(f"{topic.number}. {topic.name}"), press_data("b", "topic", target, topic.number))]
        for topic in found.guide.topics
    ]
    if not rows:
        rows = _categories(found, target, None)
    return Screen(say("pick_topic.html", year=found.guide.year), [*rows, back()])


async def pick_category(session: AsyncSession, submission_id: int | None, topic_number: int) -> Screen | None:
    """Let a category of a topic be chosen; None for an unknown topic."""
    found = await guide_in_force(session)
    topic = found.guide.topic(topic_number) if found else None
    if found is None or topic is None:
        return None
    target = submission_id if submission_id is not None else "-"
    up = press_data("b", "pick", target)
    text = say("pick_category.html", topic=topic.name, number=topic.number)
    return Screen(text, [*_categories(found, target, topic.number), back(up)])


def _categories(found: GuideInForce, target: int | str, topic: int | None) -> list[list[Button]]:
    return [
        [
            Button(
                label(f"{each.id} {each.name}"),
                press_data("b", "set", target, each.id, state=found.digest[:4]),
            )
        ]
        for each in found.guide.categories
        if topic is None or each.topic == topic
    ]
