"""What a mail to the right person hands in, where that is no project of the guide."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.category_terms import Profile, words_of
from handlers.rules.mail_segments import Place, Segment

_LONGEST: Final = 600  # characters of the text in which the matter is told
_TOLD: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT})
# What stands before such a word tells a matter.
_MATTER: Final = re.compile(
    r"([\u4e00-\u9fff]{2,14}?)(?:项目|专项|课题|补助|资助|奖励|补贴|基金|认定|许可|备案|登记(?!证)|资质|招标|采购|合同|系统|称号"
    r"|签证|评选|人选|会议|培训|活动|大赛|奖(?!励)|计划(?!书)|申请[书表]|申报[书表]|材料|资料)"
)
# Words of any mail that hands something in.
_STOCK: Final = re.compile(
    r"江科|市科技局|科技局|科学技术局|尊敬的?|各位|领导|老师|科长|主任|同志|您好?|你好?|请|转|查收|审核|审阅|接收|受理|现|将|已|把|按|要求"
    r"|附件|附上|附后|随信|随函|发送|发来|提交|报送|上报|呈报|递交|申报|申请|我们?|贵局|本|单位|公司|企业|学院|大学|中心|协会|院|所|科室?"
    r"|的|了|和|及|与|等|是|为|有|在|份|套|全部|所有|相关|有关|一|两|三|四|五|六|个|今年|年度?|盖章版?|电子版?|纸质版?|扫描件?|复印件?"
    r"|项目|专项|科技|工作|方案|执照|营业|证明|其他|经验|负责|这|那|上|下|要|报|改好|补|齐|完整|准备|正式|关于|以及|联系人?|好"
)
_LEAST: Final = 2  # characters that tell a matter


def other_matter(profile: Profile, pieces: tuple[Segment, ...]) -> str | None:
    """Name a matter that a mail speaks of and the category's text does not know at all; None else."""
    for piece in pieces:
        if piece.place in _TOLD:
            found = (_unknown(profile, match[1]) for match in _MATTER.finditer(piece.plain[:_LONGEST]))
            matter = next((each for each in found if each), None)
            if matter:
                return matter
    return None


def _unknown(profile: Profile, said: str) -> str | None:
    for person in (*profile.people, profile.department or ""):
        said = said.replace(person, " ") if person else said
    left = _STOCK.sub(" ", said).split()
    strange = [each for each in left if len(each) >= _LEAST and not _known(profile, each)]
    return strange[0] if strange else None


def _known(profile: Profile, stretch: str) -> bool:
    if any(sign in profile.title and sign not in profile.elsewhere for sign in stretch):
        return True
    return any(word in profile.text for word in (stretch, *words_of(stretch)))
