"""Telephone numbers of the mainland in one form."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"[2-8]\d{6,7}")  # without an area code
_EXTENSION = re.compile(r"\s*(?:转|(?<=\d{7})-)\s*(\d{1,5})$")
_MOBILE_DIGITS = 11


def read_phone(text: str) -> str | None:
    """Give a number as area-number[-extension], a mobile as 11 digits, or None where it is none.

    A local number without an area code is kept as it is: only its place could tell the code.
    """
    import phonenumbers

    plain = _EXTENSION.sub(r";ext=\1", text.strip())
    if _LOCAL.fullmatch(re.sub(r"[\s-]", "", plain)):
        return re.sub(r"[\s-]", "", plain)
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, "CN"):
        return None
    digits = phonenumbers.national_significant_number(number)
    area = phonenumbers.length_of_geographical_area_code(number)
    if len(digits) == _MOBILE_DIGITS or not area:
        return digits
    extension = f"-{number.extension}" if number.extension else ""
    return f"0{digits[:area]}-{digits[area:]}{extension}"
