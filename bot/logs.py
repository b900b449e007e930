"""What the log looks like, and what never stands in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.config import Config

# What is masked wherever it turns up, a line each.
MASKS = (
    (re.compile(r"bot\d+(?::|%3A)[\w-]+", re.IGNORECASE), "bot***"),  # a token in a Bot API address
    (re.compile(r"(?<![\w-])\d{6,12}:[\w-]{30,}"), "***"),  # a bare token
    (
        re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"),
        "***",
    ),  # ID card
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "***"),  # a mobile phone
)
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


def mask_values(_logger: Any, _name: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask every value of a log line; the line is text from here on."""
    return {key: _masked(value) for key, value in values.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, (list, tuple)):
        return [_masked(each) for each in value]
    return value if isinstance(value, (int, float, bool)) or value is None else mask(str(value))


def set_up_logs(config: Config) -> None:
    """Send structlog's and the libraries' lines to standard error, masked."""
    level = logging.getLevelNamesMapping()[config.log.level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config.log.form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_values, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(max(level, quiet))
