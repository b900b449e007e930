"""Sentences that ask readers to turn to somebody, cut down to whom they name."""

from __future__ import annotations

import re

from handlers.rules.contact_words import is_department, is_name
from handlers.rules.half_width import half_width

# 业务咨询请联系…, 如有疑问，请致电…, 请于工作时间拨打…
_ASKING = re.compile(
    r"(?:(?<=^)|(?<=[\n,。;:(]))\s*[一-鿿]{0,14}?(?:请|可)(?:于[一-鿿]{2,8})?(?:直接|及时|尽快|电话)?(?:联系|致电|拨打|咨询|与|向|找)(?=[一-鿿\d(])"
)
# 联系人为…, 电话是…
_LINK = re.compile(r"(?<=联系人|负责人|经办人|系电话|询电话|公电话|子邮箱|系方式)[为是](?=[一-鿿\d(A-Za-z])")
# 由高新科姜若木负责答复, 与高新科姜若木、李青禾联系
_TURNED_TO = re.compile(
    r"(?P<lead>[一-鿿]{0,12}?[由与向])?(?P<office>(?:(?![由与向])[一-鿿]){1,15}(?:科|处|室|部|股|局|站|中心|办))"
    r"(?P<names>[一-鿿]{2,3}(?:、[一-鿿]{2,3}){0,3})?"
    r"(?P<end>(?:具体|统一)?负责(?:答复|解答|受理|解释|咨询|联络|对接|办理)?|联系|咨询|对接|洽谈)(?=[,。;:\s(]|$)"
)
# 请拨打0512-63810111与高新科姜若木联系, 拨打电话0512-63810111，咨询高新科姜若木
_NUMBER_FIRST = re.compile(
    r"(?:拨打|致电)(?:咨询|联系|办公)?(?:电话|热线|手机)?[: ]?(?P<number>\(?\d[\d() -]{5,16}\d)[,、 ]?"
    r"(?:与|和|向|同|找|联系|咨询)(?P<office>[一-鿿]{1,15}?(?:科|处|室|部|股|局|站|中心|办))?"
    r"(?P<name>[一-鿿]{2,3}?)(?:同志|老师)?(?:联系|咨询|洽谈|对接|了解)?(?=[,。;:\n ]|$)"
)
_ASKED = ("咨询", "对接", "洽谈")  # what may stand right behind an office without a person


def without_courtesy(half: str) -> str:
    """Blank the words around those who are named, so that each word keeps its place."""
    half = _ASKING.sub(lambda found: " " * len(found[0]), half)
    half = _LINK.sub(":", half)
    return _TURNED_TO.sub(_named, half)


def persons_first(text: str) -> str:
    """Put those who are named behind a number that is to be dialled before it."""
    for found in reversed(list(_NUMBER_FIRST.finditer(half_width(text)))):
        office = found["office"] or ""
        if is_name(found["name"]) and (not office or is_department(office)):
            asked = "联系" if text[: found.start()].endswith(("请", "可", "直接")) else "，"
            turned = f"{asked}{office}{found['name']}，电话：{found['number']}"
            text = f"{text[: found.start()]}{turned}{text[found.end() :]}"
    return text


def _named(found: re.Match[str]) -> str:
    names = found["names"] or ""
    asked = found["end"] in _ASKED and is_department(found["office"])
    if not (all(map(is_name, names.split("、"))) if names else asked):
        return found[0]
    lead, end = " " * len(found["lead"] or ""), " " * len(found["end"])
    return f"{lead}{found['office']}{names}{end}"
