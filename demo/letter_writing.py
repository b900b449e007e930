"""Letters that people of the demo write: new ones to the desk, and plain replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid
from mimetypes import guess_type

from demo.letter_reading import Enclosure, ReadLetter


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send; `headers` are further ones, such as those of automatic mail."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    enclosures: Sequence[Enclosure] = ()
    headers: Sequence[tuple[str, str]] = field(default_factory=tuple)


def write_letter(draft: Draft, now: datetime) -> bytes:
    """Build the bytes of a letter as an ordinary mail programme does."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(draft.sender_name), addr_spec=draft.sender)
    message["To"] = Address(addr_spec=draft.recipient)
    message["Subject"] = _one_line(draft.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=draft.sender.rpartition("@")[2])
    for name, value in draft.headers:
        message[name] = _one_line(value)
    message.set_content(draft.text, cte="base64")
    for each in draft.enclosures:
        maintype, _, subtype = (guess_type(each.name)[0] or "application/octet-stream").partition("/")
        # Text goes as octets too: a name says enough, and the bytes stay the same.
        main, sub = ("application", "octet-stream") if maintype == "text" else (maintype, subtype)
        message.add_attachment(each.content, maintype=main, subtype=sub, filename=_one_line(each.name))
    return message.as_bytes()


def reply_to(
    letter: ReadLetter, sender_name: str, sender: str, text: str, enclosures: Sequence[Enclosure] = ()
) -> Draft:
    """Draft a plain reply below which the letter is quoted, as mail programmes do it."""
    addresses = getaddresses([letter.reply_to or letter.sender])
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    body = f"{text}\n\n-----原始邮件-----\n发件人：{letter.sender}\n主题：{letter.subject}\n\n{quoted}\n"
    references = f"{letter.references} {letter.message_id}".strip()
    headers = [("In-Reply-To", letter.message_id), ("References", references)] if letter.message_id else []
    return Draft(
        sender_name, sender, addresses[0][1] if addresses else "", subject, body, enclosures, headers
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
