"""What an applicant's own mail about a submission asks for: its state, its withdrawal, or neither."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from handlers.rules.spelling import folded


class Wish(StrEnum):
    """What the applicant wants of the desk itself."""

    STATUS = "status"  # to know how far it has come
    RECEIPT = "receipt"  # to have the receipt once more
    WITHDRAW = "withdraw"  # to take it back
    DOUBT = "doubt"  # speaks of taking back, but not so that it can be done without a person
    NONE = "none"  # the mail is for the department


_LONGEST: Final = 60  # characters of a wish; what is longer has more to say, and is for the department
_RECEIPT: Final = re.compile(r"[a-z]{2,4}-\d{4}-\d{6}-[a-z0-9]{2}")
_NUMBER: Final = re.compile(r"回执(?:编?号)?[:：]?\s*(?=[,。\s]|$)")
_GREETING: Final = re.compile(
    r"^(?:您好|你好|各位(?:领导|老师)?|老师|领导|尊敬的[^,:!]{0,12}|[\s,.。!:、~])*+", re.IGNORECASE
)
_CLOSING: Final = re.compile(
    r"(?:谢谢|感谢|多谢|辛苦了?|麻烦了?|拜托|盼复|此致|敬礼|祝好|[\s,.。!:、~;])*$", re.IGNORECASE
)
_OURS: Final = r"(?:我(?:们|司|单位|公司|校|院|所|方)?|本(?:人|单位|公司)|我们(?:单位|公司))?的?"
_THING: Final = (
    r"(?:(?:这|该|本|此|上述|以上)(?:次|份|个|项|件|条)?|我们?的|贵局的?)?"
    r"(?:项目)?(?:申报|申请|材料|提交|项目|回执)?(?:材料|书|项目|件)?"
)
_STATUS: Final = (
    # 状态, 进度, 查询进度, 查一下办理状态
    re.compile(
        rf"(?:请|麻烦|烦请|劳驾)?{_OURS}(?:想|想要|需要?)?(?:帮忙?)?(?:查询?|查看|咨询|了解|询问|问)?(?:一?下)?{_THING}"
        r"(?:目前|现在|最新|的|当前)*(?:办理|处理|审核|受理|进展)?的?(?:状态|进度|进展|情况)(?:如何|怎么样|怎样|是什么)?(?:了|呢|吗)?\??"
    ),
    # 办到哪一步了, 受理了吗
    re.compile(
        rf"(?:请问|想问一?下)?{_OURS}{_THING}(?:目前|现在)?(?:办理?|审核?|走|处理|进行)到(?:哪里?|什么)(?:一?步|环节|阶段|程度)?(?:了|呢)*\??"
    ),
    re.compile(
        rf"(?:请问)?{_OURS}{_THING}(?:目前|现在)?(?:是否)?(?:已经?)?(?:受理|收到|办结|通过)(?:了)?(?:吗|没有|没)?\?"
    ),
    re.compile(r"status\??", re.IGNORECASE),
)
_RECEIPT_AGAIN: Final = (
    re.compile(
        rf"(?:请|麻烦|烦请|劳驾|能否|可否)?(?:给我们?)?(?:帮忙?)?(?:再|重新?|补)?(?:发|寄|开|要|索取|获取|下载)(?:一?[下份次]|给我们?)*{_OURS}(?:完整|电子|PDF)?的?回执(?:单|号)?(?:吗|呢)?\??",
        re.IGNORECASE,
    ),
    re.compile(r"(?:完整|电子)?的?回执(?:单|PDF)?", re.IGNORECASE),
)
_TAKE_BACK: Final = r"(?:撤回|撤销|撤消|取消|撤掉|撤下)"
_WITHDRAW: Final = (
    re.compile(
        rf"(?:因[^,。]{{1,20}},)?{_OURS}(?:现|特|兹|决定|申请|要求|请求|请|希望|需要?|要|想|拟|帮忙?|麻烦|予以)*+"
        rf"(?:将{_THING})?{_TAKE_BACK}(?:一?下)?{_THING}"
    ),
    re.compile(r"withdraw", re.IGNORECASE),
)
# 撤回 in a sentence that cannot be read for sure: 能否撤回, 不撤回, 撤回其中一个附件
_SPEAKS_OF_IT: Final = re.compile(rf"{_TAKE_BACK}")


def read_wish(fresh_text: str) -> Wish:
    """Read what an applicant's text asks of the desk; only a text that says nothing else counts."""
    whole = _RECEIPT.sub("", folded(fresh_text)).replace("，", ",").replace("？", "?")
    if _says(_RECEIPT_AGAIN, _bare(whole)):
        return Wish.RECEIPT
    text = _bare(_NUMBER.sub("", whole))
    if _says(_WITHDRAW, text):
        return Wish.WITHDRAW
    if _says(_STATUS, text):
        return Wish.STATUS
    return Wish.DOUBT if len(text) <= _LONGEST and _SPEAKS_OF_IT.search(text) else Wish.NONE


def _bare(text: str) -> str:
    return _CLOSING.sub("", _GREETING.sub("", text))


def _says(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return len(text) <= _LONGEST and any(pattern.fullmatch(text) for pattern in patterns)
