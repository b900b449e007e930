"""Words of a question that say nothing of which category is meant."""

# ruff: noqa: E501, SIM905 - a row of a table of words stays on one line
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

# Words that surround what is asked, the longer before the shorter.
_WORDS: Final = (
    "(?:问问|瞧瞧|聊聊|查查|打听打听|了解了解|看看)(?:一下)?",
    "(?:打听|询问|核实|确认|弄清楚?|搞清楚?|弄明白|搞明白|问清楚)(?:一?下|一遍)?|请教一?下?|请问一?下?|麻烦(?:您|你)?|劳驾|打扰一?下?|不好意思|想问一?下?|问一?下|咨询一?下?|想知道|我想|了解一?下|了解",
    "帮(?:我|忙)?(?:查|看|找|问|搜)?(?:一?下)?|查(?:一?下|询|查|找)?|看(?:一?下|看)?|告诉(?:我|一下)?|说(?:一下|说|的)?|讲(?:一下|讲|的)?|列(?:出|一下)?|给(?:我|个|出)?",
    "您好|你好|谢谢|多谢|感谢|老师|在吗|在线等|求助|跪求|小白",
    "我们|咱们|你们|他们|大家|本人|贵局|我司|我(?:们)?(?:单位|公司|这边|这里|校|院|所)|本公司|本单位|贵单位",
    "科技局|市局|局里|这一?个|那一?个|这些|那些|这边|那边|这里|那里|这种|这类|那种",
    "是不是|是否|会不会|有没有|能不能|可不可以|可以|可否|需不需要|要不要|需要|必须|一定|应该|能够",
    "(?:在|经|由)?[省市区县]?(?:民政|工商|市场监管|市场监督管理|编办|人社|教育|卫健|司法)(?:局|厅|委|部门)?(?:依法|正式)?(?:登记|注册|备案|批准)(?:成立)?(?:过|了)?",  # who asks
    "没?(?:有)?(?:申|报|评|选|拿|批|中|排|够)(?:上|到|下来|成)(?:了)?|去年|前年|今年|往年|以前|之前|曾经|上一年|那年",  # what the asker tells of themselves
    "到底|究竟|具体|大概|大约|一般|通常|分别|各自|另外|还有|顺便|以及|同时|然后|而且|并且|那么|所以|因为|如果|的话|比如|例如|其中|比较|非常|确实|其实",
    "(?<![上第哪某那这下])一年(?![度级])|每一?年|全年",  # how often is no matter of which
    "(?:按照?|根据|依据|依照|照着?)(?:今年)?的?(?:指南|文件|通知|规定|政策)(?:里|上|中)?(?:的?(?:说法|要求)|[写说]的)?(?=$|[,。?!])",
    # Whom the asker heard it from, who sends them, what they think.
    "(?:听|据)(?!不?懂)[^,。?!]{0,6}?(?:介绍|透露|反映|提起|吹嘘|[说讲提称吹])(?:[起到过了])?的?",
    "(?:^|(?<=[,。?!]))[一-龥]{2,5}(?:让|叫|托|派|喊)(?:我|咱|俺)?们?(?:来|去)?(?:[问查打][问听查]?|咨询|了解|核实)(?:一?[下句嘴声])?",
    "问一?[嘴句声]|(?:按照?|凭|照|依|以)[^,。?!]{1,8}的(?:理解|经验|说法|看法|印象|记忆|感觉|情况)|我(?:的)?(?:印象|理解|记忆)[里中是]?",
    "[这那]一[项类]",
    "整[个份本篇张套]|(?<=任务)表(?:里面?|中|上)",  # of a document or a table
    r"第\d{1,3}[家名位]|\d{2}周?岁",  # one beyond those that are taken; how old somebody is
    "现在|目前|今年|本年度?|当前|最新|最近|今天|这次|本次|这批|年度",
    "就(?=[^,。?!]{2,30}来[说讲看])|来(?:说|讲|看)|来着|(?:这|那)一?(?:块|方面|部分|条(?![线路])|件事?)",
    "关于|有关|相关|对于|针对|面向|方面|领域|方向|类型|一类|那种|这块|方面的|情况|问题|事情|事项|事宜|内容|信息|详情|东西|意思",
    "项目类别|项目|专项|专题|类别|课题|指南|文件里?|通知|申报|申请|报名|申领|提交|办理|参加|参与",
    "资助|补助|补贴|扶持|奖补|支持|经费|资金",
    "怎么样|怎么办|怎么|如何|怎样|什么样|什么|哪些|哪个|哪里|哪位|多少|几个|为什么|啥时候",
    "(?:还|也|又|都)?(?:想|打算|准备|计划|希望)(?:再|去|来|要|着)?(?:接着|继续)?(?:报|做|办|搞|接)?(?![一-龥]告)",
    "指的是?|所指|说的是|合计|共计|总计|拢共|统共|加起来|算下来|一块儿?|一起",
    "一下|一个|一些|一点|一共|总共|所有|全部|每个|任何|单个|多大|是什么",
    "或者?|还是|但是?|不过",
    "属于|没有|里面",
    "各位|主要|基本|要求|规定|标准|写的?|说的?|讲的?|提到|涉及|包括|包含|规定|符合|满足|适合|适用|存在",
)
# Characters that are always fillers, and those that are where no word holds them: 能 but not in 智能.
_ALWAYS: Final = "的了吗呢啊吧呀哦哈嘛么噢喔哎唉嗯呗咯啦哇诶欸是在有我你您他它着之"
_LOOSE: Final = "万不与为也于亲从以会何做元其再写几到办又及只叫各向和咱哪喂块填太对就属应弄归往很得急想才把报拿按搞最本某此比求没用由真等给而能被要让该请谁走跟还这那都钱须领接"
SINGLES: Final = frozenset(_ALWAYS + _LOOSE)  # characters that name nothing where they stand alone
_FILLERS: Final = re.compile("|".join((*_WORDS, f"[{_ALWAYS}{_LOOSE}]")))

