"""The answers of the operators' page, with what keeps browsers from doing more than showing them."""

from __future__ import annotations

from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.config import WebConfig

COOKIE: Final = "shenbao_page"
# No script at all, nothing from elsewhere, and in nobody's frame.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def shown(html: str, status: int = 200) -> Response:
    """Answer with a page."""
    return HTMLResponse(html, status, HEADERS)


def file(raw: bytes, media_type: str) -> Response:
    """Answer with a picture or a style sheet."""
    return Response(raw, media_type=media_type, headers=HEADERS)


def led_to(path: str) -> Response:
    """Lead the browser to another page, after something was done."""
    return RedirectResponse(path, 303, HEADERS)


def with_session(answer: Response, secret: str, seconds: int, web: WebConfig) -> Response:
    """Give the browser a session: for this site's own requests alone, unseen by scripts."""
    secure = web.address.lower().startswith("https:")
    answer.set_cookie(
        COOKIE, secret, max_age=seconds, path="/page", secure=secure, httponly=True, samesite="strict"
    )
    return answer


def without_session(answer: Response) -> Response:
    """Take the session back from the browser."""
    answer.delete_cookie(COOKIE, path="/page", httponly=True, samesite="strict")
    return answer
