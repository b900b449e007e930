"""What a writer wants: to hand in, to ask, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from handlers.rules.forwards import is_forward
from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded

_LONGEST: Final = 4_000  # characters that are read
_SAYS_LITTLE: Final = 20  # characters; files with fewer words speak for themselves
_LONG_QUESTION: Final = 600  # characters; who writes more does more than ask


class Intent(StrEnum):
    """What a mail is."""

    SUBMISSION = "submission"  # hands something in
    QUESTION = "question"  # only asks
    ENCLOSED = "enclosed"  # asks, with something to look at
    OTHER = "other"  # neither is clear


class Business(StrEnum):
    """Other business than the guide's, which a person must look at."""

    WITHDRAWAL = "像是撤回或更正先前的申报，需要人看"
    PROGRESS = "像是询问先前申报的进度，需要人看"
    COMPLAINT = "像是投诉或举报，需要人看"
    DISCLOSURE = "像是申请政府信息公开，需要人看"
    ENROLMENT = "像是参会、参加活动的报名或回执，不是申报材料，需要人看"
    UPWARD = "像是请市局向上级推荐的申报，不是本指南的项目，需要人看"
    PAYMENT = "像是发票、付款一类的来信，需要人看"
    PRIVATE = "像是求职、邀请、账单一类的来信，需要人看"
    REQUEST = "像是请局里提供情况或办事的来信，不是申报材料，需要人看"
    DRAFT = "像是请先看看的初稿，不是正式申报，需要人看"
    NOTICE = "像是通知、公函或会务，不是申报材料，需要人看"


