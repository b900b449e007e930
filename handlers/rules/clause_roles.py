"""Tell clauses of a question that ask from those that tell of whoever asks."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

# What makes a clause a question or a request.
_SIGNALS: Final = (
    r"谁|哪|什么|多少|怎[么样]|如何|何[时处种]|[吗么呢不没](?=$|[?!。])|(?<![都也还])没有(?=$|[?!。])|\?",  # question words and particles
    r"(?<![前这近好了过])几(?!(?:个月|[个天年周乎句遍次])*(?:[前了]|[遍次](?!$|[?!。,]))|百|千|十?年了)",  # 几项, 几月前, not 几年前 and 翻了几遍
    r"(?<![一-龥])(?:能|可|要|会|该|算)(?:否|不)|是否|能否|可否|还是|或者?|[多][大久长高远重](?![了家])",  # alternatives and measures
    r"(.)[不没]\1",  # 行不行, 有没有
    r"请问|告诉|介绍|列出|罗列|列一?下|说明|解释|提供|(?:发|给|报|念|说|讲|查|看|列|写)(?:一?[下个份]|我|给我)(?:$|[^们公单司校院所是在的])|(?:来|给)[一]?[份个张]",  # requests
)
_SIGNAL: Final = re.compile("|".join(f"(?:{form})" if r"\1" not in form else form for form in _SIGNALS))
# Who or what the clause tells of, at its beginning.
_TELLER: Final = re.compile(
    "(?:去年|前年|今年|因为|由于|其实|本来|之前|以前|刚刚?|刚才|昨[天晚]|前[天几]|今[天早]|上[午周个]|下午|早上|最近|现在|目前)?(?:我们?|我司|咱们?|俺们?|本(?:公司|单位|企业|校|院|所|人)|(?:我|咱)?(?:老板|领导|同[事学]|朋友|亲戚|家[里人]|邻居|客户|师[傅兄姐]|爸|妈|哥|姐|公司|单位|企业|厂|学校|科室)|听[说闻人]|据说|有人|别人|人家|大家|群里|网上|新闻上?)|(?:做|搞|从事|生产|经营|主营|开)[^,。?!]{1,12}的(?:公司|企业|单位|厂|机构|个体户)$"
)
# What is over, or is not so: 打了电话没人接, 材料都写好了.
_OVER: Final = re.compile(
    "没(?:有)?(?![吗呢?]|$)[\u4e00-\u9fff]|[了过着]$|已经|[一-龥]完了|了(?:[几两]|[一二三四五0-9]+)(?:天|次|回|遍|个?月|年|期)$|好几[遍次天]|半天|一直|总是|老是"
)
# What only accompanies a question: 都行, 简单说说就行, 发我就好, 我记一下.
_ASIDE: Final = re.compile(
    "(?:都|也|就)(?:行|可以?|好|成|没(?:关系|问题))(?:了|的|啊|哈)?$|^(?:我(?:好|要|得|先|来|去|再|正)|越.{1,4}越|知道的|有(?:劳|空|时间)|方便|辛苦|麻烦|拜托|急|等着|谢|感)[^谁哪什多几吗]*$"
)
# What is over may be wanted still: 想申请的.
_WANTED: Final = re.compile("想|要|打算|准备|需")
_HEARD: Final = re.compile("听[说闻]|据说|听.{1,4}[说讲]")


def signals(text: str) -> bool:
    """Tell whether a clause bears the marks of a question or a request."""
    return _SIGNAL.search(text) is not None


def hearsay(text: str) -> bool:
    """Tell whether a clause only passes on what its writer heard: 听说有补助."""
    return _HEARD.search(text) is not None and not signals(text)


def is_over(text: str) -> bool:
    """Tell whether a clause only tells what happened, so that nothing of it is asked about."""
    return not signals(text) and _OVER.search(text) is not None and _WANTED.search(text) is None


def tells(text: str) -> bool:
    """Tell whether a clause is about whoever asks, what happened to them, or only accompanies a question."""
    aside = _ASIDE.search(text)
    if aside and not signals(text[: aside.start()]):
        return True
    return not signals(text) and bool(_TELLER.match(text) or _OVER.search(text))
