"""What the notice around a guide says, where its categories are silent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.answer import NOTICE, NOTICE_NAME, Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.half_width import half_width
from handlers.rules.index import Index
from handlers.rules.reading import Reading

_SHOWN: Final = 3  # sentences of an answer
_SILENT: Final = frozenset({Gap.OUTSIDE, Gap.DEADLINE, Gap.FIELD})
_DAY: Final = re.compile(
    r"\d{1,2}\s?月\s?\d{1,2}\s?[日号]|\d{1,2}\s?月(?:底|末|[上中下]旬)|\d{4}[./-]\d{1,2}[./-]\d{1,2}|工作日"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a notice settles: the words that ask for it, and those that a sentence about it holds."""

    asked: re.Pattern[str]
    told: re.Pattern[str]
    needs: re.Pattern[str] | None = None  # what such a sentence cannot do without


MATTERS: Final = (
    # How many one applicant may hand in: 一家单位能报几项
    Matter(
        re.compile(
            r"限报|限项|(?:最多|只能|一共|总共|能|可以?|同时)(?:申)?[报请]?(?:几|多少|两|多)[个项类]?|同时(?:申报|申请|报)|兼报|重复(?:申报|申请|报)"
        ),
        re.compile(
            r"限(?:申)?报|限项|[只仅]能|不得(?:同时|重复|多头)|最多|不(?:得)?(?:超过|多于)\s?(?:\d|[一两三])?\s?[项个]"
        ),
    ),
    # Who is shut out: 有逾期未结题的还能报吗
    Matter(
        re.compile(
            r"逾期|未结题|没(?:有)?结题|未验收|没(?:有)?验收|失信|黑名单|限制申报|不(?:能|得|可以?)(?:申)?报"
        ),
        re.compile(r"逾期|未结题|未验收|失信|黑名单|不得(?:申报|申请|参与|推荐)|不予(?:受理|立项)"),
    ),
    # How it is handed in, and who looks at it first: 网上填完直接交市局吗
    Matter(
        re.compile(
            r"流程|步骤|程序|(?:怎么|如何|怎样|在哪里?|从哪里?|去哪里?)(?:申?报|提交|填|交)|(?:送|交|递|报)(?:到|去|往|至)?哪|网上|线上|(?:申报|管理|业务|填报|哪个|什么)的?(?:系统|平台)|(?:系统|平台)(?:在哪|地址|是|怎么|入口|里|上)|在线|(?:先|由谁|谁来|哪里?)(?:审|推荐)|初审"
        ),
        re.compile(r"填报|填写|提交|报送|推荐|审核|系统|平台|在线"),
    ),
    # How it is to look on paper: 纸质材料交几份
    Matter(
        re.compile(r"纸质|书面|几份|多少份|胶装|装订|盖章|份数|打印"),
        re.compile(r"一式|纸质|书面|装订|胶装|盖章|打印"),
    ),
    # By when: only a sentence with a day says it
    Matter(
        re.compile(r"截止|截至|最[晚迟]|来得及|(?:什么时候|何时|几时|哪天|几号|多久)"),
        re.compile(
            r"截止|截至|(?:申报|受理|填报|报送|提交|推荐|审核|开放)(?:的)?(?:时间|期限|日期|期)|前.{0,12}(?:提交|报送|填报|上报)|逾期"
        ),
        _DAY,
    ),
)


def of_notice(reading: Reading, part: Part, index: Index) -> Part | None:
    """State what the notice says of a matter that the answer calls unstated; None where it is silent too."""
    if part.outcome is not Outcome.NONE or part.gap not in _SILENT or not index.guide.notice:
        return None
    deadline = Intent.DEADLINE in reading.intents or part.gap is Gap.DEADLINE
    asked = [each for each in MATTERS if each.asked.search(reading.text) or (deadline and each.needs)]
    dated = [each for each in asked if each.needs]  # a day is asked for: nothing else answers
    wanted = dated or asked
    told = [said for said in index.guide.notice if any(_tells(each, said) for each in wanted)][:_SHOWN]
    subject = (part.subject or "",) if part.gap is Gap.OUTSIDE else ()
    if not told or _strange((*reading.content.unknown, *subject), wanted, told):
        return None
    return Part(
        Outcome.ANSWER,
        Intent.DEADLINE if deadline else part.intent,
        part.about if len(part.about) == 1 else (),
        facts=tuple(Fact(None, NOTICE_NAME, NOTICE_NAME, each, NOTICE) for each in told),
        sources=(Source(index.guide.year, None, None, NOTICE),),
        offices=part.offices,
        about=part.about,
    )


def _strange(words: Sequence[str], wanted: Sequence[Matter], told: Sequence[str]) -> bool:
    """Tell whether the question is about something that neither the guide nor those sentences know."""
    free = (word for word in words if not any(each.asked.search(word) for each in wanted))
    return any(not any(word in said for said in told) for word in free)


def _tells(matter: Matter, sentence: str) -> bool:
    half = half_width(sentence)
    return matter.told.search(half) is not None and (matter.needs is None or bool(matter.needs.search(half)))
