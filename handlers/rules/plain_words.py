"""Which words of a question restrict what it is about, and which are everybody's words."""

# ruff: noqa: E501, SIM905 - a text of words reads better than a column of them
from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from handlers.rules.fillers import COMMON

# Nouns that name no thing of their own, whatever the question: (class, words).
_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    (
        "measures of anything",
        "规模 大小 多寡 高低 长短 程度 级别 等级 层级 档次 档位 水平 比重 幅度 范围 频率 次数 期数 时长 年限 限度 总量 总数 总额 总计 单项 单个 均值 面积 场地面积 场地 人数 员工人数 职工人数 家数 户数 例数 份数 上限 下限 区间 数目 占比 百分比 尺度 力度",
    ),
    (
        "parts of a text or a talk",
        "情形 细节 说法 口径 概念 思路 头绪 疑问 疑惑 难题 困惑 要点 关键 核心 大意 原话 原文 字眼 段落 条目 条款 款项 小节 章节 篇幅 开头 末尾 结尾 部分 板块 栏目 版本 文号 红头 正文 摘要 概要 全文 表述 措辞 字面 标题 名目 名堂 讲究 规矩 忌讳 叫法 称呼 简称 别名",
    ),
    (
        "the mind of who asks",
        "印象 记性 心思 心里 心底 念头 耐心 信心 把握 主意 好奇 兴趣 顾虑 关心 关注 看法 体会 经验 准备 打算 犹豫 纠结 迷糊 糊涂 头疼 头大 着急 意向 意愿 诉求 目的 用途 初衷",
    ),
    (
        "talk and hearsay",
        "消息 群里 微信群 朋友圈 网上 新闻 公告 公文 传闻 风声 小道消息 朋友 同行 别人 人家 对方 有人 熟人",
    ),
    (
        "kinds and ways",
        "名义 身份 角度 立场 渠道 途径 种类 品种 样式 形式 模式 款式 路子 路数 门道 套路 类别 样子 性质 属性 特点 特色 优势 亮点 好处 坏处 缺点 风险 机会 可能 前景 意义 作用 效果 价值 背景 来历 由来 根据",
    ),
    (
        "work and what is behind one",
        "摊子 一摊 独揽 包办 活 活儿 差事 营生 玩意 事儿 经历 阅历 履历 背景 底子 基础 来头 苦活 美差",
    ),
    ("fit", "对口 合适 适合 匹配 相应 契合 贴切 沾边 靠边 现成 划算 合算 相称 相宜"),
    (
        "what was named before",
        "两者 二者 三者 双方 各方 前者 后者 上述 上面 这些",
    ),
    (
        "times",
        "年份 月份 日子 时段 阶段 期间 时期 早晚 先后 前后 周期 时间段 时候 空闲 工夫 功夫 以后 之后 以前 之前 此后 将来 后来 到时 届时",
    ),
    ("how, and by whose hand", "专门 专用 特地 直接 间接 手里 手上 手中 不能 不许"),
    ("what follows", "后果 下场 结局 影响 处理 处置"),
    ("what tags call nouns", "都行 咋样 啥样 名子 靠谱 省事 头一回 头回 一手 当面 口头 书面 纸面"),
)
_ORDINARY: Final = frozenset(word for _, words in _CLASSES for word in words.split()) | COMMON
# What an applicant does or has done; the money is asked of that, not of the act.
_DEEDS: Final = frozenset(
    (
        "培育 促进 提升 引进 壮大 推动 办成 办下来 做成 做完 做好 干完 干好 弄成 弄好 弄完 搞成 搞好 搞定 评上 选上 拿下 拿到 得到 获批 获得 获准 批准 批下来 通过 立项 结项 入选 中标 中选 申领 领取 领到 补办 承接 承办 承担 牵头 "
        "参与 参加 参选 参评 报名 申报 申请 上报 报送 递交 提交 提供 准备 筹备 筹建 组建 成立 注册 登记 认定 评定 启动 开展 实施 执行 推进 落实 落地 运营 运作 建设 建成 合作 联合 挂靠 委托 对接 联系 咨询 负责 "
        "开发 制作 购买 搭建 举办 组织 编制 撰写 聘请 改造 升级 扩建 "
        "分管 主管 经办 经手 张罗 操办 打理 跟进 受理 审核 审批 评审 支持 资助 补助 补贴 扶持 奖励 兑现 发放 拨付 下达 安排 需要 要求 符合 满足 具备 达到 超过 包括 包含 涉及 对应 属于 归属 打听 询问 了解 知道 听说 据说 希望 打算 "
        "才能 才可 才行 想报 能报 要报 来报 去报 可报 可以 能够 应该 必须 允许 限制 规定 说明 解释 介绍 告诉 回复 答复 确认 核实 更新 公布 发布 截止 到期 来讲 来说 来看 算是 就是 不是 没有 还有 只有 写明 明确 大概 大约 左右 一共 总共 合计 最多 最少 最高 最低"
    ).split()
)
_EVERYBODYS: Final = (
    "d",
    "p",
    "c",
    "u",
    "r",
    "m",
    "q",
    "y",
    "f",
    "o",
    "e",
    "t",
)  # tags of words without content
# The levels of government that share costs and take part: 市区, 县里, 镇街, 区财政.
_LEVELS: Final = re.compile("[省市县区镇乡村街两三各级]{1,3}(?:里|上|级|财政|政府|本级|层面)?")
# To say or to do something to its end, in any order to the desk: 讲清楚, 说明白, 一次发完.
_TO_THE_END: Final = re.compile(
    "(?:一(?:次|并|起|下子?|口气))?(?:都|全)?[说讲问弄搞看听查写列回答复告诉发给整理]{1,2}(?:得|个|一)?(?:清楚|明白|清爽|仔细|详细|透彻|完整|齐全|齐整|[完全齐透细清好遍])"
)
_AFTER: Final = frozenset("来去下上好完到出过起开掉住着了")  # what stands behind verbs: 抄下来
_NOUNS: Final = ("n", "vn", "an", "eng", "j", "l", "i", "x")


@lru_cache(maxsize=8192)
def ordinary(word: str) -> bool:
    """Tell whether a word may stand in any question without making it one about something else.

    A stretch that no dictionary has is judged by the words that it is made of.
    """
    import rjieba

    if word in _ORDINARY or word in _DEEDS or _LEVELS.fullmatch(word) or _TO_THE_END.fullmatch(word):
        return True
    if rjieba.has_word(word) or not re.fullmatch("[\u4e00-\u9fff]{2,}", word):
        return False
    pieces = rjieba.tag(word, hmm=False)
    if any(len(piece) > 1 and tag.startswith(_NOUNS) and piece not in _ORDINARY for piece, tag in pieces):
        return False
    plain = [tag.startswith(_EVERYBODYS) or piece in _ORDINARY or piece in _AFTER for piece, tag in pieces]
    return any(plain) and all(
        is_plain or tag.startswith("v") for is_plain, (_, tag) in zip(plain, pieces, strict=True)
    )


def deed(word: str) -> bool:
    """Tell whether a verb only says what an applicant or the office does."""
    return word in _DEEDS or word in _ORDINARY
