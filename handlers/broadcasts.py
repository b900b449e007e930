"""A text of the office to all who follow something: shown first, then written to each of them once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.desk_alarms import office_hours
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Button, Rows, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.compose import LetterSpec
from handlers.screens import HOME, anew, press_data
from handlers.special_days import with_special_days
from handlers.wording import letter, say
from storage.queries.applicants import followers_by_mail, followers_in_chat
from storage.states import BroadcastState
from storage.tables import Broadcast

KEY: Final = "broadcast:"  # of every parcel; behind it the broadcast's number and the recipient
LONGEST: Final = 2000  # characters, so that it stays one message


@dataclass(frozen=True, slots=True)
class Followers:
    """Whom a broadcast reaches: chats, and mailboxes with the applicant behind each."""

    chats: tuple[int, ...]
    mailboxes: tuple[tuple[int, str], ...]

    @property
    def count(self) -> int:
        """Return how many people that are."""
        return len(self.chats) + len(self.mailboxes)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A broadcast as its writer sees it; `leaves` is when it may go out, None for at once."""

    id: int
    text: str
    state: BroadcastState
    followers: Followers
    leaves: datetime | None
    recipients: int

    @property
    def shown(self) -> str:
        """Return the message as followers will read it (HTML)."""
        return message(self.text)

    @property
    def mark(self) -> str:
        """Return what a button must know, so that nobody confirms what has changed since."""
        return f"{len(self.followers.chats)}x{len(self.followers.mailboxes)}"


def message(text: str) -> str:
    """Word a broadcast for a chat (HTML)."""
    return say("broadcast.html", text=text)


async def followers(session: AsyncSession) -> Followers:
    """Return everybody who follows something; one person once, by chat where there is one."""
    chats, mailboxes = await followers_in_chat(session), await followers_by_mail(session)
    return Followers(tuple(chats), tuple(mailboxes))


async def draft_broadcast(
    session: AsyncSession, chat_id: int, text: str, now: datetime, policy: Policy
) -> Drafted:
    """Keep a text that an operator wants to send; refuses an empty one and one that is too long."""
    text = text.strip()
    if not text:
        raise Refusal("broadcast_empty")
    if len(escape(text)) > LONGEST:
        raise Refusal("broadcast_too_long", most=LONGEST)
    row = Broadcast(text=text, chat_id=chat_id, created_at=now)
    session.add(row)
    await session.flush()
    return await _drafted(session, row, now, policy)


async def own_broadcast(
    session: AsyncSession, chat_id: int, number: int, now: datetime, policy: Policy
) -> Drafted | None:
    """Return a broadcast of this operator; None for another's."""
    row = await session.get(Broadcast, number)
    if row is None or row.chat_id != chat_id:
        return None
    return await _drafted(session, row, now, policy)


async def _drafted(session: AsyncSession, row: Broadcast, now: datetime, policy: Policy) -> Drafted:
    leaves = await _leaves(session, now, policy)
    reached = await followers(session)
    return Drafted(row.id or 0, row.text, row.state, reached, leaves, row.recipients)


async def _leaves(session: AsyncSession, now: datetime, policy: Policy) -> datetime | None:
    """Return when the quiet hours end; None where it is not quiet."""
    opens = office_hours(now, await with_special_days(session, policy)).next_open(now)
    return None if opens == now else opens


async def drop_broadcast(session: AsyncSession, drafted: Drafted) -> None:
    """Give a broadcast up that was not sent."""
    row = await session.get_one(Broadcast, drafted.id)
    if row.state is BroadcastState.DRAFT:
        row.state = BroadcastState.DROPPED


async def send_broadcast(
    session: AsyncSession, drafted: Drafted, now: datetime, policy: Policy, actor: Actor
) -> int:
    """Write a broadcast to every follower and return how many; nothing where it is no draft any more."""
    row = await session.get_one(Broadcast, drafted.id)
    if row.state is not BroadcastState.DRAFT:
        return 0
    row.state, row.sent_at, row.recipients = BroadcastState.SENT, now, drafted.followers.count
    for chat_id in drafted.followers.chats:
        wrapping = Wrapping(f"{KEY}{row.id}:{chat_id}", now, not_before=drafted.leaves, new=True)
        await write_message(session, chat_id, drafted.shown, wrapping, buttons=_buttons())
    for applicant_id, address in drafted.followers.mailboxes:
        wrapping = Wrapping(f"{KEY}{row.id}:mail:{applicant_id}", now, not_before=drafted.leaves, new=True)
        await write_letter(session, _letter(drafted.text, address, wrapping, policy), wrapping)
    await record(session, policy, now, actor, "broadcast", f"broadcast:{row.id}", recipients=row.recipients)
    return row.recipients


def _buttons() -> Rows:
    none = Button("🔕 不再接收", anew(press_data("f", "sure")))
    return [[Button("🔔 关注的类别", anew(press_data("f", "list"))), none], [HOME]]


def _letter(text: str, address: str, wrapping: Wrapping, policy: Policy) -> LetterSpec:
    words = letter("broadcast", text=text, desk=policy.desk_name, office=policy.office)
    message_id = stable_message_id(wrapping.key, policy)
    return replace(desk_letter(address, words, message_id, wrapping.now, policy), reply_to=policy.address)
