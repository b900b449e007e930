"""The titles that sections of a guide bear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class SectionKind(StrEnum):
    """What a section tells; the names are the keys of the contract."""

    RESEARCH = "research"  # what is to be done
    CONDITIONS = "conditions"  # who may apply
    MATERIALS = "materials"  # what is to be handed in
    SUPPORT = "support"  # how it is paid
    CONTACTS = "contacts"  # whom to ask
    OTHER = "other"  # kept under its own title


_GRANT = (
    "支持|资助|扶持|补助|奖励|奖补|补贴|经费|资金|财政支持|专项资金|兑付|兑现|拨付|贴息|榜单|悬赏|揭榜|项目"
)

# Words of titles by kind. A title is one word, or several joined by 和, 与, 及, 、.
_WORDS: tuple[tuple[SectionKind, str], ...] = (
    # How it is paid: 支持方式与强度, 资助标准, 经费安排, 支持数量
    (
        SectionKind.SUPPORT,
        (
            rf"(?:{_GRANT})(?:资金|经费|项目)?(?!(?<=项目)(?:方式|措施|政策|安排|支持|规模|标准))"
            r"(?:方式|强度|标准|额度|金额|力度|比例|措施|政策|办法|安排|支持|资助|补助|数量|规模|家数|项数|个数|(?<!项目)说明)"
        ),
    ),
    (
        SectionKind.SUPPORT,
        r"(?:支持|资助|补助|扶持|奖补)类型|(?:经费|资金)(?:资助|支持|补助)|(?:支持|资助|补助|奖励|扶持|奖补|个数|项数|数量|名额)(?=\s?[:\]】〗])|(?:拟?立项|拟?支持|拟?资助|项目)(?:项目)?(?:数量|项目数|个数|家数|项数|名额)|财政支持|(?:经费|资金)预算(?=\s?:)|(?:财政|补助|资助|支持)?(?:经费|资金|额度|金额|强度)(?=\s?(?:[:。]|[及和与、](?:数量|项数|额度|标准|强度|方式)))",
    ),
    # Who may apply: 申报条件, 申报要求, 支持对象, 申报单位要求
    (
        SectionKind.CONDITIONS,
        (
            r"(?:申报|申请|申领|支持|资助|扶持|补助|奖励|奖补|享受|立项|准入|入库|基本|资格|揭榜|受理)(?:条件|资格|资质)"
            r"|(?:条件|对象|资格|主体)(?=\s?[:\]】〗])|(?:申报|申请|承担|牵头|实施)(?:单位|企业)(?=\s?[:\]】〗])"
        ),
    ),
    (SectionKind.CONDITIONS, r"(?:申报|申请|申领|支持|资助|扶持|补助|奖励|奖补|服务)对象"),
    (
        SectionKind.CONDITIONS,
        r"(?:申报|申请|承担|牵头|揭榜)(?:单位|主体|人|者)(?:基本)?(?:条件|要求|资格|资质)",
    ),
    (
        SectionKind.CONDITIONS,
        r"(?:申报|申请|实施|承担|建设|支持|补助|奖补|申领)主体|(?:申报|申请)要求|资格要求|资质要求",
    ),
    # What is to be handed in: 申报材料要求, 材料清单, 提交资料
    (
        SectionKind.MATERIALS,
        r"(?:申报|申请|申领|提交|报送|所需|需提交|应提交|需提供|应提供|须提交|须提供|需交|应交|须交|揭榜|受理)(?:时)?(?:所需|须|需|应|应当)?(?:要|提交|提供|报送)?的?(?:申报)?(?:材料|资料|文件)(?:清单|目录|要求)?",
    ),
    (
        SectionKind.MATERIALS,
        r"(?:材料|资料)(?:要求|清单|目录|(?=\s?[:\]】〗]))|申报书要求|(?:提交|报送|申报|所需|需附)(?:的)?附件(?:材料|清单)?|附件(?:材料|清单)",
    ),
    # What is to be done: 研究内容, 建设内容, 支持方向
    (
        SectionKind.RESEARCH,
        r"(?:研究(?:开发)?|建设|攻关|实施|服务|工作|项目|主要|重点|任务|专题|申报|支持|资助|扶持|奖励|奖补|补助|补贴|课题|研发|开发|开展|推广|示范|应用|改造|培训|活动)内容|(?:内容|方向)(?=\s?[:\]】〗])",
    ),
    (
        SectionKind.RESEARCH,
        r"(?:重点)?(?:研究|建设|攻关|支持|资助|申报|项目|技术|研发|扶持)(?:重点)?(?:方向|领域|范围|重点)",
    ),
    (
        SectionKind.RESEARCH,
        r"(?:项目|支持|申报|资助|奖补)(?:类别|类型)(?=[与及和](?:支持|资助|补助|奖励|奖补)(?:标准|方式|强度|额度|政策))",
    ),
    (
        SectionKind.RESEARCH,
        r"(?:研究|建设|攻关|工作|主要|项目|重点|实施)(?:任务|目标)|目标任务|任务目标|(?:研究|建设|攻关|技术|内容)要点|(?:技术|攻关|榜单)?需求(?:内容|描述|说明)",
    ),
    # Whom to ask: 联系人, 联系方式, 咨询电话
    (
        SectionKind.CONTACTS,
        (
            r"(?:项目|业务|政策|指南|技术|申报)?"
            r"(?:联系人员?|联系(?:方式|电话|科室|处室|部门|单位|信息)|联络(?:人|方式)|咨询(?:电话|方式|人|联系人|科室)"
            r"|(?:业务|责任|主管|受理|承办|办理|经办|归口|咨询|负责|项目负责|项目责任|项目主管)(?:科室|处室|股室|部门|机构)|(?:受理|承办|咨询|负责)单位|(?:业务|政策|工作)(?:咨询|联系)|申报咨询|咨询联系|(?:业务)?(?:对接|经办|承办|接洽)人|联系老师|(?:项目|业务)主管|受理人员?|承办人员|咨询人员)|咨询(?:及|与|和)受理|受理(?:及|与|和)咨询|咨询(?=\s?:|\s)|(?:联络|联系)(?=\s?:|\s)"
            r"|(?:材料|申报材料|电子版)?(?:报送|接收|受理)(?:电子)?邮箱|(?:电子)?邮箱(?=\s?:)(?!.)"
        ),
    ),
    # The same as questions: 支持什么, 谁能申报, 怎么补, 要交什么, 找谁咨询
    (SectionKind.RESEARCH, r"(?:支持|资助|扶持|奖励|研究|建设)(?:什么|哪些)(?:内容|方向|项目|领域)?"),
    (
        SectionKind.CONDITIONS,
        r"(?:谁|哪些(?:企业|单位|机构|人|主体)|什么(?:企业|单位|人))(?:可以?|能够?|才能|有资格)(?:来)?(?:申报|申请|享受|参加)|申报(?:要|需)(?:什么|哪些)条件",
    ),
    (
        SectionKind.SUPPORT,
        r"(?:怎么|怎样|如何)(?:支持|资助|扶持|奖励|补助|补贴|补|奖)|(?:支持|资助|扶持|奖励|补助|补贴|能?补|能?奖|给)多少(?:钱|资金|经费)?",
    ),
    (
        SectionKind.MATERIALS,
        r"(?:要|需要?|须|应)?(?:交|提交|准备|提供|报送)(?:什么|哪些)(?:材料|资料|东西)?|(?:需要|要)(?:什么|哪些)(?:材料|资料)",
    ),
    (
        SectionKind.CONTACTS,
        r"(?:找谁|向谁|问谁|联系谁)(?:咨询|联系|了解|办理)?|(?:怎么|如何)(?:联系|咨询)(?:我们)?",
    ),
    (SectionKind.OTHER, r"(?:怎么|怎样|如何|何时|什么时候)(?:申报|申请|报名|办理|受理|评审|截止)"),
    # How long, how measured, when and how to apply, and the rest
    (SectionKind.OTHER, r"(?:考核|绩效|技术|经济|验收|预期)(?:指标|目标|成果|效益)|验收(?:要求|方式|标准)"),
    (
        SectionKind.OTHER,
        r"(?:时限|工期|期限|周期)(?=\s?:)|(?:项目)?(?:实施|执行|建设|研究|研发|服务|合作|完成|培养)(?:期限|周期|年限|时间|时限|期)|项目(?:周期|期限)|起止(?:时间|年限)",
    ),
    (
        SectionKind.OTHER,
        r"(?:申报|受理|申请|申领|报名|评审|遴选|立项|组织|推荐|揭榜)(?:时间|期限|方式|程序|流程|渠道|安排|办法)",
    ),
    (
        SectionKind.OTHER,
        r"(?:有关|其他|其它|相关|限项|推荐|管理|监管|监督|验收|绩效|经费|资金|工作|限制)(?:要求|事项|说明|规定|管理|使用)",
    ),
    (
        SectionKind.OTHER,
        r"注意事项|特别说明|补充说明|政策依据|申报依据|项目背景|背景|备注|推荐单位|申报限制|不予支持(?:的)?情形|(?:需求|出题|发榜|揭榜|推荐|主管|归口|技术需求)(?:单位|方|部门)(?=\s?:)|技术指标|需求背景",
    ),
)
# The second half of a joined title, of the kind before it unless it has its own.
_TAILS: tuple[tuple[SectionKind | None, str], ...] = (
    (SectionKind.MATERIALS, r"(?:材料|资料)(?:要求|清单)?"),  # 申报条件及材料
    (SectionKind.CONDITIONS, r"条件"),  # 研究内容与条件
    (
        None,  # 支持方式与强度, 联系人及电话, 申报条件和要求
        r"(?:支持|资助|补助)?(?:方式|强度|额度|标准|数量|比例|金额|规模|要求|说明|期限|周期|年限|时限|时间|程序|流程|电话|邮箱|电子邮箱|地址|资格|对象|内容|目标|任务|方向|范围|重点|指标|清单)",
    ),
)
_ORDINAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))"
_ROW = rf"{_ORDINAL}(?:[、,和与及至~-](?:专题|项目类别|类别|方向)?{_ORDINAL})*"  # 专题一、二
_PREFIX = re.compile(
    rf"(?:本|各|各个|以上|全部|统一|通用|共性|共同|公共)?(?:(?:专题|类别|项目类别|指南|方向|板块|部分|领域|篇章|章)(?:{_ROW}|[A-Z](?![A-Za-z]))?|[A-Z]类|第{_ORDINAL}(?:部分|类|板块))?的?(?:统一|共同)?的?(?:主要|具体|相关|有关)?(?=.)"
)
_JOINT = re.compile(r"\s?(?:以及|[和与及、/])\s?")
_SUFFIX = re.compile(r"(?:的?(?:要求|说明|情况|如下|一览表|汇总表|表|信息|安排))?(?:\s?\([^()]{0,30}\))?")
_OPENING = re.compile(r"(?:附\s?[件表录]?\s?\d{0,2}\s?[:、]\s*)?[\[【〖《*◆◇●○■□▲△★☆▪➢►▶▷❖✦◎※✓√•\s]*")
_CLOSING = re.compile(r"[\]】〗》*]*")
_LONGEST = 60  # characters of a line that are looked at for a title


def _compiled(table: tuple[tuple[SectionKind, str], ...]) -> tuple[tuple[SectionKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(words)) for kind, words in table)


_SEEN = 16384  # lines whose reading is remembered: each is asked about several times
_WORD_PATTERNS = _compiled(_WORDS)
_ANY_WORD = re.compile("|".join(words for _, words in _WORDS))  # most lines begin with none of them
_TAIL_PATTERNS = tuple((kind, re.compile(words)) for kind, words in _TAILS)


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """A section's title at the start of a line.

    `name` as printed, `end` where text on the same line begins, `stop` the sign between them
    (empty where the line ends with the title, " " for a blank).
    """

    kinds: tuple[SectionKind, ...]
    name: str
    end: int
    stop: str

    @property
    def alone(self) -> bool:
        """Tell whether the line holds nothing else."""
        return self.stop == ""


@lru_cache(maxsize=_SEEN)
def section_title(half: str, start: int = 0) -> SectionTitle | None:
    """Find a section's title in a line of half width, from `start` on."""
    line = half[start : start + _LONGEST]
    opened = _OPENING.match(line)
    first = opened.end() if opened else 0
    kinds, end = _words(line, first)
    if not kinds:
        return None
    suffix = _SUFFIX.match(line, end)
    last = suffix.end() if suffix else end
    return _stopped(half, start, (first, last), kinds)


