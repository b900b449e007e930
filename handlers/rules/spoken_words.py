"""Question words that are understood in pinyin."""

# ruff: noqa: E501, SIM905 - a text of words reads better than a column of them
from __future__ import annotations

from typing import Final

# Question words that are understood in pinyin as well; the rest of that vocabulary is the guide's.
SPOKEN: Final = (
    "电话 手机 号码 联系方式 怎么联系 邮箱 邮件 联系人 负责人 找谁 谁负责 谁 科室 部门 多少钱 多少 金额 经费 资金 资助 补助 补贴 几项 支持几项 名额 几个 事前 事后 "
    "定向 择优 支持方式 条件 申报条件 要求 资格 材料 申报材料 资料 需要 准备 什么 内容 研究内容 做什么 期限 多久 几年 比例 分担 自筹 配套 哪些 有哪些 有什么 项目 类别 "
    "专题 介绍 截止 截止时间 时限 什么时候 时间 申报 申请 怎么 如何 请问 你好 您好 谢谢 想问 我 想 的 是 吗 呢 有 给 要 能 可以 这个 哪个 联系 任务 牵头 单位 完成 "
    "归 归哪 哪个科 哪位 啥 总共 立 立几项 个项目 发 往 发哪个 往哪个 在管 管 跟谁 对接 具体 干 干些 主要 做 支持 邮箱地址 地址 给一下 问 找 老师 哪里 呀 那个 对 申报单位 申报条件 到 最多 最高 一个 每个 名额 资格 牵头单位 时候 截止 清单 交 提交 几万 块 力度 定向还是择优 事前还是事后 还是 先给钱 后给钱 属于 该 哪些 打 打电话 联系电话 号码 企业 公司 高校 协会 指南 "
).split()
