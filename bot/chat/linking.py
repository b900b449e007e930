"""Joining a chat with a mailbox, and with colleagues on one submission."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.menus import renewed_menu
from bot.chat.turn import Turn
from handlers.companions import Party, invite, join_submission, party, remove
from handlers.dialogues import await_text, awaiting
from handlers.linking import Answer, Proof, ask_code, linked_address, take_link, try_code, unlink
from handlers.outbox import Button
from handlers.screens import HOME, Press, Screen, back, label, press_data, read_press
from handlers.wording import say

PREFIX: Final = "l"
ADDRESS, CODE = "link.address", "link.code"  # what the next typed text is
LIST: Final = press_data("s", "list", 0)


async def home(turn: Turn) -> None:
    """Say which mailbox is linked, and what can be done about it."""
    async with turn.reading() as session:
        email = await linked_address(session, turn.chat_id)
    await turn.show(_home(email))


def _home(email: str | None) -> Screen:
    verb = Button("✖️ 解除关联", press_data(PREFIX, "off")) if email else None
    button = verb or Button("✉️ 输入邮箱地址", press_data(PREFIX, "ask"))
    return Screen(say("link_home.html", email=email), [[button], back(LIST)])


async def press(turn: Turn) -> None:
    """Take a button; whose submission it is about is looked up every time."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if verb and wanted else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def _home_again(turn: Turn, _wanted: Press) -> Screen:
    async with turn.reading() as session:
        return _home(await linked_address(session, turn.chat_id))


async def _ask(turn: Turn, _wanted: Press) -> Screen:
    async with turn.transaction() as session:
        await await_text(session, turn.chat_id, ADDRESS, turn.now)
    return Screen(say("link_ask.html"), [back(press_data(PREFIX, "home"))])


async def typed(turn: Turn) -> None:
    """Take the address or the code that was asked for."""
    async with turn.reading() as session:
        wanted = await awaiting(session, turn.chat_id)
    await (_take_address(turn) if wanted == ADDRESS else _take_code(turn))


async def _take_address(turn: Turn) -> None:
    text, person = turn.incoming.text, turn.incoming.person
    async with turn.transaction() as session:
        email = await ask_code(session, turn.chat_id, person, text, turn.now, turn.parts.policy)
        await await_text(session, turn.chat_id, CODE, turn.now)
    again = Button("✉️ 换一个地址", press_data(PREFIX, "ask"))
    await turn.say(Screen(say("link_sent.html", email=email), [[again], [HOME]]))


async def _take_code(turn: Turn) -> None:
    text = turn.incoming.text
    async with turn.transaction() as session:
        answer = await try_code(session, turn.chat_id, text, turn.now, turn.parts.policy)
        if answer.proof is not Proof.WRONG:
            await await_text(session, turn.chat_id, None, turn.now)
    await turn.say(_told(answer))


def _told(answer: Answer) -> Screen:
    again = Button("✉️ 重新获取", press_data(PREFIX, "ask"))
    if answer.proof is Proof.LINKED:
        own = Button("📋 我的申报", LIST)
        return Screen(say("link_done.html", email=answer.email), [[own], [HOME]])
    if answer.proof is Proof.WRONG:
        return Screen(say("link_wrong.html", left=answer.left), [[again], [HOME]])
    return Screen(say("link_spent.html"), [[again], [HOME]])


async def link(turn: Turn) -> None:
    """Link the chat by the code of a letter that its mailbox had asked for."""
    code, person = turn.incoming.rest.partition("_")[2], turn.incoming.person
    async with turn.transaction() as session:
        answer = await take_link(session, turn.chat_id, person, code, turn.now, turn.parts.policy)
    await turn.say(_told(answer))


async def sure(turn: Turn) -> None:
    """Ask before chat and mailbox are parted."""
    await turn.show(await _sure(turn, Press("off")))


async def _sure(turn: Turn, _wanted: Press) -> Screen:
    async with turn.reading() as session:
        email = await linked_address(session, turn.chat_id)
    if email is None:
        return _home(None)
    yes = Button("✖️ 确定解除", press_data(PREFIX, "gone"))
    return Screen(say("link_sure.html", email=email), [[yes], back(press_data(PREFIX, "home"))])


async def _part(turn: Turn, _wanted: Press) -> Screen:
    async with turn.transaction() as session:
        email = await unlink(session, turn.chat_id, turn.now, turn.parts.policy)
    return Screen(say("link_undone.html", email=email), [[HOME]]) if email else _home(None)


def _colleagues(found: Party | None) -> Screen | None:
    if found is None:
        return None
    number = found.submission.id
    rows = [
        [Button(label(f"➖ 移出 {name}"), press_data(PREFIX, "out", number, person))]
        for person, name in found.colleagues
    ]
    rows.append([Button("➕ 邀请同事", press_data(PREFIX, "invite", number))])
    names = [name for _, name in found.colleagues]
    text = say("colleagues.html", receipt=found.submission.receipt, names=names)
    return Screen(text, [*rows, back(press_data("s", "show", number))])


async def _who(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.reading() as session:
        return _colleagues(await party(session, turn.chat_id, wanted.number() or 0))


async def _invite(turn: Turn, wanted: Press) -> Screen | None:
    number, policy = wanted.number() or 0, turn.parts.policy
    async with turn.transaction() as session:
        made = await invite(session, turn.chat_id, number, turn.now, policy)
    if made is None:
        return None
    text = say(
        "colleague_invited.html",
        code=made.code,
        until=made.until,
        receipt=made.receipt,
        bot=policy.bot_username,
    )
    return Screen(text, [back(press_data(PREFIX, "who", number))])


async def _out(turn: Turn, wanted: Press) -> Screen | None:
    number, person = wanted.number() or 0, wanted.number(1) or 0
    async with turn.transaction() as session:
        return _colleagues(await remove(session, turn.chat_id, number, person, turn.now, turn.parts.policy))


async def accept_invitation(turn: Turn) -> None:
    """Join the submission of an invitation."""
    code, person = turn.incoming.rest.partition("_")[2], turn.incoming.person
    async with turn.transaction() as session:
        submission = await join_submission(session, turn.chat_id, person, code, turn.now, turn.parts.policy)
    text = say("colleague_welcome.html", receipt=submission.receipt, category_name=submission.category_name)
    show = Button("🔎 查看进度", press_data("s", "show", submission.id))
    await turn.say(Screen(text, [[show], [HOME]]))


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "home": _home_again,
    "ask": _ask,
    "off": _sure,
    "gone": _part,
    "who": _who,
    "invite": _invite,
    "out": _out,
}
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"link": home},
    words={"关联邮箱": home, "绑定邮箱": home, "关联": home, "解除关联": sure, "取消关联": sure},
    links={"link": link, "with": accept_invitation},
    awaited={"link": typed},
)
