"""Which items of a category's list of materials can be seen among the names of the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import partial_ratio

from handlers.rules.file_names import suffix
from handlers.rules.spelling import folded


class Seen(StrEnum):
    """How much of an item the names of the files show."""

    FOUND = "found"
    PART = "part"  # the item asks for several documents, and only some were seen
    MISSING = "missing"
    CONDITIONAL = "conditional"  # not seen, and not everybody needs it
    ELSEWHERE = "elsewhere"  # the guide leaves it to another document: nothing can be checked


@dataclass(frozen=True, slots=True)
class Checked:
    """An item of the guide's list, and what was seen of it."""

    item: str
    seen: Seen
    conditional: bool = False


# Documents that stand for each other, as items and applicants call them. A name that is part of another
# stands behind it: 营收证明 before 证明.
_DOCUMENTS: Final = (
    # who the applicant is
    r"营业执照|执照|登记证|代码证|法人证|法人证书|事业单位法人|信用代码|三证|五证|证照",
    r"申报书|申请书|申报表|申请表|申请报告|申报材料正文|立项书",
    r"揭榜书|揭榜申报|张榜",
    r"可行性|可研",
    r"审计报告|财务报表|财务报告|财务审计|会计报表|资产负债|利润表|损益表|现金流量|年报",
    r"营收证明|收入证明|营业收入|收入明细|纳税证明|完税",
    r"协议|合同|意向书",
    r"承诺函|承诺书|诚信承诺|保证书|声明",
    r"工作方案|实施方案|建设方案|策划方案|活动方案|工作计划|计划方案|计划书|规划|方案|计划(?!项目)",
    r"预算|经费测算|资金明细",
    r"授权委托|委托书",
    r"专利|知识产权|软著|著作权",
    r"检测报告|检验报告|测试报告|查新报告",
    # how the applicant shows experience
    r"情况介绍|情况说明|工作介绍|简介|业绩|工作总结|证明|佐证|说明(?!书)|经验|案例|获奖",
)
_PATTERNS: Final = tuple(re.compile(row) for row in _DOCUMENTS)
# 其他证明材料, 如有, 属于…的还需提供
_CONDITIONAL: Final = re.compile(
    r"^(?:其他|其它|别的)|如有|若有|如属|若属|如为|若为|如涉及|涉及[^,，。]{1,20}的|合乎条件的别的|符合[^,，。]{0,8}的其[他它]"
    r"|视情况|可附|可选|可另|选交|自愿|(?:属于?|为)[^,，。]{1,20}的[,，]?(?:还|另|须|需|应|请)"
)
# 按……通知要求执行: the list stands in another document
_ELSEWHERE: Final = re.compile(r"^(?:按|照|依照?|按照|根据|参照|见|详见)[^。]*(?:执行|办理|通知|要求|规定)")
# What says nothing of which document it is.
_STOCK: Final = re.compile(
    r"项目|申报|申请|材料|资料|相关|有关|单位|企业|公司|提供|提交|复印件|扫描件|原件|盖章|电子版|附件|正本|副本|\d+|年度?|[\W_]+"
)
_ALIKE: Final = 85  # of 100, from which on a name is taken for an item that no row of the table knows
_SHORTEST: Final = 3  # characters of a name that are compared


def check(materials: Sequence[str], names: Sequence[str]) -> tuple[Checked, ...]:
    """Compare a category's items with file names; what a name hides is not seen, so no item surely lacks."""
    return _check(tuple(materials), tuple(names))


@lru_cache(maxsize=200)  # asked for the acknowledgement and for the department's letter
def _check(materials: tuple[str, ...], names: tuple[str, ...]) -> tuple[Checked, ...]:
    plain = [_stem(name) for name in names]
    seen = {row for name in plain for row in _rows(name)}
    return tuple(_checked(item, seen, plain) for item in materials)


def likeness(materials: Sequence[str], name: str) -> int | None:
    """Return the place of the item that a file's name fits best; None where it fits none."""
    plain = _stem(name)
    rows = _rows(plain)
    shared = [len(rows & _wanted(item)[1]) for item in materials]
    if any(shared):
        return shared.index(max(shared))
    alike = (place for place, item in enumerate(materials) if _alike(_wanted(item)[0], plain))
    return next(alike, None)


def names_same(one: str, other: str) -> bool:
    """Tell whether two names are of the same document: 申请书 and 项目申报书."""
    return bool(_rows(folded(one)) & _rows(folded(other)))


def _checked(item: str, seen: set[int], names: Sequence[str]) -> Checked:
    text, wanted = _wanted(item)
    if _ELSEWHERE.search(text):
        return Checked(item, Seen.ELSEWHERE)
    conditional = bool(_CONDITIONAL.search(text))
    found = wanted & seen
    if found == wanted and wanted and not conditional:
        return Checked(item, Seen.FOUND)
    if any(_alike(text, name) for name in names):
        return Checked(item, Seen.FOUND, conditional)
    if conditional:
        return Checked(item, Seen.CONDITIONAL, conditional)
    return Checked(item, Seen.PART if found else Seen.MISSING)


@lru_cache(maxsize=1_000)
def _wanted(item: str) -> tuple[str, frozenset[int]]:
    """Return an item of the guide in one spelling, and which documents it asks for."""
    text = folded(item)
    return text, frozenset(_rows(text))


def _rows(text: str) -> set[int]:
    """Return which documents a text names; each stretch of it counts for the first row alone."""
    rows = set()
    for number, pattern in enumerate(_PATTERNS):
        if pattern.search(text):
            rows.add(number)
            text = pattern.sub(" ", text)
    return rows


def _stem(name: str) -> str:
    tail = suffix(name)
    return folded(name[: -len(tail) - 1] if tail else name)


def _alike(item: str, name: str) -> bool:
    core, asked = _STOCK.sub("", name), _STOCK.sub("", item)
    return len(core) >= _SHORTEST and bool(asked) and partial_ratio(core, asked) >= _ALIKE