# Everyday words that may stand in a question without making it one about something else.
COMMON: Final = frozenset(
    (  # a text of words reads better than a column of them
        "老板 领导 同事 朋友 客户 单位 公司 企业 机构 团队 部门 科室 政府 政策 文件 老师 同志 先生 女士 人员 人 大家 本地 当地 我市 本市 全市 东西 事情 事 情况 问题 "
        "内容 信息 资料 材料 时候 时间 小时 日期 上面 下面 里面 方面 地方 名字 名称 全称 简称 编号 号码 数字 数量 结果 原因 办法 方法 方式 方案 计划 活动 工作 任务 "
        "业务 服务 建设 发展 管理 研究 技术 科技 创新 产业 行业 领域 专业 能力 水平 机会 要求 条件 标准 范围 部分 全部 目前 现在 今年 去年 明年 手头 想法 意思 答案 "
        "例子 清单 目录 表格 列表 板块 类型 种类 小伙伴 兴趣 需求 帮助 麻烦 关系 重点 主要 相关 新手 首次 第一次 手机 电脑 网上 电话 邮箱 联系 联系方式 申报 申请 项目 "
        "专题 类别 指南 钱 经费 资金 资助 补助 补贴 支持 扶持 奖励 万元 先 国家 省 市 区 县 镇 科研 成果 平台 中心 基地 示范 工程 体系 资格 资质 做法 县区 区县 市县 "
        "人数 普通 一般 近几年 近年 近年来 市级 县级 省级 国家级 财政 本级 资金来源 单子 时间点 手续 环节 渠道 平时 事项 整体 总体 收入 花费 开销 负责 责任 时限 分工 优惠 好处 福利 外地 异地 市外 省外 外市 外省  政策支持 窗口期 专家 块钱 笔钱 事儿 牌子 沾边 一览表 一览 事务 "
    ).split()
)


def blanked(text: str, spans: tuple[tuple[int, int], ...] = ()) -> str:
    """Put blanks over stretches of a text, which keeps all other places."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def without_fillers(text: str, kept: tuple[tuple[int, int], ...], is_word: Callable[[str], bool]) -> str:
    """Put blanks over the fillers of a text, but not over those inside the stretches to keep or inside a word."""

    def blank(match: re.Match[str]) -> str:
        start, end = match.span()
        if any(first <= start and end <= last for first, last in kept):
            return match[0]
        if end - start == 1 and match[0] not in _ALWAYS:
            pairs = (text[max(0, start - 1) : end], text[start : end + 1])
            if any(len(pair.strip()) == 2 and is_word(pair) for pair in pairs):  # noqa: PLR2004
                return match[0]
        return " " * (end - start)

    return _FILLERS.sub(blank, text)
