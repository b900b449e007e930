"""What the demo page shows, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from demo.cast import Box, BoxKind, Cast
from demo.changes import Changes
from demo.chat_routes import chat_state
from demo.days import DayEvent, Days
from demo.example_files import NAMES
from demo.example_letters import EXAMPLES
from demo.exchange import Exchange
from demo.letter_reading import ReadLetter, read_letter
from demo.mailboxes import Mailboxes, StoredLetter

_WEEKDAYS = "一二三四五六日"
_OTHERS = Box("others", "其他", (), BoxKind.PERSON)


@dataclass(slots=True)
class Progress:
    """How far the start has come; the page shows the line until `ready`."""

    changes: Changes
    text: str = "正在启动……"
    ready: bool = False
    failed: bool = False

    def say(self, text: str) -> None:
        """Show the next step."""
        self.text = text
        self.changes.touch()

    def finish(self) -> None:
        """Take the line away."""
        self.ready = True
        self.changes.touch()

    def fail(self, text: str) -> None:
        """Show why it went no further."""
        self.failed = True
        self.say(text)


@dataclass(slots=True)
class PageState:
    """Describe the whole page; letters are taken apart once."""

    desk: str
    exchange: Exchange
    mailboxes: Mailboxes
    days: Days
    progress: Progress
    cast: Cast = field(default_factory=lambda: Cast((), ()))
    _read: dict[int, ReadLetter] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        """Give everything that the page needs to draw itself anew."""
        return {
            "revision": self.exchange.changes.revision,
            "progress": {
                "ready": self.progress.ready,
                "failed": self.progress.failed,
                "text": self.progress.text,
            },
            "bot": self.exchange.bot.username,
            "desk": self.desk,
            "day": self._day(),
            "chats": [
                chat_state(self.exchange, each.user) | {"part": each.part, "hint": each.hint}
                for each in self.cast.chatters
            ],
            "boxes": [self._box(box, self._letters(box)) for box in self._boxes()],
            "examples": [asdict(each) for each in EXAMPLES],
            "files": NAMES,
        }

    def box_of(self, letter: StoredLetter) -> Box:
        """Give the mailbox that a letter lies in."""
        return self.cast.box_of(letter.mailbox) or _OTHERS

    def read(self, letter: StoredLetter) -> ReadLetter:
        """Take a letter apart."""
        if letter.number not in self._read:
            self._read[letter.number] = read_letter(letter.raw)
        return self._read[letter.number]

    def letter(self, stored: StoredLetter) -> dict[str, Any]:
        """Describe one letter in full."""
        shown = self.read(stored)
        return self._line(stored) | {
            "received": _full_moment(stored.received, self.days.now()),
            "to": shown.recipient or stored.mailbox,
            "text": shown.text,
            "headers": shown.headers,
            "kind": self.box_of(stored).kind,
            "reply_to": shown.reply_to or shown.sender,
            "enclosures": [
                {"index": index, "name": each.name, "bytes": len(each.content)}
                for index, each in enumerate(shown.enclosures)
            ],
        }

    def _boxes(self) -> list[Box]:
        return [*self.cast.boxes, *([_OTHERS] if self._letters(_OTHERS) else [])]

    def _letters(self, box: Box) -> list[StoredLetter]:
        strangers = [each for each in self.mailboxes.addresses() if self.cast.box_of(each) is None]
        found = [letter for each in (box.addresses or strangers) for letter in self.mailboxes.of(each)]
        return sorted(found, key=lambda letter: letter.number, reverse=True)

    def _box(self, box: Box, letters: list[StoredLetter]) -> dict[str, Any]:
        return {
            "key": box.key,
            "label": box.label,
            "kind": box.kind,
            "address": box.addresses[0] if len(box.addresses) == 1 else "",
            "unread": sum(not letter.read for letter in letters),
            "letters": [self._line(letter) for letter in letters],
        }

    def _line(self, stored: StoredLetter) -> dict[str, Any]:
        shown = self.read(stored)
        return {
            "number": stored.number,
            "mailbox": stored.mailbox,
            "subject": shown.subject or "（没有主题）",
            "from": shown.sender or stored.sender or "（没有写明）",
            "received": _moment(stored.received, self.days.now()),
            "read": stored.read,
            "files": len(shown.enclosures),
        }

    def _day(self) -> dict[str, Any]:
        today = self.days.today
        return {
            "text": _long(today),
            "iso": today.isoformat(),
            "workday": self.days.is_workday(today),
            "moving": self.days.moving,
            "events": [_event(each) for each in reversed(self.days.events)],
        }


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _moment(received: datetime, now: datetime) -> str:
    local = received.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local.month}月{local.day}日 {local:%H:%M}"


def _full_moment(received: datetime, now: datetime) -> str:
    local = received.astimezone(now.tzinfo)
    return f"{_long(local.date())} {local:%H:%M}"


def _event(event: DayEvent) -> dict[str, str]:
    parts = [
        f"{count} {unit}"
        for count, unit in ((event.sent.messages, "条消息"), (event.sent.letters, "封信"))
        if count
    ]
    return {"day": _short(event.day), "text": "发出 " + "、".join(parts)}
