"""Earlier decisions of people, as nearest examples."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.spelling import folded

_LONGEST: Final = 800  # characters of a mail that are compared
_FEWEST: Final = 5  # telling pairs below which a mail is like any other: 材料见附件，请查收
_ALIKE: Final = 0.4  # cosine below which two mails have nothing to do with each other
_MOST: Final = 6.5  # log-odds that an identical mail gives
# Who writes says nothing about what for: the same office hands in for several categories.
_WHO: Final = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:有限责任公司|股份有限公司|有限公司|公司|集团|大学|学院|研究院|研究所|研究会|协会|学会"
    r"|促进会|合作社|医院|事务所|厂)"
)
# What stands in any mail that hands something in.
_STOCK: Final = re.compile(
    r"尊敬的?|敬爱的?|各位|领导|老师|同志|您们?|你们?好?|大家|打扰|麻烦|辛苦|谢谢|感谢|多谢|此致|敬礼|顺祝|商祺|祝好?|"
    r"盼复|收悉|收到|回复|答复|确认|如有|问题|疑问|不妥|不足|缺漏|随时|联系人?|联络|电话|手机|邮箱|地址|微信|传真|"
    r"(?:敬|恳|烦|望|特)?请(?:予以?|您|贵局)?|查收|查阅|审核|审阅|审批|审查|受理|接收|指正|批示|批准|为盼|为荷|"
    r"现|兹|将|已|经|按|根据|关于|有关|相关|上述|以下|如下|详见|附件|见附|随信|随函|附上|附后|压缩包|打包|文件夹?|"
    r"申报人?|申请人?|材料|资料|项目|专项|报送|提交|上报|呈报|递交|发送|发给|补交|补充|报名|表格?|书|"
    r"我们|我(?:司|单位|公司|院|校|所|中心|会|局)?|本(?:司|单位|公司|院|校|所|中心|会)?|贵(?:局|科|单位)?|单位|公司|企业|"
    r"营业执照|执照|登记证|身份证|扫描件|复印件|原件|盖章版?|电子版|纸质版?|正本|副本|证明|承诺函|说明|一份|份|共|及|和|与|的|了|等|"
    r"市?科(?:学)?技(?:术)?局|市|省|区|县|年度?|月|日|号|前|后|"
    r"[\W_a-z0-9]+"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A mail about which a person decided: its subject with the beginning of its text, and the category."""

    text: str
    category: str


Vector = Mapping[str, float]


@dataclass(frozen=True)
class Examples:
    """Examples ready to be compared; pairs of characters weigh by how few examples hold them."""

    vectors: tuple[tuple[str, Vector], ...]
    weights: Vector

    def strengths(self, text: str) -> dict[str, float]:
        """Return the log-odds that the nearest examples give to categories."""
        if not self.vectors:
            return {}
        asked = _vector(text, self.weights)
        best: dict[str, float] = {}
        for category, vector in self.vectors:
            alike = sum(weight * vector.get(pair, 0.0) for pair, weight in asked.items())
            if alike > _ALIKE:
                best[category] = max(best.get(category, 0.0), _MOST * (alike - _ALIKE) / (1 - _ALIKE))
        return best


def learn(examples: Sequence[Example]) -> Examples:
    """Prepare examples for comparison; one without telling words teaches nothing."""
    held = Counter(pair for example in examples for pair in set(_pairs(example.text)))
    weights = {pair: math.log((len(examples) + 1) / (count + 0.5)) + 0.1 for pair, count in held.items()}
    vectors = ((each.category, _vector(each.text, weights)) for each in examples)
    return Examples(tuple((category, vector) for category, vector in vectors if vector), weights)


def _pairs(text: str) -> list[str]:
    """Cut the telling stretches of a text into pairs of characters."""
    telling = _STOCK.sub(" ", _WHO.sub(" ", folded(text[:_LONGEST]))).split()
    return [part[at : at + 2] for part in telling for at in range(len(part) - 1)]


def _vector(text: str, weights: Vector) -> Vector:
    """Weigh the pairs of a text to length one; pairs that no example holds count as rare ones."""
    counted = Counter(_pairs(text))
    if len(counted) < _FEWEST:
        return {}
    rare = max(weights.values(), default=1.0)
    raw = {pair: (1 + math.log(n)) * weights.get(pair, rare) for pair, n in counted.items()}
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    return {pair: weight / length for pair, weight in raw.items()}
