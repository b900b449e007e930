"""What the desk knows beside the mail itself, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Thread:
    """A submission that a mail may belong to.

    `mailbox` is the department's, `copies` its further mailboxes; `people` are the addresses that may add
    to it: the applicant's.
    """

    receipt: str
    mailbox: str | None = None
    categories: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """The facts that decide about a mail, looked up by the caller.

    `addresses` are the desk's own; `departments` are the mailboxes that letters go to. `threads` holds
    the submissions behind the receipt numbers in the mail; None means that nothing can be looked up,
    and any number with a true check counts. `token_receipt` is the receipt of a signed token that was
    verified. `authentic` is false when the sender's authentication failed. `seen_ids` and
    `seen_digests` name the earlier mail with this Message-ID and with this content digest.
    `earlier` holds the categories of the sender's confirmed submissions.
    """

    addresses: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    threads: Mapping[str, Thread] | None = None
    token_receipt: str | None = None
    authentic: bool = True
    seen_ids: Mapping[str, str] = field(default_factory=dict)
    seen_digests: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()

    def is_own(self, address: str) -> bool:
        """Tell whether an address is one of the desk's own."""
        return bool(address) and address.lower() in {each.lower() for each in self.addresses}

    def is_department(self, address: str) -> bool:
        """Tell whether an address is a department's mailbox."""
        return bool(address) and address.lower() in {each.lower() for each in self.departments}
