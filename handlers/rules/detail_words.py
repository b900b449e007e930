"""Words that people ask for a detail with, and how sections write what they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NUMBER: Final = r"(?:\d|[一二三四五六七八九十百千两])\s*[%％]?\s*余?多?"
# Who was not taken, or comes after the last that is.
_LEFT_OUT: Final = (
    "没(?:有)?(?:排|轮|评|选|批|中|拿|进|争|报)(?:得)?[上到中进]去?的?|落选的?|排不上的?|排在?(?:后面|后头|后边)的?|没名额的?|剩(?:下|余)的?|其余的?|名额(?:以|之)?外的?"
    r"|(?:排在?)?\d+[家个项名](?:以外|之外|开外|以后|之后|往后|后面)的?|第(?:\d+|[一二三四五六七八九十]+)(?:家|名|个|项)|(?:名额|指标|\d+[家个项])(?:都|已经?)?(?:满|用完|没|占满|抢光|不够|不足)了?"
    r"|超(?:出|过)的?(?:部分|企业|名额)|超(?:出|过)\d+[家个项]|多出来的"
)
_LASTS: Final = "(?:多少|几)(?:天|分钟|个?小时|秒钟?)"  # no time at which something ends
# (what people say, what sections write).
_FORMS: Final = tuple(
    (re.compile(said), re.compile(written))
    for said, written in (
        # heads, whatever they are counted by
        ("(?:多少|几)人次", rf"{_NUMBER}人次"),
        ("(?:多少|几)(?:个|名|位)?(?:人(?![员才大次])|名(?!额))", rf"{_NUMBER}(?:名|人|位)"),
        ("人数(?:要求|规模|下限)?(?:是|要|有|得|需要?)*(?:多少|几何|多大)?", rf"{_NUMBER}(?:名|人|位)"),
        (_LASTS, rf"{_NUMBER}(?:天|日(?!前|之前)|分钟|小时|秒)"),
        ("(?:多少|几)(?:场|期|次|回)", rf"{_NUMBER}(?:场|期|次)"),
        ("(?:百分之几|几成|多少个?点|多大比例)", r"\d\s*[%％]|百分之|比例"),
        ("(?:多大|多少)(?:的)?(?:亩|面积|地方|平方|平米)|面积(?:多大|要求)", rf"{_NUMBER}(?:平方|㎡|亩|m2)"),
        (
            "哪一?[年个]年?度?的?(?=$|[?!,。 ])|哪年的?|什么年度",
            r"\d{4}\s*年|[上近]\s*[一二两三\d]?\s*个?年度?",
        ),
        (
            "(?:哪|什么)一?[个份些]?(?:通知|文件|办法|规定|红头)|(?:依|根据|按照?|照)(?:的)?(?:什么|哪)",
            "通知|办法",
        ),
        (_LEFT_OUT, "除[^,。;]{1,40}外|其余|其他(?=由|按)|未(?:入选|获|能)"),
        ("原件|复印件|扫描件|电子[版件]|正本|副本", "原件|复印件|扫描件|电子[版件]|正本|副本"),
        ("合伙|搭伙|搭班子|抱团", "联合"),
        # how many one unit may hand in or recommend
        (
            "(?:能|可以?|最多|只能|限)(?:申?报|推荐?|申请|提名|提交)(?:几|多少)",
            r"限(?:申?报|推荐?|项)|(?:每|一)(?:家|个|名)?[^,。;]{0,8}(?:限|不超过|最多|不得超过|只能)|最多(?:申?报|推荐?)",
        ),
        # whether one may have both
        (
            "叠加|重复(?:享受|拿|领)|(?:一起|同时|一并|都能?|两[个份]都)(?:拿|领|享受|给)",
            "不重复|重复|叠加|就高|同时享受|不得同时",
        ),
        # how old somebody may be
        (
            r"(?:\d{2}|[二三四五六七]十[一二三四五六七八九]?)(?:多|出头)?周?岁|年[纪龄](?:限制|要求|上限)?|多大岁数|岁数|几岁|超龄",
            "周岁|年龄|岁",
        ),
    )
)
# With whom something is done together is no matter of the rules: 和华农联合申报.
_PARTNER: Final = re.compile(
    "(?:和|与|跟|同|拉上?|找|带上?|让)(?!各)[\u4e00-\u9fffa-z]{1,10}?(?=一起|一块|共同|联合|合作|合伙|搭|组)"
)
# What is said of a text, not in it.
_TALK: Final = re.compile(
    "[这那]一?[条点项](?!目)|[原条][文款话]|[那这]里|里面?(?=[\u4e00-\u9fff])|提到|说法|写的?"
)
_PARTICLE: Final = re.compile("[吗么嘛不](?=$|[?!,。 ])")


def written_as(text: str) -> tuple[str, tuple[re.Pattern[str], ...]]:
    """Part a folded clause into its other words and the forms in which sections would write what it asks."""
    text = _TALK.sub(lambda match: " " * len(match[0]), _PARTICLE.sub(" ", text))
    text = _PARTNER.sub(lambda match: " " * len(match[0]), text)
    found = tuple(_found(text))
    for said, _ in _FORMS:
        text = said.sub(lambda match: " " * len(match[0]), text)
    return text, found


def lasts(text: str) -> bool:
    """Tell whether a folded clause asks how many minutes or hours something takes."""
    return re.search(_LASTS, text) is not None


def left_out(text: str) -> bool:
    """Tell whether a folded clause asks about those beyond the last that is taken."""
    return re.search(_LEFT_OUT, text) is not None


def _found(text: str) -> Iterator[re.Pattern[str]]:
    for said, written in _FORMS:
        if said.search(text):
            yield written
