"""Where the operators' page is reached."""

from __future__ import annotations

from bot.config import WebConfig


def page_address(web: WebConfig) -> str | None:
    """Return the address that people open; None where the web server is switched off."""
    if not web.enabled:
        return None
    return web.address.rstrip("/") or f"http://{web.host}:{web.port}"


def login_link(web: WebConfig, secret: str) -> str:
    """Return the link that opens a session once."""
    return f"{page_address(web) or ''}/page/login/{secret}"
