"""The first screens: the main menu and the help."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.rules.people import Role
from handlers.screens import Screen, back, press_data
from handlers.wording import say
from storage.queries.chats import applicant_by_chat, drafts_of
from storage.queries.people import member_by_chat
from storage.queries.submissions import files_of
from storage.states import SubmissionState
from storage.tables import Submission


async def main_menu(session: AsyncSession, chat_id: int, policy: Policy) -> Screen:
    """Show what can be done here; half-finished work is offered again."""
    found = await guide_in_force(session)
    draft = await _unfinished(session, chat_id)
    files = await files_of(session, draft.id or 0) if draft else ()
    member = await member_by_chat(session, chat_id)
    rows = (
        [[Button(f"✏️ 继续未完成的申报（{len(files)} 个文件）", press_data("b", "open", draft.id))]]
        if draft
        else []
    )
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
            rows[-1].append(Button("🗂 待审", "v:1:home"))
            rows.append([Button("⬆️ 导入文件", "i:1:home"), Button("⚙️ 类别设置", "w:1:list:0")])
            rows.append([Button("💬 未答问题", "u:1:list:0")])
    rows.append([Button("❓ 帮助", press_data("g", "help"))])
    text = say(
        "main_menu.html",
        desk=policy.desk_name,
        office=policy.office,
        title=found.guide.title if found else None,
        draft=draft.category_name or "未选类别" if draft else None,
        member=member.name if member else None,
    )
    return Screen(text, rows)


async def _unfinished(session: AsyncSession, chat_id: int) -> Submission | None:
    applicant = await applicant_by_chat(session, chat_id)
    drafts = await drafts_of(session, applicant.id or 0) if applicant else ()
    return next((draft for draft in drafts if draft.state is SubmissionState.DRAFT), None)


def help_screen(policy: Policy) -> Screen:
    """Say what can be done by button, word and mail."""
    return Screen(say("help.html", mailbox=policy.address, most=policy.file_bytes // 1_000_000), [back()])
