"""A desk without sockets: mails go in as bytes, parcels are read from the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import SQLModel, col

from bot.mail.writing import enclosed
from handlers.audit import COMMAND
from handlers.dispatch import claim, settle
from handlers.editions import apply_document
from handlers.outbox import SPEC
from handlers.policy import Policy
from handlers.rules.compose import compose
from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.mime import parse_mail, with_texts
from handlers.rules.retry import Delivery, Fate
from handlers.rules.route import Verdict
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.blobs import Blobs
from storage.database import Database
from storage.states import Channel, ParcelState
from storage.tables import Parcel, StaffMember

NOW = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)  # Monday 09:30 in Jiangmen
DESK = "shenbao@example.org"
OPERATOR = "operator@example.org"
APPLICANT = "applicant@example.org"
PDF = b"%PDF-1.4 an application\n" * 50
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
Row = TypeVar("Row", bound=SQLModel)


@lru_cache(maxsize=1)
def sample_guide() -> Guide:
    """Read the project's own guide."""
    file = SAMPLES / "guide-2023.txt"
    return read_guide(read_document(file.name, file.read_bytes()))


def mail(
    subject: str,
    text: str,
    *,
    sender: str = APPLICANT,
    files: Sequence[tuple[str, bytes]] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Write a mail as somebody's programme would; in the names of headers _ stands for -."""
    more = dict(headers or {})
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, DESK, subject
    message["Date"] = "Mon, 20 Jun 2022 09:00:00 +0800"
    message["Message-ID"] = more.pop("Message_ID", f"<{abs(hash((subject, text, sender)))}@mail.example.org>")
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, raw in files:
        message.add_attachment(raw, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def text_of(letter: EmailMessage) -> str:
    """Return a letter's text without what is enclosed."""
    part = letter.get_body(("plain",))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""


@dataclass(slots=True)
class Mailroom:
    """The database, the blobs and a time that tests move."""

    database: Database
    folder: Path
    policy: Policy = field(default_factory=lambda: Policy(key=b"a key for the tests"))
    now: datetime = NOW
    uid: int = 0

    @property
    def blobs(self) -> Blobs:
        """Return the blobs."""
        return Blobs(self.folder)

    def later(self, **span: float) -> None:
        """Move the time forward."""
        self.now += timedelta(**span)

    async def import_guide(self, guide: Guide | None = None) -> int:
        """Put a guide in force."""
        async with self.database.transaction() as session:
            return await apply_document(session, guide or sample_guide(), self.now, self.policy, COMMAND)

    async def add_operator(self, chat_id: int, name: str = "操作员") -> None:
        """Bind an operator's chat."""
        async with self.database.transaction() as session:
            session.add(
                StaffMember(name=f"{name}{chat_id}", unit="市科技局", role="operator", chat_id=chat_id)
            )

    async def store(self, raw: bytes, *, uidvalidity: int = 1, uid: int | None = None) -> int:
        """Store a mail as the intake does, and return how many were new."""
        self.uid = uid or self.uid + 1
        blob = self.blobs.put(raw)
        async with self.database.transaction() as session:
            await begin_mailbox(session, DESK, "INBOX", uidvalidity)
            new = NewLetter(DESK, "INBOX", uidvalidity, self.uid, blob, len(raw))
            return len(await keep(session, [new], self.now))

    async def decide(self) -> list[Verdict]:
        """Decide about everything that was stored, as the desk's loop does."""
        from handlers.letters import begin_tries, take

        async with self.database.transaction() as session:
            letters = await begin_tries(session, 20, self.now, self.policy)
        verdicts = []
        for letter in letters:
            raw = self.blobs.get(letter.blob)
            parsed = with_texts(parse_mail(raw), raw)
            async with self.database.transaction() as session:
                verdicts.append(await take(session, letter, parsed, raw, self.now, self.policy))
        return verdicts

    async def take(self, raw: bytes) -> Verdict:
        """Store a mail and decide about it."""
        await self.store(raw)
        (verdict,) = await self.decide()
        return verdict

    async def rows(self, table: type[Row]) -> list[Row]:
        """Return all rows of a table, oldest first."""
        key: Any = table.__table__.primary_key.columns[0]  # type: ignore[attr-defined]
        async with self.database.reading() as session:
            return list((await session.scalars(select(table).order_by(key))).all())

    async def parcels(self, prefix: str = "") -> list[Parcel]:
        """Return the parcels whose key begins so, oldest first."""
        return [each for each in await self.rows(Parcel) if each.key.startswith(prefix)]

    async def letters_to(self, recipient: str) -> list[EmailMessage]:
        """Return the letters written to somebody, built and parsed, oldest first."""
        found = [each for each in await self.rows(Parcel) if each.recipient == recipient]
        return [message_from_bytes(self._bytes(each), policy=default) for each in found]

    async def texts_to(self, recipient: str) -> list[str]:
        """Return the texts of the letters written to somebody, without what is enclosed."""
        return [text_of(each) for each in await self.letters_to(recipient)]

    def _bytes(self, parcel: Parcel) -> bytes:
        if parcel.raw is not None:
            return parcel.raw
        spec = SPEC.validate_python(parcel.payload)
        return compose(spec, [enclosed(self.blobs, each) for each in spec.enclosures])

    async def send_everything(self) -> None:
        """Let every parcel arrive, chat messages under numbers of their own."""
        async with self.database.transaction() as session:
            for row in (
                await session.scalars(select(Parcel).where(col(Parcel.state) == ParcelState.UNBUILT))
            ).all():
                row.state = ParcelState.READY
            for channel in Channel:
                while claimed := await claim(session, channel, 50, self.now):
                    sent = [
                        (each.id, Delivery(Fate.SENT, "ok", chat_message_id=1000 + each.id))
                        for each in claimed
                    ]
                    await settle(session, sent, self.now, 0)


def body(letter: EmailMessage) -> str:
    """Return a letter's text."""
    part = letter.get_body()
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def files(letter: EmailMessage) -> dict[str, bytes]:
    """Return a letter's attachments by name."""
    found = {}
    for part in letter.iter_attachments():
        raw = part.get_payload(decode=True)
        assert isinstance(raw, bytes)
        found[str(part.get_filename())] = raw
    return found
