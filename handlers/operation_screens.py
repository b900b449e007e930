"""The operators' one menu: the state, and all that they can do from it."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk_state import MINUTE, DeskState, moment_text, state_text
from handlers.outbox import Button
from handlers.page_keys import LINK_LIFE
from handlers.parcel_words import STATES, recipient_of, subject_of
from handlers.parcels import Waiting, list_undelivered, one_parcel
from handlers.pausing import MEANWHILE, NAMES, stopped_parts
from handlers.policy import Policy
from handlers.screens import Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.states import ParcelState, Pausable

PREFIX: Final = "o"
ACTS: Final = {"retry": "再发一次", "drop": "撤下，不再发送"}


def _data(verb: str, *arguments: object, state: str = "") -> str:
    return press_data(PREFIX, verb, *arguments, state=state)


BACK: Final = _data("home")


def desk_screen(state: DeskState, policy: Policy) -> Screen:
    """Show how the desk is, with everything that can be done about it."""
    waiting = state.backlog
    undelivered = f"（{waiting.parcels_dead}）" if waiting.parcels_dead else ""
    reviews = f"（{waiting.reviews_open}）" if waiting.reviews_open else ""
    rows = [
        [Button(f"🗂 待审{reviews}", "v:1:home"), Button(f"📮 没有送达{undelivered}", _data("parcels", 0))],
        [Button("⏸ 暂停与恢复", _data("pauses")), Button("📣 群发通知", "t:1:home")],
        [Button("⬆️ 导入文件", "i:1:home"), Button("👥 人员", press_data("k", "list", 0))],
        [Button("⚙️ 类别设置", "w:1:list:0"), Button("💬 未答问题", "u:1:list:0")],
        [Button("🖥 网页", _data("page")), Button("🔄 刷新", _data("home"))],
        back(),
    ]
    return Screen(state_text(state, policy), rows)


def page_screen(link: str) -> Screen:
    """Show the link to the page."""
    return Screen(say("page_link.html", link=link, minutes=LINK_LIFE // MINUTE), [back(BACK)])


async def pauses_screen(session: AsyncSession, policy: Policy) -> Screen:
    """Show what is stopped and what is not, each with the button that changes it."""
    stopped = {each.part: each for each in await stopped_parts(session)}
    rows = [
        [
            Button(f"▶️ 恢复{NAMES[part]}", _data("sure", "resume", part.value))
            if part in stopped
            else Button(f"⏸ 暂停{NAMES[part]}", _data("sure", "pause", part.value))
        ]
        for part in Pausable
    ]
    text = say(
        "pauses.html",
        parts=[(NAMES[part], MEANWHILE[part], stopped.get(part)) for part in Pausable],
        moment=lambda at: moment_text(at, policy),
    )
    return Screen(text, [*rows, back(BACK)])


def sure_to_change(act: str, part: Pausable) -> Screen:
    """Ask whether a part is to be stopped, or to go on."""
    text = say("pause_sure.html", pausing=act == "pause", name=NAMES[part], meanwhile=MEANWHILE[part])
    word = "⏸ 确定暂停" if act == "pause" else "▶️ 确定恢复"
    return Screen(text, [[Button(f"{word}{NAMES[part]}", _data(act, part.value))], back(_data("pauses"))])


async def parcels_screen(session: AsyncSession, number: int) -> Screen:
    """List what did not arrive, and what is being tried again."""
    found = await list_undelivered(session)
    page = page_of(len(found), number)
    rows = [
        [
            Button(
                label(f"{_mark(each)} {recipient_of(each.channel, each.recipient)}"), _data("parcel", each.id)
            )
        ]
        for each in found[page.start : page.stop]
    ]
    datas = [_data("parcels", max(0, each)) for each in (page.number - 1, page.number + 1)]
    trying = sum(each.state == ParcelState.READY for each in found)
    text = say("parcels.html", standing=len(found) - trying, trying=trying)
    return Screen(text, [*rows, pager(page, datas), back(BACK)])


def _mark(parcel: Waiting) -> str:
    return "🔁" if parcel.state == ParcelState.READY else "❌"


async def parcel_screen(session: AsyncSession, number: int, policy: Policy, act: str = "") -> Screen | None:
    """Show one parcel; with `act` ask whether that is to be done. None where there is no such parcel."""
    parcel = await one_parcel(session, number)
    if parcel is None:
        return None
    text = say(
        "parcel.html",
        parcel=parcel,
        subject=subject_of(parcel.key),
        recipient=recipient_of(parcel.channel, parcel.recipient),
        state=STATES[ParcelState(parcel.state)],
        written=moment_text(parcel.created_at, policy),
        act=ACTS.get(act, ""),
    )
    return Screen(text, [*_choices(parcel, act), back(_data("parcels", 0))])


def _choices(parcel: Waiting, act: str) -> list[list[Button]]:
    if act in ACTS:
        return [[Button(f"✔️ 确定{ACTS[act]}", _data(act, parcel.id, state=parcel.state))]]
    if parcel.state in (ParcelState.DEAD, ParcelState.HELD, ParcelState.READY):
        return [
            [
                Button("🔁 重发", _data("sure", "retry", parcel.id)),
                Button("🗑 撤下", _data("sure", "drop", parcel.id)),
            ]
        ]
    return []