def _words(line: str, first: int) -> tuple[tuple[SectionKind, ...], int]:
    """Read the words of a title one after the other; no kinds where the first is none."""
    prefix = _PREFIX.match(line, first)
    starts = {first, prefix.end()} if prefix else {first}
    for start in sorted(starts):
        kind, end = _word(line, start)
        if kind:
            return _joined(line, (kind,), end)
    return (), first


def _joined(line: str, kinds: tuple[SectionKind, ...], end: int) -> tuple[tuple[SectionKind, ...], int]:
    while joint := _JOINT.match(line, end):
        kind, after = _word(line, joint.end())
        if kind is None:
            kind, after = _tail(line, joint.end(), kinds[-1])
        if kind is None:
            break
        kinds, end = (*kinds, kind), after
    return tuple(dict.fromkeys(kinds)), end


def _word(line: str, start: int) -> tuple[SectionKind | None, int]:
    if not _ANY_WORD.match(line, start):
        return None, start
    found = [(match.end(), kind) for kind, words in _WORD_PATTERNS if (match := words.match(line, start))]
    end, kind = max(found, key=lambda each: each[0], default=(start, None))
    return kind, end


def _tail(line: str, start: int, before: SectionKind) -> tuple[SectionKind | None, int]:
    for kind, words in _TAIL_PATTERNS:
        if match := words.match(line, start):
            return kind or before, match.end()
    return None, start


def _stopped(
    half: str, start: int, span: tuple[int, int], kinds: tuple[SectionKind, ...]
) -> SectionTitle | None:
    """Finish a title where the line ends or a sign parts it from text; None where it runs into a sentence."""
    name = half[start + span[0] : start + span[1]].strip()
    closing = _CLOSING.match(half, start + span[1])
    after = closing.end() if closing else start + span[1]
    rest = half[after:].lstrip("\t ")
    begin = len(half) - len(rest)
    if not rest.strip(":。.;、? "):
        return SectionTitle(kinds, name, len(half), "")
    if rest[0] in ":。.":
        return SectionTitle(kinds, name, begin + 1, rest[0])
    if after > start + span[1]:
        return SectionTitle(kinds, name, begin, "】")
    return SectionTitle(kinds, name, begin, " ") if begin > after else None
