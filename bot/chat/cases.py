"""An operator finds a submission by its receipt number, and moves it to another department."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.chat.audiences import Audience
from bot.chat.turn import Turn
from handlers.audit import Actor
from handlers.case_screens import PREFIX, case_by_receipt, case_screen, question, receipt_of, targets
from handlers.moving import move
from handlers.office import is_operator, require_operator
from handlers.refusals import Refusal
from handlers.rules.receipts import is_receipt
from handlers.screens import Press, Screen, read_press


async def open_for_operator(turn: Turn, receipt: str) -> bool:
    """Show a submission where an operator asks for it; False, and nothing said, for everybody else."""
    async with turn.reading() as session:
        if not await is_operator(session, turn.chat_id):
            return False
        screen = await case_by_receipt(session, receipt.strip().upper(), turn.parts.policy)
    await turn.say(screen)
    return True


async def find(turn: Turn) -> None:
    """Show the submission of the receipt number behind the command; only for operators."""
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
    receipt = turn.incoming.rest.strip().upper()
    if not is_receipt(receipt):
        raise Refusal("receipt_unknown", receipt=receipt or "（没有写）")
    await open_for_operator(turn, receipt)


async def press(turn: Turn) -> None:
    """Do what a button of the card asks for; only for a bound operator, checked at every press."""
    pressed = read_press(turn.incoming.press)
    verb = VERBS.get(pressed.verb) if pressed else None
    if pressed is None or verb is None or pressed.number() is None:
        raise Refusal("review_stale")
    await turn.show(await verb(turn, pressed))


async def _show(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await case_screen(session, pressed.number() or 0, turn.parts.policy)


async def _pick(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await targets(session, pressed.number() or 0, pressed.number(1) or 0)


async def _ask(turn: Turn, pressed: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return await question(session, pressed.number() or 0, pressed.text(1))


async def _to(turn: Turn, pressed: Press) -> Screen:
    policy, actor = turn.parts.policy, Actor(f"chat:{turn.chat_id}", "chat")
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        submission_id = pressed.number() or 0
        receipt = await receipt_of(session, submission_id)
        seen = int(pressed.state) if pressed.state.isdecimal() else None
        await move(session, receipt, pressed.text(1), turn.now, policy, actor, seen=seen)
        return await case_screen(session, submission_id, policy)


VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen]]]] = {
    "show": _show,
    "pick": _pick,
    "ask": _ask,
    "to": _to,
}
CALLBACKS: Final = Audience(presses={PREFIX: press}, commands={"case": find})
