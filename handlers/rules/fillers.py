"""Words of a question that say nothing of which category is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

# Words that surround what is asked, the longer before the shorter.
_FILLERS: Final = re.compile(
    "|".join(
        (
            "请教一?下?|请问一?下?|麻烦(?:您|你)?|劳驾|打扰一?下?|不好意思|想问一?下?|问一?下|咨询一?下?|想知道|我想|了解一?下|了解",
            "帮(?:我|忙)?(?:查|看|找|问|搜)?(?:一?下)?|查(?:一?下|询|查|找)?|看(?:一?下|看)?|告诉(?:我|一下)?|说(?:一下|说)?|讲(?:一下|讲)?|列(?:出|一下)?|给(?:我|个|出)?",
            "您好|你好|谢谢|多谢|感谢|老师|亲|在吗|喂|急|在线等|求助|求|跪求|小白",
            "我们|咱们|你们|他们|大家|本人|贵局|我司|我(?:们)?(?:单位|公司|这边|这里|校|院|所)|本公司|本单位|贵单位|我|咱|你|您|他|它",
            "江科|科技局|市局|局里|这一?个|那一?个|这些|那些|这边|那边|这里|那里|这种|这类|那种|该|此|本|这|那|某",
            "请|是不是|是否|有没有|能不能|可不可以|可以|可否|需不需要|要不要|需要|必须|一定|应该|能够|能|要|会|想|得|须|应",
            "到底|究竟|具体|大概|大约|一般|通常|分别|各自|各|都|也|还|再|又|就|只|才|另外|还有|顺便|以及|同时|然后|而且|并且|那么|所以|因为|如果|的话|比如|例如|其中|最|比较|非常|很|太|真|确实|其实",
            "现在|目前|今年|本年度?|当前|最新|最近|今天|这次|本次|这批|年度",
            "关于|有关|相关|对于|针对|方面|领域|方向|类型|一类|那种|这块|方面的|情况|问题|事情|事项|事宜|内容|信息|详情|东西|意思",
            "项目类别|项目|专项|专题|类别|课题|指南|文件里?|通知|申报|申请|报名|申领|提交|办理|参加|参与",
            "资助|补助|补贴|扶持|奖补|支持|经费|资金|钱|元|块|万",
            "怎么样|怎么办|怎么|如何|怎样|什么样|什么|哪些|哪个|哪里|哪位|哪|多少|几个|几|谁|为什么|啥时候|何",
            "一下|一个|一些|一点|一共|总共|所有|全部|每个|任何|单个|多大|是什么",
            "的|了|吗|呢|啊|吧|呀|哦|哈|嘛|么|噢|喔|哎|唉|嗯|呗|咯|啦|哇|诶|欸|着|之|其|以|为|与|和|跟|及|或者?|还是|而|但是?|不过",
            "是|有|在|到|从|由|被|把|让|叫|对|向|往|给|用|按|于|归|属于|属|没有|没|不|里面",
            "各位|主要|基本|要求|规定|标准|写的?|说的?|讲的?|提到|涉及|包括|包含|规定|符合|满足|适合|适用|存在|比|和",
        )
    )
)

# Characters that are fillers where no known word holds them: 做 and 下, but not in 做大 or 地下.
_LOOSE: Final = re.compile(
    "[报搞弄办做干拿领走填写个些种款项条份次位家名号类全每总共过地所无非中上下内外前后间旁里本好大小多少一二三四五六七八九十]"
)

# Everyday words that may stand in a question without making it one about something else.
COMMON: Final = frozenset(
    ["老板", "领导", "同事", "朋友", "客户", "单位", "公司", "企业", "机构", "团队", "部门", "科室", "政府", "政策", "文件", "老师", "同志", "先生", "女士", "人员", "人", "大家", "本地", "当地", "我市", "本市", "全市", "东西", "事情", "事", "情况", "问题", "内容", "信息", "资料", "材料", "时候", "时间", "小时", "日期", "上面", "下面", "里面", "方面", "地方", "名字", "名称", "全称", "简称", "编号", "号码", "数字", "数量", "结果", "原因", "办法", "方法", "方式", "方案", "计划", "活动", "工作", "任务", "业务", "服务", "建设", "发展", "管理", "研究", "技术", "科技", "创新", "产业", "行业", "领域", "专业", "能力", "水平", "机会", "要求", "条件", "标准", "范围", "部分", "全部", "目前", "现在", "今年", "去年", "明年", "手头", "想法", "意思", "答案", "例子", "清单", "目录", "表格", "列表", "板块", "类型", "种类", "小伙伴", "兴趣", "需求", "帮助", "麻烦", "关系", "重点", "主要", "相关", "新手", "首次", "第一次", "手机", "电脑", "网上", "电话", "邮箱", "联系", "联系方式", "申报", "申请", "项目", "专题", "类别", "指南", "钱", "经费", "资金", "资助", "补助", "补贴", "支持", "扶持", "奖励", "万元", "先", "国家", "省", "市", "区", "县", "镇", "科研", "成果", "平台", "中心", "基地", "示范", "工程", "体系", "资格", "资质", "做法"]
)


def blanked(text: str, spans: tuple[tuple[int, int], ...] = ()) -> str:
    """Put blanks over stretches of a text, which keeps all other places."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def without_fillers(text: str, kept: tuple[tuple[int, int], ...] = ()) -> str:
    """Put blanks over the fillers of a text, but not over those inside the stretches to keep."""

    def blank(match: re.Match[str]) -> str:
        inside = any(start <= match.start() and match.end() <= end for start, end in kept)
        return match[0] if inside else " " * len(match[0])

    return _FILLERS.sub(blank, text)


def without_loose(text: str, known: Callable[[str], bool]) -> str:
    """Put blanks over loose characters that stand in no word that `known` knows."""

    def blank(match: re.Match[str]) -> str:
        start = match.start()
        pairs = (text[max(0, start - 1) : start + 1], text[start : start + 2])
        return match[0] if any(len(pair.strip()) == 2 and known(pair) for pair in pairs) else " "  # noqa: PLR2004

    return _LOOSE.sub(blank, text)