# Phrases that hand something in.
_HANDING_IN: Final = re.compile(
    r"请(?:予)?(?:查收|查阅|审核|审阅|审查|审批|接收|受理|惠存|批示|批准|领导审|科室审|予以)|敬请(?:审|查"
    r"|予|批|受|支持)|望(?:予以)?(?:受理|批准|审核|查收)"
    r"|(?:现|兹|谨|特|已|随信|随函|一并|按要求|按照|根据|附件)[^。!?;\n吗]{0,40}(?:提交|报送|呈报|呈送"
    r"|上报|递交|送审|报上|呈上|附上|发送|寄上|寄送|奉上|交来|发来|申报|申请)"
    r"|(?:提交|报送|上交|递交|补交|呈报|发送|发给|报给|传给|交)(?:了|您|贵|给|到|至|上|申报|申请|材料"
    r"|相关|以下|如下|我|有关|一份|项目|科技)"
    r"|申报材料(?:如下|见附件|已|在附件|发)|(?:见|详见|请看|查看|都在|已放|放在|打包在|是|为|如|请见)附件"
    r"|(?<![想要算划备能否以可申呈填上汇])报(?![名告道价纸销送考警社刊备酬])[^。,，;；!?\n]{2,20}(?:项目|专项|那个|那类|这个|的(?:申报|申请)书)"
    r"|附件(?:是|为|里|中|如下|包括|含|有|请|1|一)|附上|附后|附了|附(?:有|件)[:：]"
    r"|(?:我|本|敝)(?:单位|公司|司|院|校|所|中心|园|镇|县|区|协会|学会|联盟|企业|社|局|会|处|们)?(?:拟|现"
    r"|欲|特)?(?:申报|申请)(?!条件|要求|指南|什么|哪|流程|时间|方式|表)"
    r"|(?:特此|予以)(?:申报|申请|报送|函达|报告)|申报(?:书|表|资料|文件|材料|项目)?(?:电子版|扫描件"
    r"|盖章版|终稿|全套|打包)|"
    r"超大附件|网盘|pan\.baidu|中转站|提取码|(?:please )?find (?:the )?(?:enclosed|attached)|attached "
    r"(?:is|are|please)|hereby (?:submit|apply)|i am submitting|we (?:would like to )?(?:submit|apply)"
    r"|submission of",
    re.IGNORECASE,
)
# Subjects that name what is handed in.
_HANDED_IN: Final = re.compile(
    r"申报(?!条件|指南|要求|流程|时间|通知|咨询|问题|方式|吗|系统|截止)|申请(?!条件|指南|流程|咨询|问题"
    r"|撤)|材料|报送|提交|申报书|申请书|方案|计划书|任务书|上报|补交|application|submission|proposal"
)
# Phrases that ask.
_ASKING: Final = re.compile(
    r"[?？]|请问|咨询|请教|想问|想了解|想知道|想咨询|打听|问一下|问下|了解一下|麻烦(?:告知|问|回复)|求教"
    r"|求告知|盼(?:复|告)|能否|可否|是否|可不可以|能不能|有没有|是不是|算不算|行不行|要不要"
    r"|吗(?:$|[\s,。，!！~])|呢(?:$|[\s,。，!！~])|怎么|怎样|如何|什么|哪(?:个|些|里|位|天|一|种|类|年)"
    r"|([够符算行能可要有是合])不\1|多少|几(?:个|项|份|号|时|年|万)|多久|多长|何时|谁(?:负责|是|联系)"
    r"|\b(?:what|how|who|when|where|which|could you|can (?:i|we)|is there|do (?:i|we))\b",
    re.IGNORECASE,
)
# Papers of an application; who speaks of none of them brings something else.
_PAPERS: Final = re.compile(
    r"材料|资料|协议|方案|计划|申报|申请|承诺|执照|登记证|证书|证明|证照|审计|报告|扫描|盖章|补(?:上|齐|交|发)|查收|审阅"
    r"|application|proposal|enclosed|attached"
)
# What the office published, and what it never publishes.
_PUBLISHED: Final = re.compile(r"指南|通知|公告|办法|细则|政策|通告")
_OWN_PAPER: Final = re.compile(
    r"申报书|申请书|申报材料|申请材料|方案|计划书|揭榜书|执照|证明|协议|承诺|盖章|扫描"
)
# A wish to hand in later is no handing in: 想申报, 怎么提交.
_WISH: Final = re.compile(
    r"(?:想|打算|准备|计划|有意|考虑|拟|希望|欲|如果|若|要是|怎么|如何|怎样|能否|可否|可以|能不能|是否"
    r"|需要|应该|才能|该|要|哪里|何时|什么时候)"
    r"[^。!?;\n]{0,14}?(?:申报|申请|提交|报送|递交|上交|参加|发送|发给|交)"
)
# The question mark in an address asks nothing.
_LINK: Final = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+")
_SENTENCE: Final = re.compile(r"[^。!?;\n！？；]+[。!?;！？；]?")


class _Reach(IntEnum):
    """How far a pattern of other business looks."""

    SUBJECT = 0  # the subject alone
    BARE = 1  # the text as well, of a mail without files
    TEXT = 2  # the text of any mail


