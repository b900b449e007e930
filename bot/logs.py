"""What the log looks like, and what never stands in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from typing import Any, TextIO, cast
from urllib.parse import unquote, urlsplit

import structlog

from bot.config import Config, read_secret, secrets_of

# What is masked wherever it turns up, a line each.
MASKS = (
    (re.compile(r"bot\d+(?::|%3A)[\w-]+", re.IGNORECASE), "bot***"),  # a token in a Bot API address
    (re.compile(r"(?<![\w-])\d{6,12}:[\w-]{30,}"), "***"),  # a bare token
    (re.compile(r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"), "***"),  # a login within an address, such as a proxy's
    (
        re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"),
        "***",
    ),  # ID card
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***"),  # a mobile phone
)
SHORTEST = 4  # letters of a secret that is masked
# Libraries whose debug or info lines hold whole mails or tokens.
QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aioimaplib": logging.INFO,
    "aiosqlite": logging.INFO,
    "telegram": logging.INFO,
    "mail": logging.WARNING,  # aiosmtpd's
    "pymap": logging.WARNING,
    "uvicorn": logging.WARNING,
    "alembic": logging.WARNING,
}


def mask(text: str) -> str:
    """Hide tokens and personal numbers in a text."""
    for pattern, cover in MASKS:
        text = pattern.sub(cover, text)
    return text


class Masking:
    """A step of the log that masks every value of a line, the secrets of this installation among them."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self._secrets = secrets

    def __call__(
        self, _logger: Any, _name: str, values: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Mask the values; the line is text from here on."""
        return {key: self._masked(value) for key, value in values.items()}

    def _masked(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (list, tuple)):
            return [self._masked(each) for each in value]
        hidden = text = str(value)
        for secret in self._secrets:
            hidden = hidden.replace(secret, "***")
        hidden = mask(hidden)
        return value if isinstance(value, (int, float)) and hidden == text else hidden


def values_of_secrets(config: Config) -> list[str]:
    """Return the secrets that an installation holds, where they can be read."""
    found = []
    for secret in secrets_of(config):
        with suppress(OSError, UnicodeDecodeError):
            found.append(read_secret(secret.value, secret.file) or "")
    with suppress(ValueError):  # an address that cannot be read is told by check-config
        found.append(unquote(urlsplit(config.telegram.proxy or "").password or ""))
    # What is shorter would blot out ordinary words.
    return [each for each in found if len(each) >= SHORTEST]


class Lines:
    """A stream of log lines; one that cannot be written is left out, and stops nobody."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        """Write a line with its end."""
        with suppress(OSError, ValueError):
            self._stream.write(line)

    def flush(self) -> None:
        """Let the line go."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def set_up_logs(config: Config) -> None:
    """Send structlog's and the libraries' lines to standard error, masked.

    Ours go there at once: by way of the libraries' they would take twice as long, and there are several for
    each letter.
    """
    level = logging.getLevelNamesMapping()[config.log.level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config.log.form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    masked = [Masking(values_of_secrets(config)), last]
    structlog.configure(
        processors=[*shared, *masked],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", Lines(sys.stderr))),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *masked],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.raiseExceptions = False  # a line that cannot be written is left out, not shown unmasked
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(max(level, quiet))
