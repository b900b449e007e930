"""The refusals of the Bot API, worded and numbered as Telegram does."""

from __future__ import annotations

from typing import Any


class BotApiError(Exception):
    """Refuse a call; `code` is the error_code and the HTTP status at once, the message its description."""

    code = 400

    def __init__(self, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body if self.parameters is None else {**body, "parameters": self.parameters}


class BadRequest(BotApiError):  # noqa: N818 - Telegram's own name, as below
    """Refuse what cannot be done as asked."""

    def __init__(self, what: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"Bad Request: {what}", parameters)


class Unauthorized(BotApiError):  # noqa: N818
    """Refuse a wrong token."""

    code = 401

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class Forbidden(BotApiError):  # noqa: N818
    """Refuse to write to somebody who does not want it."""

    code = 403

    def __init__(self, what: str = "bot was blocked by the user") -> None:
        super().__init__(f"Forbidden: {what}")


class NotFound(BotApiError):  # noqa: N818
    """Refuse a method or a file that is not there."""

    code = 404

    def __init__(self, what: str | None = "method not found") -> None:
        super().__init__(f"Not Found: {what}" if what else "Not Found")


class Conflict(BotApiError):  # noqa: N818
    """End a poll because another one has begun."""

    code = 409

    def __init__(self) -> None:
        super().__init__(
            "Conflict: terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )


class TooLarge(BotApiError):  # noqa: N818
    """Refuse an upload over the limit."""

    code = 413

    def __init__(self) -> None:
        super().__init__("Request Entity Too Large")


class TooManyRequests(BotApiError):  # noqa: N818
    """Ask the bot to slow down; `retry_after` in seconds."""

    code = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


class ServerFault(BotApiError):  # noqa: N818
    """Fail as Telegram does when it is itself in trouble."""

    code = 502

    def __init__(self, code: int = 502) -> None:
        super().__init__("Bad Gateway" if code == 502 else "Internal Server Error")  # noqa: PLR2004
        self.code = code
