"""Letters in the mailboxes of the demo, by address."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from demo.changes import Changes


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter as it came over SMTP; `sender` is the envelope's, empty for a null return path."""

    number: int
    mailbox: str
    sender: str
    received: datetime
    raw: bytes
    read: bool = False


def plain_address(address: str) -> str:
    """Fold an address to its mailbox: lower case, without what follows a plus sign."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


class Mailboxes:
    """Keep every letter that arrived, oldest first, and which of them somebody has read."""

    def __init__(self, changes: Changes | None = None) -> None:
        self.changes = changes or Changes()
        self._letters: dict[int, StoredLetter] = {}
        self._by_address: defaultdict[str, list[int]] = defaultdict(list)

    def put(self, address: str, sender: str, received: datetime, raw: bytes) -> StoredLetter:
        """Lay a letter into the mailbox of an address."""
        mailbox = plain_address(address)
        letter = StoredLetter(len(self._letters) + 1, mailbox, sender, received, raw)
        self._letters[letter.number] = letter
        self._by_address[mailbox].append(letter.number)
        self.changes.touch()
        return letter

    def of(self, address: str) -> tuple[StoredLetter, ...]:
        """Give the letters of a mailbox, oldest first."""
        return tuple(self._letters[number] for number in self._by_address.get(plain_address(address), ()))

    def letter(self, number: int) -> StoredLetter | None:
        """Find a letter by its number."""
        return self._letters.get(number)

    def addresses(self) -> tuple[str, ...]:
        """Give the addresses that ever got a letter."""
        return tuple(self._by_address)

    def mark_read(self, number: int) -> None:
        """Note that somebody opened a letter."""
        letter = self._letters[number]
        if not letter.read:
            self._letters[number] = replace(letter, read=True)
            self.changes.touch()

    async def wait_for(self, address: str, count: int = 1, within: float = 10) -> tuple[StoredLetter, ...]:
        """Wait until a mailbox holds so many letters; raises TimeoutError after `within` seconds."""
        while len(found := self.of(address)) < count:
            if not await self.changes.later_than(self.changes.revision, within):
                raise TimeoutError(f"{address} holds {len(found)} letters, not {count}")
        return found
