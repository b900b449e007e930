"""Adverts, newsletters and swindle, told by their words and headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded

_LONGEST: Final = 6_000  # characters that are read
_SURE: Final = 3.0  # weight from which on a mail is an advert
_DOUBTFUL: Final = 1.6  # weight from which on a person must look before it goes anywhere


class Advert(StrEnum):
    """How much a mail looks like an advert."""

    NO = "no"  # nothing points to it
    PERHAPS = "perhaps"  # a person must look
    YES = "yes"  # kept, not answered


@dataclass(frozen=True, slots=True)
class _Sign:
    weight: float
    reason: str
    pattern: re.Pattern[str]


def _sign(weight: float, reason: str, pattern: str) -> _Sign:
    return _Sign(weight, reason, re.compile(pattern, re.IGNORECASE))


# Each line: how much it weighs, what it is in words, how it is seen in subject and text.
_SIGNS: Final = (
    # What stands at the foot of mass mail and nowhere else.
    _sign(
        1.8,
        "有退订说明",
        r"退订|取消订阅|unsubscribe|不想再收到|如不(?:想|愿)(?:再)?(?:接收|收到)|不再接收(?:此类|该)"
        r"|td回复|回复td|opt[- ]?out",
    ),
    _sign(
        1.2,
        "网页版邮件",
        r"(?:点击|在浏览器)[^。\n]{0,10}(?:查看(?:网页|原文|全文)|阅读(?:全文|原文))|view (?:this "
        r")?(?:email )?in (?:your )?browser|无法正常显示",
    ),
    # Trade in papers and services.
    _sign(
        3.0,
        "代开发票",
        r"代?开(?:具)?(?:各类|各种|增值税|正规)?[^。\n]{0,6}发票[^。\n]{0,16}(?:联系|微信|电话|优惠|点)"
        r"|代开(?:增值税)?发票|发票代开",
    ),
    _sign(
        2.2,
        "代办服务",
        r"代(?:写|办|理记账|做标书|理申报|理申请|编)|包(?:过|通过|下证|立项)|不成功不收费|事成[后之]?[再才]?(?:收|付)费?|(?:立项|到账|成功)后[再才]?(?:收费|付费|结算|付尾款)|不过(?:不收费"
        r"|退款)|先(?:服务|立项|办事)后(?:收|付)费|通过率(?:高达|达|超)?\d|"
        r"专业(?:的)?(?:申报|代理|代办|咨询|辅导)(?:团队|机构|公司|服务)|(?:专注"
        r"|致力)[^。\n]{0,20}(?:代理|辅导|咨询服务|申报服务)|免费(?:评估|诊断|咨询|试听|试用|领取|体验"
        r"|测评|送)",
    ),
    _sign(
        1.0,
        "加微信、扫码",
        r"加(?:我|客服)?微信|微信同号|扫(?:码|描)(?:二维码)?(?:咨询|加|关注|报名|了解|领)|(?:报名|咨询|加入|购买|领取)(?:请)?扫|v信|添加客服"
        r"|咨询热线|热线[:：]?\s?400|400[-\s]?\d{3}[-\s]?\d{4}",
    ),
    _sign(
        1.6,
        "促销用语",
        r"限时|特价|优惠|折扣|[五六七八九\d.]+折|促销|抢购|秒杀|满减|立减|超值|钜惠|爆款|包邮|双十一"
        r"|名额有限|早鸟|低至|送(?:豪)?礼|买.送",
    ),
    _sign(1.6, "大减价", r"全场[^。\n]{0,8}折|特惠|清仓|大促|全网最低"),
    _sign(
        1.5,
        "催人点击或下单",
        r"(?:立即|马上|点击|火热|抢先)(?:购买|订购|抢|报名|领取|预订|注册|咨询|下单)|领取?(?:红包|优惠券|礼品|大奖)|预订中",
    ),
    _sign(
        1.6,
        "培训会展招揽",
        r"(?:公开课|总裁班|研修班|培训班|特训营|训练营|讲座|直播课|网络课程|认证班|展会|博览会|展览会"
        r"|峰会)[^。\n]{0,40}(?:报名|费用|招生|招展|参展|学费|元/人|展位|门票|席位)|诚邀(?:您"
        r"|贵司)?(?:参展|参加|参会|莅临)",
    ),
    _sign(
        2.6,
        "贷款、博彩",
        r"(?:无抵押|低息|信用)贷款?|贷款[^。\n]{0,10}(?:秒批|利率|额度)|博彩|彩票|赌场|百家乐|投注|棋牌"
        r"|六合彩|裸聊|约炮|成人|casino|viagra|lottery|betting",
    ),
    _sign(
        2.4,
        "推广产品",
        r"(?:我司|我们公司|本公司|我厂|敝司)[^。\n]{0,20}(?:专业生产|主营|主要经营|供应|批发|厂家直销"
        r"|代理销售|提供优质)|厂家直销|欢迎(?:来电|来样|选购|洽谈|订购)|诚招(?:代理|加盟)|招商加盟|seo"
        r"|关键词排名|网站建设[^。\n]{0,10}(?:优惠|套餐|价)|群发(?:软件|邮件)|邮件营销|企业名录|数据出售",
    ),
    _sign(
        2.4,
        "外贸推销",
        r"\bwe are (?:an? )?(?:[\w-]+ ){0,3}(?:manufacturer|supplier|factory|exporter|trading company)"
        r"|our (?:products|factory|catalogu?e)|website (?:traffic|ranking|design)"
        r"|dear (?:purchas|friend|customer)"
        r"|special offer|click here|buy now",
    ),
    _sign(
        1.6,
        "外文促销用语",
        r"best price|competitive price|high quality products|free (?:trial|sample)|limited time|discount"
        r"|\bcatalogu?e|\bmoq\b|\boem\b|whats ?app",
    ),
    # How agencies speak of themselves.
    _sign(
        1.6,
        "揽客用语",
        r"一站式(?:办理|代办|申报|辅导)|成功率(?:高|达|超|\d)|资深(?:申报|项目)?(?:顾问|老师)|一对一(?:服务|辅导|指导)"
        r"|价格(?:优惠|从优|公道|面议)|期待(?:与您|贵司|您的)?合作|欢迎(?:来电|致电|咨询|合作)",
    ),
    _sign(
        1.5,
        "像中介招揽",
        r"经我[司们]?[^。\n]{0,8}(?:大数据|系统)?(?:匹配|筛选|评估)|贵(?:司|单位|公司|企业)[^。\n]{0,10}(?:符合|可以?|满足)[^。\n]{0,16}(?:申报|补贴|资助|条件)"
        r"|全程(?:托管|代理|代办|陪跑|辅导)|回复[“\"']?\d[”\"']?(?:立即|马上|即可|获取|对接)|(?:服务费|佣金|收费)[^。\n]{0,8}\d+\s?[%％]|立即对接",
    ),
    _sign(1.6, "定时推送", r"每[日周月天](?:自动)?(?:推送|速递|精选)|系统自动推送"),
    _sign(
        1.5,
        "推送",
        r"关注(?:我们的?)?(?:微信)?(?:公众|视频)号|今日(?:政策|要闻|热点|资讯)|本[期周月]要[目闻]|猜您喜欢",
    ),
    _sign(1.6, "展会招展", r"\b(?:exhibitors?|booths?|trade (?:show|fair)|expo)\b|展位|招展|参展商"),
    # Shops around the office; each sign alone also stands in what applicants write.
    _sign(
        1.5,
        "打印装订",
        r"胶装|装订|彩印|快印|图文(?:店|社|广告|制作|打印)|打印店|标书(?:制作|打印|代)|名片|锦旗|条幅|易拉宝",
    ),
    _sign(
        1.5,
        "价目",
        r"\d+(?:\.\d+)?\s?元\s?[/每]?\s?[本份页张套]|\d+(?:\.\d+)?\s?元起|免费(?:送货|上门|配送|取送|邮寄)|送货上门|量大从优|欢迎下单|来图定制",
    ),
    # Who asks for money from those who take part.
    _sign(
        1.5,
        "收费",
        r"费用[:：]?\s?\d+|(?:学|会务|培训|报名|资料)费[:：]?\s?\d+|\d+\s?元\s?[/每]?\s?人|原价|会员价|团购价|会员免费"
        r"|(?:汇款|转账|缴费)后(?:开票|开具|凭)|主讲(?:人|老师|嘉宾)?[:：]",
    ),
    _sign(
        1.5,
        "收费课程",
        r"(?:公开课|实务课|精品课|直播课|网课|[务训升讨级修裁营线]班|特训|沙盘|研修)[^。]{0,80}(?:元|费用|学费|汇款|缴费|扫码)",
    ),
    _sign(
        3.0,
        "像骗取密码的邮件",
        r"(?:邮箱|账[户号]|密码|账号)[^。\n]{0,20}(?:即将|将被|已被|存在)?[^。\n]{0,6}(?:停用|冻结|过期"
        r"|到期|失效|升级|异常|注销|容量|已满|封停)[^。\n]{0,40}(?:点击|登录|链接|验证|确认|备案)"
        r"|(?:点击|登录)[^。\n]{0,20}(?:验证|激活|升级|恢复|解冻)(?:您的)?(?:邮箱|账[户号])|verify your "
        r"(?:account|mailbox|email)|mailbox (?:is )?(?:almost )?full|password (?:will )?expire"
        r"|inheritance|wire transfer|western union|bitcoin|比特币",
    ),
    # Periodicals.
    _sign(
        1.8,
        "期刊、资讯",
        r"(?:周报|月报|日报|周刊|月刊|电子报|电子刊|早报|晚报|快讯|资讯|newsletter|weekly|monthly"
        r"|digest)[^。\n]{0,14}(?:第?\s?\d+\s?期|vol|no\.|issue|\d{1,2}月|\d{4})"
        r"|第\s?\d+\s?期[^。\n]{0,10}(?:周报|月报|资讯|快讯|简讯|要闻)|本期(?:导读|要闻|看点|目录|内容"
        r"|精彩)|newsletter|感谢(?:您的)?(?:订阅|关注)",
    ),
    _sign(
        1.4,
        "征稿、发表论文",
        r"(?:核心|sci|ei|ssci)[^。\n]{0,12}(?:期刊|论文|检索)[^。\n]{0,16}(?:发表|征稿|投稿|录用|见刊)"
        r"|论文(?:发表|代发|润色)|call for papers|专利(?:转让|买卖|代理|加急)|软著(?:代理|加急|办理)",
    ),
)
_MASS_HEADERS: Final = ("list-unsubscribe", "feedback-id", "x-campaign-id", "x-mailgun-sid", "x-sg-eid")
_MASS_WEIGHT: Final = 1.2  # a mass mailing's header; people subscribe to lists as well
_SPAM_WEIGHT: Final = 2.0  # the receiving server took it for spam
_AD_SUBJECT: Final = re.compile(r"^[\[【(（<]?\s*(?:ad|广告|推广|营销)\s*[\]】)）>:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AdvertVerdict:
    """How much a mail looks like an advert, and why."""

    advert: Advert
    reasons: tuple[str, ...] = ()


def advert_of(mail: ParsedMail) -> AdvertVerdict:
    """Weigh the signs of adverts, newsletters and swindle in a mail."""
    text = f"{folded(mail.subject)}\n{folded((mail.fresh_text or mail.text)[:_LONGEST])}"
    found = [(sign.weight, sign.reason) for sign in _SIGNS if sign.pattern.search(text)]
    bulk = mail.header("precedence").strip().lower() in {"bulk", "junk"}
    if bulk or any(mail.has(name) for name in _MASS_HEADERS):
        found.append((_MASS_WEIGHT, "群发邮件的信头"))
    if mail.header("x-spam-flag").strip().lower() == "yes" or mail.header("x-spam-status").lower().startswith(
        "yes"
    ):
        found.append((_SPAM_WEIGHT, "收信服务器判为垃圾邮件"))
    if _AD_SUBJECT.match(mail.subject):
        found.append((_SURE, "主题标明是广告"))
    total = sum(weight for weight, _ in found)
    reasons = tuple(reason for _, reason in found)
    if total >= _SURE:
        return AdvertVerdict(Advert.YES, reasons)
    return AdvertVerdict(Advert.PERHAPS if total >= _DOUBTFUL else Advert.NO, reasons)
