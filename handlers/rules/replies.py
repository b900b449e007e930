"""What a department's reply means: its status words, or the department it passes the matter to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handlers.rules.spelling import folded


class Status(StrEnum):
    """What a reply says about a submission."""

    ACCEPTED = "受理"  # complete, under review
    SUPPLEMENT = "补正"  # something is missing
    RETURNED = "退回"  # not taken
    CLOSED = "办结"  # done
    MESSAGE = "message"  # only words for the applicant
    TRANSFER = "transfer"  # another department is in charge


@dataclass(frozen=True, slots=True)
class Reply:
    """A department's reply; `department` is the name as written, where it passes the matter on."""

    status: Status
    department: str | None
    text: str


_OPENING: Final = 60  # characters in which the first words stand
# What may stand before the first words: a greeting, who writes, "after review".
_GREETING: Final = re.compile(
    r"^(?:[\s,，.。!！、:：\[\]【】(（)）#*\-]|您好|你好|大家好|各位|同志|老师"
    r"|尊敬的[^,，:：!！\n]{0,20}[,，:：!！]"
    r"|(?:贵单位|贵公司|申报人|申报单位|申请人)[:：,，]"
    r"|[^\s,，:：。]{2,12}(?:公司|单位|学校|大学|学院|协会|研究院|研究所|中心)[:：,，]"
    r"|(?:回复|答复|状态|处理意见|处理结果|意见|结论)[:：])*+"
)
# What may stand before the first words: who looked at what, and that it came.
_PREFACE: Final = re.compile(
    r"^(?:经|我科|我们|本科室|科室|初步|形式|审核|审查|初审|核对|研究|查看|查阅|核查|评审|审阅|后|上述"
    r"|以上|该|此|本"
    r"|贵单位|贵公司|你单位|你公司|您单位|您公司|您们?|你们?|的|提交|申报材料|申报|项目|材料|申请|资料|件"
    r"|现|已经|已|均|都|予以|同意|决定"
    r"|建议|需要|需|请|正式|收悉|收到|齐全|完整|完备|符合要求|符合条件|给予|进行|[,，、:：\s])*+"
)
# First words, the more telling first: what is denied comes before what is granted.
_WORDS: Final[tuple[tuple[Status, re.Pattern[str]], ...]] = (
    # 暂不受理，请补充…
    (
        Status.SUPPLEMENT,
        re.compile(r"暂(?:不|未|缓)[^。\n]{0,8}受理|补正|补交|补充|补齐|补报|补件|缺少?|不齐|不全|不完整"),
    ),
    # 不予受理, 无法受理, 不符合条件
    (
        Status.RETURNED,
        re.compile(
            r"不(?:予|能|再)?(?:受理|接收|通过|立项)|不符合?(?:申报|条件|要求|指南)|未予受理|未通过"
            r"|无法受理|退回|退件|驳回|拒收"
        ),
    ),
    (Status.CLOSED, re.compile(r"办结|办理完毕|办完|完结|结案|办理完成")),
    (Status.ACCEPTED, re.compile(r"受理(?!吗|条件|时间|范围|后)|接收(?!吗|后)|收下")),
)
_NOT_OURS: Final = (
    r"(?:非|不是|不属于?|不归|不由|不在)(?:我科|本科|我们|我科室|本科室|我室|我们科室?"
    r"|我处|这里|我科职责)[^。;；\n]{0,12}?"
)
_DEPARTMENT: Final = (
    r"(?P<department>[\u4e00-\u9fff]{2,14}?(?:科室|科|处|股|室|中心|办公室|局|部))(?![技学研普])"
)
_TRANSFER: Final = (
    re.compile(
        rf"{_NOT_OURS}[,，。;；\s]*(?:请|应|现|已|建议|烦请|麻烦)?(?:由|将)?[^。\n]{{0,8}}?(?:转(?:交|送"
        rf"|给|至|到|办|发|由)?|移交|移送|改送|送|归|找|联系|属于?)(?:给|到|至)?\s*{_DEPARTMENT}"
    ),
    re.compile(
        rf"^(?:请|应|现|已|建议|烦请|麻烦|此件|该件|本件|该项目|此项目|材料|,|，)*(?:转(?:交|送|给|至|到"
        rf"|办|发|由)?|移交|移送|改送)(?:给|到|至)?\s*{_DEPARTMENT}"
    ),
    re.compile(
        rf"^(?:此件|该件|本件|该项目|此项目|这个|该业务|此业务)?(?:应该?|属于?|归"
        rf"|由)\s*{_DEPARTMENT}(?:负责|办理|受理|管|处理)"
    ),
)


def read_reply(fresh_text: str) -> Reply:
    """Read a department's reply; the first words set the status, a transfer names its department.

    What fits no pattern, a question among them, is a message. The text stays as written.
    """
    text = fresh_text.strip()
    opening = _GREETING.sub("", folded(text), count=1)
    for pattern in _TRANSFER:
        found = pattern.search(opening[: _OPENING * 2])
        if found:
            return Reply(Status.TRANSFER, _named(found["department"]), text)
    if re.match(r"^[^。;；\n]{0,40}(?:吗|[?？])", opening):
        return Reply(Status.MESSAGE, None, text)
    first = _PREFACE.sub("", opening[:_OPENING], count=1)
    status = next((status for status, pattern in _WORDS if pattern.match(first)), Status.MESSAGE)
    return Reply(status, None, text)


def _named(department: str) -> str:
    """Cut what belongs to the sentence from a department's name: 请转高新技术科 is 高新技术科."""
    return re.sub(r"^(?:给|到|至|由|交|送|市科技局|科技局|市局|局里?的?|我局)+", "", department)
