"""Signed tokens that show that a letter answers one of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

LENGTH = 12
_WRITTEN = re.compile(r"〔(?P<receipt>[A-Z0-9-]{8,30})·(?P<token>[a-z2-7]{12})〕")


def sign(key: bytes, receipt: str) -> str:
    """Return the token of a receipt number: 12 letters of HMAC-SHA-256 in base 32."""
    digest = hmac.new(key, receipt.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]


def written(key: bytes, receipt: str) -> str:
    """Return the token as it stands in a letter's body, together with its receipt."""
    return f"〔{receipt}·{sign(key, receipt)}〕"


def find(key: bytes, text: str) -> str | None:
    """Return the receipt whose valid token stands in the text; None where there is none."""
    for match in _WRITTEN.finditer(text):
        if hmac.compare_digest(sign(key, match["receipt"]), match["token"]):
            return match["receipt"]
    return None


def code_digest(key: bytes, code: str) -> str:
    """Return what is kept of a one-time code."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def pseudonym(key: bytes, who: str) -> str:
    """Return the id under which somebody stands in the audit log."""
    return hmac.new(key, f"who:{who}".encode(), hashlib.sha256).hexdigest()[:16]