# Other business: what it is, how it is told, how far it looks.
_BUSINESS: Final[tuple[tuple[Business, re.Pattern[str], _Reach], ...]] = (
    # A right of its own, with terms of its own.
    (Business.DISCLOSURE, re.compile(r"信息公开|(?:依|主动)申请公开|申请公开|公开申请"), _Reach.TEXT),
    # Said in so many words, it is meant even where a signed declaration comes along.
    (
        Business.WITHDRAWAL,
        re.compile(
            r"(?:放弃|退出)[^。\n]{0,16}(?:申报|申请|资格|项目)|(?:申请|自愿|决定)(?:撤回|撤销|撤项)|撤项"
        ),
        _Reach.TEXT,
    ),
    # Somebody comes to a meeting about a category.
    (
        Business.ENROLMENT,
        re.compile(
            r"(?:参会|会议|参训|培训|报名|参加)(?:人员)?(?:的)?(?:回执|报名表|名单|签到)|(?:派|安排|委派)[^。\n]{0,16}"
            r"(?:参加|出席|参会)|(?:报名|预约|确认)(?:参加|出席|参会)|(?:参加|出席|参会)[^。\n]{0,30}(?:会议|宣讲会|培训会?"
            r"|培训班|座谈会|讲座|推介会|说明会|对接会|路演|沙龙|答辩会)[^。\n]{0,20}(?:报名|回执|名单|请假|到场)"
        ),
        _Reach.TEXT,
    ),
    # An application to the province or the state, which the city only passes on.
    (
        Business.UPWARD,
        re.compile(
            r"请省(?:科技)?厅|我[市县区]拟申报|申报国家级|请(?:市|贵)局?[^。\n]{0,8}推荐(?!意见)|(?:予以|恳请)推荐|推荐(?:上报|至省|到省)"
        ),
        _Reach.TEXT,
    ),
    # Money that somebody wants from the bureau for goods or services.
    (
        Business.PAYMENT,
        re.compile(
            r"发票[^。\n]{0,16}(?:开好|已开|开具|付款|支付|汇款|打款|报销|抬头|寄)|(?:安排|办理|尽快|申请|请予?以?)(?:付款"
            r"|汇款|打款|支付|请款)|请款(?![^。\n]{0,10}申报)|催款|对账单|结算单"
        ),
        _Reach.TEXT,
    ),
    # Somebody wants figures or papers of the office.
    (
        Business.REQUEST,
        re.compile(
            r"请(?:贵|你|市)[局科]?(?:单位|各科室)?[^。\n,，]{0,10}(?:提供(?!支持|指导|帮助|宝贵)|反馈|填报|函复|复函|协查|派员)"
            r"|请(?:协助)?(?:提供|填报|反馈)(?!支持|指导|帮助|宝贵)[^。\n]{0,30}(?:情况|数据|名单|数量|资料清单|意见)"
        ),
        _Reach.TEXT,
    ),
    # Somebody wants a word on what is not yet finished.
    (
        Business.DRAFT,
        re.compile(
            r"(?:(?<![\u4e00-\u9fff])|(?:申报|申请|揭榜|任务)[书表]的?|(?:方案|材料|计划书|报告|文本|正文|本子)的?|[是个份版的我]|先[发交报])"
            r"(?:初稿|草稿|讨论稿|征求意见稿|未定稿)|(?:您|你|帮|请)?看(?:看|下|一下)?[^。\n]{0,10}(?:对不对|行不行|可不可以|有没有问题|符合[^。\n]{0,4}[吗么])|请[^。\n]{0,6}先(?:看看|指导|把关|预审|过目)|帮(?:忙|我们?)?[^。\n]{0,4}(?:把关|预审)"
        ),
        _Reach.TEXT,
    ),
    (
        Business.WITHDRAWAL,
        re.compile(r"撤回|撤销|作废|(?:放弃|取消)[^。\n]{0,6}申[报请]|误发|发错|不再申报|退出申报"),
        _Reach.BARE,
    ),
    (
        Business.PROGRESS,
        re.compile(
            r"(?:进度|进展|结果|审核情况|评审情况|受理情况|立项情况)[^。\n]{0,8}(?:查询|如何|怎|询问|了解"
            r"|出来|什么|呢|吗)|(?:查询|询问|了解)[^。\n]{0,12}(?:进度|进展|评审结果|审核结果)"
            r"|(?:收到|通过|受理|立项|公示)(?:了)?(?:没有|没|吗|了吗|了没|与否)|是否(?:已)?(?:收到|受理"
            r"|通过|立项)|什么时候(?:公示|出结果|拨付|到账)|何时(?:公示|拨付|到账)"
        ),
        _Reach.BARE,
    ),
    (Business.COMPLAINT, re.compile(r"投诉|举报|信访|检举|实名反映|控告|申诉|律师函|行政复议"), _Reach.BARE),
    (
        Business.PRIVATE,
        re.compile(
            r"求职|简历|应聘|面试|邀请函|请柬|发票|对账单|报价|账单|催款|合同审|续费|祝贺|节日|新年好"
            r"|中秋|春节快乐"
        ),
        _Reach.SUBJECT,
    ),
    (
        Business.NOTICE,
        re.compile(
            r"(?:的|会议|培训|停电|放假|参会|举办|召开|征求|采访|调研|印发|转发)(?:[^。\n]{0,12})(?:通知"
            r"|公告|通告|简报|征求意见|会议纪要)|会议通知|(?:调研|征求意见|协查|催办|复)函|简报|参会回执|问卷|征稿|投稿"
            r"|^(?!\s*(?:re|fwd?|回复|答复|转发)\s*:).*(?:通知|公示)$"
        ),
        _Reach.SUBJECT,
    ),
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a mail wants, as far as its words tell."""

    intent: Intent
    business: Business | None = None


def aim_of(mail: ParsedMail) -> Aim:
    """Judge what a mail wants; files that come along make a submission unless the subject says otherwise."""
    said = f"{mail.fresh_text}\n{mail.quoted_text}" if is_forward(mail) else mail.fresh_text
    subject, text = folded(mail.subject), _LINK.sub(" ", folded(said[:_LONGEST]))
    return Aim(_intent(mail, subject, text), _business(mail, subject, text))


def looks_handed_in(mail: ParsedMail) -> bool:
    """Tell whether a mail has files and says that it hands papers in, or calls them so."""
    names = "\n".join(folded(each.name) for each in mail.files)
    text = folded(mail.fresh_text[:_LONGEST])
    sentences = [each for each in _SENTENCE.findall(text) if _PAPERS.search(each)]
    return bool(mail.files) and bool(_HANDED_IN.search(names) or any(map(_states, sentences)))


def _states(text: str) -> bool:
    """Tell whether a sentence hands something in and asks nothing."""
    return any(
        _HANDING_IN.search(_WISH.sub("", each))
        for each in _SENTENCE.findall(text)
        if not _ASKING.search(each)
    )


def _intent(mail: ParsedMail, subject: str, text: str) -> Intent:
    both = f"{subject}\n{text}"
    stated = _states(text)
    asks = _ASKING.search(both)
    if asks and not stated and mail.files and all(_is_of_the_office(each.name) for each in mail.files):
        return Intent.QUESTION
    if mail.files:
        return _with_files(mail, subject, text, asks=bool(asks), stated=stated)
    if asks and not stated and len(text) <= _LONG_QUESTION:
        return Intent.QUESTION
    if stated or (_HANDED_IN.search(_WISH.sub("", subject)) and not asks):
        return Intent.SUBMISSION
    return Intent.OTHER


def _with_files(mail: ParsedMail, subject: str, text: str, *, asks: bool, stated: bool) -> Intent:
    """Judge a mail with files: one may only ask, or tell of something that is called no application."""
    handed = "\n".join([_WISH.sub("", subject), *(folded(each.name) for each in mail.files)])
    if stated or _HANDED_IN.search(handed):
        return Intent.SUBMISSION
    if asks:
        return Intent.ENCLOSED
    return Intent.OTHER if len(text) > _SAYS_LITTLE and not _PAPERS.search(text) else Intent.SUBMISSION


def _is_of_the_office(name: str) -> bool:
    """Tell whether a file is what the office published, sent along to ask about it."""
    return bool(_PUBLISHED.search(name)) and not _OWN_PAPER.search(name)


def _business(mail: ParsedMail, subject: str, text: str) -> Business | None:
    reach = _Reach.TEXT if mail.files else _Reach.BARE
    for business, pattern, far in _BUSINESS:
        if pattern.search(subject) or (far >= reach and pattern.search(text)):
            return business
    return None
