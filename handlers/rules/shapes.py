"""Characters that look alike, as readers and keyboards of strokes confuse them."""

# ruff: noqa: E501, SIM905 - a text of groups reads better than a column of them
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

# Each group may stand for one another.
_GROUPS: Final = (
    "科料枓抖 技枝支枝岐 杯怀坏环 微徽徵 镇慎填滇 特持待恃诗 提堤题 质贡贯盾 标际林栎 树村对 企仝全 联耿朕 盟萌孟 工土士干 程桯 珠株蛛诛 揭竭谒褐 榜膀傍磅 帅师 挂桂卦桂 "
    "碳炭 平乎 园圆圃国 区巨匹 农衣 普晋昔 研妍砚 派脉旅 员贝负 服报极 奖桨浆将 融隔 合台含 深探琛 度席庋 创刨仓 新亲折 能熊态 力刀九 社杜肚 会仓云 大太犬 赛寒塞 承丞氶 办为协 业亚 技扶 术木本 "
    "转砖传 化北花 成戍咸城 果杲呆 中申史 心必 设没 立位 量童 促捉 进井 学字 产严 省劣 级汲极 重童 攻功 关夫 卡下 脖勃 双叉又 实买卖头 验检险捡 室窒宝 旅族 游遊浒 色邑 科种 线钱浅 路跷 特牲 "
    "系糸紊 话活诂括 电甩由 邮油抽 箱厢葙湘 材村财 条絛务 件仵伴 额頟客颌 申甲由田 期朗 限恨艰根 例列洌 筹寿踌 资咨货 助肋 补朴扑 费贵 经径轻 门们 名各 责贵 支攴 持掁 方万 式武 "
    "金全 数教 类美 别刖 专寺 题颢 目日曰 项顶 几凡 多名 少小 什仟 么公 谁淮 哪娜 找我 单単 位泣 联朕 人入八 有冇 邑色 岛鸟 未末 己已巳 士土 千干 兔免 折拆 侯候 拨拔 免兔 住往 析折 幕墓 "
    "优忧 择泽译 定宁 向问 事亊 前煎 后右 生主 物牧 医匡 药约 机机杌 器嚣 高亭 端瑞 装袋 备各 光先 伏优 储诸 绿录 色巴 建健键 筑巩 智知 制刺 造告 数敷 字宇 网冈 络洛 安按 全金 绩债 效郊"
).split()


@lru_cache(maxsize=1)
def _alike() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in _GROUPS:
        for sign in group:
            found[sign] |= set(group) - {sign}
    return {sign: frozenset(others) for sign, others in found.items()}


def alike(sign: str) -> frozenset[str]:
    """Return the characters that look like one."""
    return _alike().get(sign, frozenset())
