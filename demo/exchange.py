"""What the bot's side and the people's side share."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from demo.bot_api_errors import BotApiError
from demo.bot_profile import Profile
from demo.callback_queries import CallbackQueries
from demo.changes import Changes
from demo.chats import Chats
from demo.files import FileStore
from demo.messages import ChatUser
from demo.update_queue import UpdateQueue


@dataclass(slots=True)
class Exchange:
    """The whole state behind a local Bot API; `now` tells the time that messages carry.

    Ids are counted from `first_id`: a desk with data of an earlier day must meet none of them again.
    """

    bot: ChatUser
    now: Callable[[], datetime]
    changes: Changes = field(default_factory=Changes)
    first_id: int = 1
    files: FileStore = field(init=False)
    updates: UpdateQueue = field(init=False)
    profile: Profile = field(default_factory=Profile)
    chats: Chats = field(init=False)
    queries: CallbackQueries = field(init=False)
    typing: dict[int, int] = field(default_factory=dict)  # chat -> revision of the last chat action
    calls: list[str] = field(default_factory=list)  # every method that the bot called, in order
    failures: defaultdict[str, deque[BotApiError]] = field(default_factory=lambda: defaultdict(deque))

    def __post_init__(self) -> None:
        """Let all parts count changes together, and ids from the same number."""
        self.files = FileStore(self.first_id)
        self.updates = UpdateQueue(self.first_id)
        self.chats = Chats(self.changes, self.first_id)
        self.queries = CallbackQueries(self.changes, self.first_id)

    def date(self) -> int:
        """Give the time as Telegram writes it: whole seconds since 1970."""
        return int(self.now().timestamp())

    def fail_next(self, method: str, error: BotApiError, times: int = 1) -> None:
        """Refuse the next calls of a method, for trying out what the bot does then."""
        self.failures[method.lower()].extend([error] * times)
