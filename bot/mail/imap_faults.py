"""Name what can go wrong with a mailbox; after any of these a fresh `Mailbox` is needed."""

from __future__ import annotations


class MailboxFault(Exception):  # noqa: N818 - the root of the tree below
    """The mailbox cannot be used any further; the message says why, in one sentence."""


class ConnectionLost(MailboxFault):
    """The connection could not be made, ended, or fell silent: try again later."""


class LoginRefused(MailboxFault):
    """The server does not know the user or the password: an operator has to act."""


class CommandRefused(MailboxFault):
    """The server answered NO or BAD."""
