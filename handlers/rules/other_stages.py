"""What a mail says it hands in, where that is of another stage or matter than an application."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.evidence import is_full_name, named_in, stretches
from handlers.rules.mail_segments import Place, Segment

_LONGEST: Final = 800  # characters of the text in which the matter is told
_TOLD: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT, Place.FORWARDED})
# An application for something else is none for a project: 验收申请书, 变更申请表.
_ELSE: Final = re.compile(
    r"(?:验收|结题|结项|变更|延期|终止|中止|调整|入会|入库|入驻|入孵|加入|认定|复审|复核|备案|登记|补办|更名|参赛|报名|退出|请假|发布|发榜|回避|注册|参观)"
    r"[^。\n,，;；奖补资]{0,6}?申(?:请|报)(?:书|表|函|材料|资料|单)?"
    # so is one to do something with what runs: 申请终止项目
    r"|申[请报](?:对|将)?[^。\n,，的]{0,8}?(?:验收|结题|结项|变更|延期|延长|终止|中止|调整|更换|更名|复审|复核|复议|退出|撤销|暂停|借用|租用|报名|参赛|入会|入驻|加入|发布|发榜|回避|注册|参观)"
    r"(?!的)[^。\n,，]{0,20}"
    r"|申[请报][^。\n,，]{0,20}认定(?![^。\n]{0,16}(?:补|资|奖|经费|专项))"
    r"|appl(?:y|ication) (?:for|of)[^.\n]{0,20}(?:extension|chang|accept|terminat|withdraw|visa|permit)\w*"
    # what is said about a document of the office hands nothing of the kind in
    r"|《[^》\n]{0,60}》"
)
# Words of an application: with one of them, other words are its background or its supporting papers.
_APPLIED: Final = re.compile(
    r"申报书|申请书|策划(?:书|案)|(?:申请|项目|专项)(?:材料|资料)|申报(?:材料|资料|文件|表|函|单位|项目|专项|意向|$)|项目(?:申报|申请)|特此(?:申报|申请)"
    r"|(?:申报|申请)(?!通知|指南)[^。\n]{0,24}(?:项目|专项|资助|补助|奖补|奖励|补贴|贴息|扶持|平台|承办|承担"
    r"|工作)"
    r"|(?:资助|补助|奖补|奖励|补贴|贴息)(?:资金)?(?:申请|申报|材料|资料)|揭榜书|承诺函|(?:共建|合作)协议|可研|可行性"
    r"|(?:工作|实施|运营|活动|策划|服务|建设|承办|设计|线路|执行|组织)(?:方案|计划)|指南"
    r"|appl(?:y|ication)|proposal|hereby submit",
    re.MULTILINE,
)
# Each line: what it is about, and the words that tell it.
_STAGES: Final = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        # the end of a project, and how it did
        ("验收", r"验收|结题|结项"),
        ("考核", r"考核|评价表|评估(?:材料|报告|表)|动态评估|绩效|中期(?:检查|评估)|自评"),
        ("工作报告", r"(?:运营|工作|进展|执行|完成|开展)情况[^。\n]{0,8}(?:报告|汇报|总结)|情况报告"),
        ("总结", r"(?:工作|年度)总结"),
        # its money, after it was granted
        ("经费账目", r"专账|审计(?:资料|要求|工作)|凭证|(?:经费|资金)(?:使用|决算)"),
        ("拨款账户", r"账[号户]信息|开户行|收款|拨付账|拨款账"),
        ("合同", r"任务书|合同[^。\n]{0,10}(?:盖章|签|寄|登记|审)|(?:采购|项目)合同|盖章后?寄回"),
        ("变更", r"变更|延期|更换|终止|中止|预算调整|调整(?:申请|说明|报告|函|事项)|结余|退回"),
        ("借用", r"借用|租用|租赁|借阅|场地"),
        # what is only kept
        ("存档资料", r"存档|归档|备查|留底|日志|照片|影像|新闻稿|宣传稿|通讯稿|颁奖"),
        # the office asked for something
        ("征集或调查", r"征集|征求意见|意见反馈|无意见|无修改意见|问卷|调查表|摸底"),
        ("名单或台账", r"(?:汇总|花名|签收|签到|领用|明细|情况)(?:表|册)|台账|劳务费|评审费|名单|纪要"),
        ("统计", r"统计表|统计报表|年报|月报|季报"),
        # taking part in what a project runs
        ("参赛或报名", r"参赛|商业计划书|报名"),
        ("加入", r"(?:申请)?加入[^。\n]{0,20}(?:库|联盟|名录|协会|基地)|入[会驻孵库](?:申请|登记|表)"),
        # recognition comes before the money
        ("认定", r"申[请报][^。\n,，]{0,20}认定(?!的?(?:补|资|奖))|认定(?:申请|申报)"),
        ("证书事务", r"补办|遗失|挂失|更名|换证|领取证书"),
        # letters between offices
        ("公函", r"函告|函商|函复|复函|商请|协调|用地|征地"),
        ("通知", r"转发[^。\n]{0,40}通知|请各(?:单位|县|区|市|镇)|各有关单位"),
        ("邀请或会务", r"诚邀|邀请|参观|考察|来访|议程|参会|出席|会议"),
        ("建议或提案", r"提案|议案|人大代表|政协|关于[^。\n]{2,40}的建议(?!书)|意见建议"),
        ("检查或整改", r"核查|抽查|督查|督办|整改|巡察|巡视|审计组|延伸审计"),
        ("来访", r"拟赴|接洽|调研函|考察函|走访安排"),
        ("经验或信息稿", r"典型(?:案例|材料)|经验(?:材料|交流)|信息稿|简报|专报"),
        # the same in English
        ("工作报告", r"(?:final|mid-?term|interim|progress|annual) report|acceptance"),
        ("变更", r"extension|chang(?:e|ing) (?:of|the)|terminat|withdraw|refund"),
        ("邀请或会务", r"invit\w+|\bvisit|delegation|meeting|agenda|interview|survey"),
        ("其他事项", r"invoice|complain|recruit"),
        # people
        ("联系方式", r"联系(?:人|电话|方式)(?:的)?(?:信息)?(?:更新|变更|更换|修改|登记|表)|通讯录"),
        ("评优评先", r"先进(?:个人|集体|事迹|单位)|事迹|评优|评先"),
        ("推荐人选", r"推荐[^。\n]{0,20}(?:专家|人选|担任)|评审专家"),
        ("求职", r"简历|应聘|岗位|招聘|求职"),
        # against somebody
        ("异议或举报", r"异议|质疑|举报|投诉"),
        # texts and goods
        ("论文稿件", r"论文|稿件|投稿|征文"),
        ("采购", r"报价|询价|采购|招标|投标|中标|维修|货款|合同款"),
    )
)  # fmt: skip


# What a mail speaks of that brings something of an application.
_BROUGHT: Final = re.compile(
    r"材料|资料|申报|申请|报送|方案|计划书|合作协议|协议(?:书|原件)|策划|业绩|证照|"
    r"(?<![想要算划备能否以可呈填上汇])报(?![名告道价纸销送考警社刊备酬])[^。,;!?\n]{2,20}(?:项目|专项|那个|那类|这个)|"
    r"执照|递交|提交|补(?:交|上|充|一份)"
    r"|appl(?:y|ication)|proposal|submi|work ?plan|implementation plan|licen[cs]e"
    r"|[一两二三四五六七八九十\d]+(?:个项目|个专项|套)|(?:项目|专项)[一两二三四五六七八九十\d]+项"
)
_FEW: Final = 2  # characters of a subject beside the category's name that make it no other matter
_HARDLY: Final = 20  # characters of a text that only points to its files
_TITLE: Final = re.compile(
    r"(?:项目|专项)(?:\.[a-z0-9]{2,5}|\W)*$"
)  # a line that ends so is a project's title
# Who writes, and when.
_WRITER: Final = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:公司|集团|大学|学院|研究院|研究所|协会|学会|医院|合作社)|20\d\d年?度?|项目|专项|\W"
)


def is_mention(told: Sequence[Segment], profile: Profile) -> bool:
    """Tell whether a mail only mentions a category: nothing is applied for, and it speaks of more than it."""
    pieces = [each for each in told if each.place in _TOLD]
    text = _ELSE.sub(" ", "\n".join(each.plain[:_LONGEST] for each in pieces))
    if _APPLIED.search(text) or _BROUGHT.search(text):
        return False
    outside = [each for each in pieces if each.place is not Place.TEXT]
    if any(is_full_name(profile, each) for each in outside):
        return False
    said = sum(len(each.bare) for each in pieces if each.place is Place.TEXT)
    naming = [each for each in outside if named_in(profile, each) > 0]
    return said > _HARDLY or not any(_is_bare_name(profile, each.plain) for each in naming)


def _is_bare_name(profile: Profile, text: str) -> bool:
    """Tell whether one line says hardly more than a category's name, or is the title of a project."""
    return any(_TITLE.search(line) or len(_beside(profile, line)) <= _FEW for line in text.splitlines())


def _beside(profile: Profile, line: str) -> str:
    """Leave what a line says beside a category's name, the writer and the year."""
    stem = re.sub(r"\.[a-z0-9]{2,5}$", "", line)
    for name in (*profile.short, *profile.coined, *stretches(profile.printed, stem)):
        stem = stem.replace(name, " ")
    return _WRITER.sub("", stem)


def other_stage(told: Sequence[Segment], name: str) -> str | None:
    """Name the stage or matter that a mail without a word of an application is about; None else.

    A word of the category's own name tells nothing.
    """
    pieces = [each.plain[:_LONGEST] for each in told if each.place in _TOLD]
    text = "\n".join(pieces)
    if _APPLIED.search(_ELSE.sub(" ", text)):
        return None
    found = ((word, pattern.search(text)) for word, pattern in _STAGES)
    return next((word for word, hit in found if hit and hit[0] not in name), None)
