"""Hide what tells who somebody is in a text that is kept for other reasons."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.half_width import half_width

# What is hidden, the longer first: (pattern, what stands in its place).
_HIDDEN: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII), "‹邮箱›"),
    # A resident's identity number: 17 digits and a check character (GB 11643).
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "‹证件号›"),
    # An organisation's unified social credit code (GB 32100).
    (re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*\d)[0-9A-HJ-NP-RTUWXY]{18}(?![0-9A-Za-z])"), "‹证件号›"),
    # A phone, written with blanks and dashes or without, and any other long number.
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?\d(?:[ -]?\d){6,}(?!\d)"), "‹号码›"),
)


def masked(text: str) -> str:
    """Return a text with addresses, identity numbers, phones and other long numbers hidden."""
    shown = half_width(text)
    for pattern, word in _HIDDEN:
        shown = pattern.sub(word, shown)
    return shown


# What is hidden where addresses and receipt numbers must stay readable.
_PERSONAL: Final = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "‹证件号›"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)"), "‹手机›"),
    # An area code and 7 or 8 digits.
    (re.compile(r"(?<![\d-])0\d{2,3}[ -]?[2-9]\d{6,7}(?!\d)"), "‹电话›"),
)


def without_phones(text: str) -> str:
    """Return a text with phones and identity numbers hidden; addresses and receipt numbers stay."""
    for pattern, word in _PERSONAL:
        text = pattern.sub(word, text)
    return text
