"""A real SMTP server that keeps of each letter only what proves it complete."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.loop_thread import LoopThread

LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What is kept of a letter: whom it went to, its Message-ID, and the digests of its files by name."""

    recipient: str
    message_id: str
    subject: str
    digests: dict[str, str]


@dataclass(slots=True)
class DigestSink:
    """Takes every letter, and forgets its bytes."""

    port: int = 0
    proofs: list[Proof] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one letter (the name is the library's)."""
        raw = envelope.content
        message = message_from_bytes(raw if isinstance(raw, bytes) else b"", policy=default)
        digests = dict(_digests(message))
        for recipient in envelope.rcpt_tos:
            subject, message_id = str(message["Subject"]), str(message["Message-ID"])
            self.proofs.append(Proof(recipient, message_id, subject, digests))
        return "250 2.0.0 OK"


def _digests(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.iter_attachments():
        raw = part.get_payload(decode=True)
        yield str(part.get_filename()), hashlib.sha256(raw if isinstance(raw, bytes) else b"").hexdigest()


@contextmanager
def digest_sink() -> Iterator[DigestSink]:
    """Run the server on a free port, in a thread of its own."""
    sink, thread = DigestSink(), LoopThread()
    thread.start()
    sink.port = thread.serve(lambda: SMTP(sink, data_size_limit=LARGEST))
    try:
        yield sink
    finally:
        thread.stop()
