"""Who hands in: the unit's data, each field judged by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final, Self

from handlers.rules.half_width import half_width
from handlers.rules.phone_number import read_phone


class Field(StrEnum):
    """What is asked, in this order; the values are the attributes of Unit."""

    NAME = "name"
    CREDIT_CODE = "credit_code"
    CONTACT = "contact"
    PHONE = "phone"
    EMAIL = "email"


# What the fields are called.
FIELD_WORDS: Final[Mapping[Field, str]] = {
    Field.NAME: "申报单位",
    Field.CREDIT_CODE: "统一社会信用代码",
    Field.CONTACT: "联系人",
    Field.PHONE: "联系电话",
    Field.EMAIL: "电子邮箱",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """An applicant's unit; what nobody said is None."""

    name: str | None = None
    credit_code: str | None = None
    contact: str | None = None
    phone: str | None = None
    email: str | None = None

    def of(self, field: Field) -> str | None:
        """Return one field."""
        value: str | None = getattr(self, field.value)
        return value

    def having(self, field: Field, value: str | None) -> Self:
        """Return the same unit with one field changed."""
        return replace(self, **{field.value: value})

    def joined(self, newer: Unit) -> Unit:
        """Return the unit with what a newer word says of it."""
        said = {each.name: value for each in fields(newer) if (value := getattr(newer, each.name))}
        return replace(self, **said)


class NotRight(Exception):  # noqa: N818 - it names what is said
    """Say kindly what is not right with a field; the message is the sentence."""


_LONGEST: Final = 100  # characters of a name
_LONGEST_CONTACT: Final = 30
_LETTERS: Final = re.compile(r"[^\W\d_]")
_ASKING: Final = re.compile(r"[?？]|什么|多少|怎么|如何|哪些|吗$|呢$")
_ADDRESS: Final = re.compile(r"@|https?:|www\.", re.IGNORECASE)
_BETWEEN_NUMBERS: Final = re.compile(r"[/、,;，；]|或|和")
_SIGNS: Final = re.compile(r"[\s\-]+")


def judge(field: Field, text: str) -> str:
    """Return a field in its settled form; raises NotRight with what to do instead."""
    plain = " ".join("".join(each for each in text if _is_visible(each)).split())
    if not plain:
        raise NotRight(f"没有看到{FIELD_WORDS[field]}，请再写一次。")
    return _JUDGES[field](plain)


def _is_visible(sign: str) -> bool:
    return sign in "\n\t " or not unicodedata.category(sign).startswith("C")


def _name(text: str) -> str:
    if _ASKING.search(text):
        raise NotRight("这看起来是一个问题。请先写单位名称；想先提问，请发“取消”，材料会保留。")
    if len(_LETTERS.findall(text)) < 2 or _ADDRESS.search(text):  # noqa: PLR2004
        raise NotRight("这不像单位名称。请写全称，例如“某某市某某科技有限公司”。")
    if len(text) > _LONGEST:
        raise NotRight(f"单位名称请控制在 {_LONGEST} 个字以内。")
    return text


def _credit_code(text: str) -> str:
    """Check length, characters and check digit (GB 32100-2015)."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    plain = _SIGNS.sub("", half_width(text)).upper()
    try:
        return uscc.validate(plain)
    except InvalidLength as error:
        raise NotRight(f"代码应为 18 位，您写了 {len(plain)} 位，请对照营业执照核对。") from error
    except InvalidChecksum as error:
        raise NotRight("这个代码的校验位对不上，可能有一位写错了，请对照营业执照核对。") from error
    except ValidationError as error:
        told = "代码只有数字和大写字母，没有 I、O、S、V、Z，请核对是否把 0 写成了 O、把 1 写成了 I。"
        raise NotRight(told) from error


def _contact(text: str) -> str:
    if len(_LETTERS.findall(text)) < 2 or re.search(r"\d", text) or _ADDRESS.search(text):  # noqa: PLR2004
        raise NotRight("请写联系人的姓名，例如“张三”。")
    if len(text) > _LONGEST_CONTACT:
        raise NotRight(f"联系人姓名请控制在 {_LONGEST_CONTACT} 个字以内。")
    return text


def _phone(text: str) -> str:
    numbers = [_number(part) for part in _BETWEEN_NUMBERS.split(half_width(text)) if part.strip()]
    if not numbers:
        raise NotRight("没有看到电话号码，请再写一次。")
    return "、".join(dict.fromkeys(numbers))


def _number(text: str) -> str:
    number = read_phone(text)
    if number is None:
        number = _number_abroad(text)
    if number is None:
        raise NotRight(f"“{text.strip()}”不像有效的电话号码，手机 11 位，座机请带区号，例如 0750-1234567。")
    if len(number) < 9:  # noqa: PLR2004 - a local number
        raise NotRight(f"座机请加上区号，例如 0750-{number}。")
    return number


def _number_abroad(text: str) -> str | None:
    """Read a number from outside the mainland, which names its country by a plus sign."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text.strip(), None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    plain = half_width(text).replace("。", ".").replace(" ", "")
    try:
        return validate_email(plain, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise NotRight(f"“{text}”不像完整的邮箱地址，应像 name@example.org，请核对。") from error


_JUDGES: Final[Mapping[Field, Callable[[str], str]]] = {
    Field.NAME: _name,
    Field.CREDIT_CODE: _credit_code,
    Field.CONTACT: _contact,
    Field.PHONE: _phone,
    Field.EMAIL: _email,
}
