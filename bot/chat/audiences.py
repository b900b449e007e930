"""Who answers what in chat: a table for each audience.

An audience is a module that exports `CALLBACKS`, an `Audience`; to plug one in, add it to AUDIENCES
in bot/chat/application.py. Each callback is `async (turn: Turn) -> None`:

- `presses`: by the prefix before the first colon of a button's data, as "m" for "m:1:done:42"; what
  stands behind the prefix is `turn.incoming.press`, of a form that the audience chooses
  (handlers.screens.press_data and read_press are at hand). "<prefix>:1:home" opens its first screen.
- `commands`: by the word behind the slash; `menu` says what Telegram's command menu shows, and to whom.
- `awaited_files`: the same, but only for a sent file; what is typed meanwhile is taken as ever.
- `captions`: by the whole caption of a sent file, such as 指南; what the chat is asked for goes first.
- `words`: by a whole message typed in Chinese, such as 待办.
- `links`: by what stands before "_" in the payload of a deep link, as "bind" for /start bind_CODE;
  the whole payload is `turn.incoming.rest`.
- `awaited`: by the first word of `Dialogue.awaiting`, as "staff" for "staff.evidence": the next typed
  text or sent file of that chat goes there. /start, /cancel and their words always win.

A callback writes in `async with turn.transaction() as session`, which marks the update as handled in the
same commit; it reads in `turn.reading()`. Afterwards it shows a Screen: `turn.show` changes the pressed
message (or sends a new one where nothing was pressed), `turn.say` always sends. A handler's Refusal is
caught by the door and said. Presses are answered by the door at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.chat.turn import Turn

Callback = Callable[[Turn], Awaitable[None]]


class Reader(StrEnum):
    """To whom a command is shown in the menu; what it may do is decided at every call."""

    EVERYBODY = "everybody"
    STAFF = "staff"  # whoever is bound, operators too
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A line of Telegram's command menu."""

    command: str
    description: str
    reader: Reader = Reader.EVERYBODY


@dataclass(frozen=True, slots=True)
class Audience:
    """The callbacks of one audience; `any_text`, `any_file` and `any_press` take what nobody else does."""

    presses: Mapping[str, Callback] = field(default_factory=dict)
    commands: Mapping[str, Callback] = field(default_factory=dict)
    words: Mapping[str, Callback] = field(default_factory=dict)
    links: Mapping[str, Callback] = field(default_factory=dict)
    awaited: Mapping[str, Callback] = field(default_factory=dict)
    awaited_files: Mapping[str, Callback] = field(default_factory=dict)
    captions: Mapping[str, Callback] = field(default_factory=dict)
    menu: tuple[MenuLine, ...] = ()
    any_text: Callback | None = None
    any_file: Callback | None = None
    any_press: Callback | None = None


def _first(audiences: Iterable[Audience], name: str) -> Callback | None:
    return next((own for each in audiences if (own := getattr(each, name))), None)


def joined(audiences: tuple[Audience, ...]) -> Audience:
    """Join the tables; raises ValueError where two audiences claim the same word."""
    names = ("presses", "commands", "words", "links", "awaited", "awaited_files", "captions")
    tables: dict[str, dict[str, Callback]] = {name: {} for name in names}
    for audience in audiences:
        for name in names:
            own = getattr(audience, name)
            if taken := tables[name].keys() & own.keys():
                raise ValueError(f"claimed twice in {name}: {sorted(taken)}")
            tables[name].update(own)
    return Audience(
        **tables,
        menu=tuple(line for audience in audiences for line in audience.menu),
        any_text=_first(audiences, "any_text"),
        any_file=_first(audiences, "any_file"),
        any_press=_first(audiences, "any_press"),
    )
