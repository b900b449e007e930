"""The judge of a crash: the journal of the server that took the letters, and the dead desk's database."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.crash.mails import GAOXIN, Sender
from tests.servers.smtp_server import Accepted, SmtpServer


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the desk's database from outside."""
    with sqlite3.connect(folder / "shenbao.db", timeout=20) as connection:
        return connection.execute(query).fetchall()


def under_way(folder: Path) -> set[str]:
    """Return the Message-IDs of the letters that the desk held in its hands: their fate is not on disk."""
    found = rows(folder, "SELECT message_id FROM parcel WHERE lower(state) = 'claimed'")
    return {str(message_id) for (message_id,) in found}


def arrived(smtp: SmtpServer, sender: Sender) -> bool:
    """Tell whether a sender has the desk's letter, and the department what was handed in."""
    return bool(smtp.to(sender.address)) and (not sender.hands_in or bool(handed_on(smtp, sender)))


def handed_on(smtp: SmtpServer, sender: Sender) -> list[Accepted]:
    """Return the department's letters about a sender."""
    return [each for each in smtp.to(GAOXIN) if sender.address in _text(each)]


@cache
def _text(letter: Accepted) -> str:
    body = letter.message.get_body(("plain",))
    return str(body.get_content() if body else "")


def copies(smtp: SmtpServer) -> set[str]:
    """Return the Message-IDs that arrived more than once."""
    count = Counter(letter.message_id for letter in smtp.journal)
    assert max(count.values(), default=1) <= 2, count.most_common(3)
    return {message_id for message_id, times in count.items() if times > 1}


def demand_whole(smtp: SmtpServer, folder: Path, senders: Sequence[Sender]) -> None:
    """Fail unless every sender's mail led to exactly one submission, one department letter and one answer."""
    for sender in senders:
        assert len({each.message_id for each in smtp.to(sender.address)}) == 1, sender
        assert len({each.message_id for each in handed_on(smtp, sender)}) == sender.hands_in, sender
    handed_in = sum(sender.hands_in for sender in senders)
    assert rows(folder, "SELECT count(*), count(DISTINCT receipt) FROM submission") == [(handed_in,) * 2]
    assert rows(folder, "SELECT count(*) FROM letter") == [(len(senders),)]
    assert rows(folder, "SELECT count(*) FROM letter WHERE lower(state) != 'judged'") == [(0,)]
