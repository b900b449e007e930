"""The first screens: the main menu and the help."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.baskets import own_basket
from handlers.editions import guide_in_force
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.rules.people import Role
from handlers.screens import Screen, back, press_data
from handlers.wording import say
from storage.queries.applicants import file_counts
from storage.queries.chats import applicant_by_chat, drafts_of
from storage.queries.people import member_by_chat
from storage.queries.submissions import files_of
from storage.tables import Submission


async def main_menu(session: AsyncSession, chat_id: int, policy: Policy) -> Screen:
    """Show what can be done here; half-finished work is offered again."""
    found = await guide_in_force(session)
    drafts = await _unfinished(session, chat_id)
    member = await member_by_chat(session, chat_id)
    rows = await _offer(session, drafts)
    rows += [
        [
            Button("📖 申报指南", press_data("g", "topics")),
            Button("📤 提交材料", press_data("b", "pick", "-")),
        ],
        [Button("🧭 我们能报什么", press_data("e", "kinds"))],
        [Button("📋 我的申报", press_data("s", "list", 0)), Button("☎️ 科室电话", press_data("g", "depts"))],
    ]
    if member is not None:
        rows.append([Button("📌 我的待办", "m:1:home")])
        if member.role == Role.OPERATOR:
            rows[-1].append(Button("🛠 管理", "o:1:home"))
    rows.append([Button("❓ 帮助", press_data("g", "help"))])
    text = say(
        "main_menu.html",
        desk=policy.desk_name,
        office=policy.office,
        title=found.guide.title if found else None,
        draft=await _progress(session, chat_id, drafts),
        member=member.name if member else None,
    )
    return Screen(text, rows)


async def _unfinished(session: AsyncSession, chat_id: int) -> Sequence[Submission]:
    """Return what is half finished; a supplement without a file is not begun yet."""
    applicant = await applicant_by_chat(session, chat_id)
    drafts = await drafts_of(session, applicant.id or 0) if applicant else ()
    counts = await file_counts(session, [each.id or 0 for each in drafts]) if drafts else {}
    return [each for each in drafts if each.adds_to is None or counts.get(each.id or 0)]


async def _offer(session: AsyncSession, drafts: Sequence[Submission]) -> list[list[Button]]:
    """Offer what is half finished: the one basket, or the list of several."""
    if len(drafts) > 1:
        return [[Button(f"✏️ 未完成的申报（{len(drafts)} 份）", press_data("s", "list", 0))]]
    if not drafts:
        return []
    count = len(await files_of(session, drafts[0].id or 0))
    return [[Button(f"✏️ 继续未完成的申报（{count} 个文件）", press_data("b", "open", drafts[0].id))]]


async def _progress(session: AsyncSession, chat_id: int, drafts: Sequence[Submission]) -> str | None:
    """Say how far the half-finished ones are: 7 项中已交 4 项."""
    if len(drafts) != 1:
        return f"{len(drafts)} 份" if drafts else None
    basket = await own_basket(session, chat_id, drafts[0].id or 0)
    if basket is None or basket.adds_to is not None:
        return "补充材料"
    name, items = drafts[0].category_name or "未选类别", basket.ticks.items
    wanted = sum(each.is_there or each.is_missing for each in items)
    return f"{name}，{wanted} 项中已交 {basket.ticks.there} 项" if wanted else name


def help_screen(policy: Policy) -> Screen:
    """Say what can be done by button, word and mail."""
    return Screen(say("help.html", mailbox=policy.address, most=policy.file_bytes // 1_000_000), [back()])
