"""Postfix's sink with a file for each letter, and what the files prove."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from bench.mail_peers import find
from tests.servers.dovecot import free_port
from tests.servers.waiting import wait_until_plain


@dataclass(frozen=True, slots=True)
class Proof:
    """What a letter proves: its Message-ID, and the digests of its files by name."""

    message_id: str
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class DigestSink:
    """A sink that takes letters faster than anything that reads them."""

    port: int
    folder: Path

    def proofs(self) -> list[Proof]:
        """Read what arrived, letter by letter; each file is removed, so that it is read once."""
        return [_proof(file) for file in sorted(self.folder.iterdir())]


def _proof(file: Path) -> Proof:
    message = message_from_bytes(file.read_bytes(), policy=default)
    file.unlink()
    return Proof(str(message["Message-ID"]), dict(_digests(message)))


def _digests(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.iter_attachments():
        raw = part.get_payload(decode=True)
        yield str(part.get_filename()), hashlib.sha256(raw if isinstance(raw, bytes) else b"").hexdigest()


@contextmanager
def digest_sink(folder: Path) -> Iterator[DigestSink]:
    """Run the sink on a free port."""
    sink = DigestSink(free_port(), folder)
    folder.mkdir()
    folder.chmod(0o777)  # the sink gives its rights away
    folder.parent.chmod(0o755)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [find("smtp-sink") or "smtp-sink", *user, "-d", f"{folder}/", f"127.0.0.1:{sink.port}", "512"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until_plain(lambda: _listens(sink.port))
        yield sink
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
