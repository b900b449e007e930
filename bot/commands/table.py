"""The table of subcommands, all but the demo: where each is found, and its line in the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """A command: its name, its module in `bot/commands` and what it is called there, the help's first line.

    The line is the command's own, written here once more so that `shenbao --help` loads none of them.
    """

    name: str
    module: str
    attribute: str
    line: str


# In the order of the help.
ROWS: Final = (
    Row("init", "settings", "init", "问几个问题，写好带说明的 config.toml；已有的配置不会被覆盖。"),
    Row("ask", "questions", "ask", "看机器人会怎样回答。"),
    Row("route", "mailroom", "route", "看邮件会怎样分送；不发送，不保存。"),
    Row("plan", "planning", "plan", "列出一段时间内的全部提醒。"),
    Row("run", "service", "run", "启动服务。"),
    Row("check-config", "service", "check_config", "检查配置，一行一个问题。"),
    Row("doctor", "doctor", "doctor", "检查申报台需要的一切，一行一项，有问题的写明怎么办；不改动任何东西。"),
    Row(
        "erase",
        "erasing",
        "erase",
        "彻底删除一份申报材料的文件、来信、单位信息和聊天文字，只留回执号和删除时间；须先停止服务。",
    ),
    Row(
        "backup",
        "keeping",
        "backup",
        "备份数据库和全部文件；服务运行时也可以做，再次备份到同一文件夹只补新增的。",
    ),
    Row("restore", "keeping", "restore", "核对备份，并恢复到配置里的数据文件夹（须是空的）。"),
    Row(
        "status",
        "operation",
        "status",
        "显示现在的状态：来信、待审、待发、提醒、暂停的部分；有要留意的退出码为 1。",
    ),
    Row(
        "pause",
        "operation",
        "pause_part",
        "暂停收信、发信或提醒；什么都不会丢，服务不用重启，重启也仍然暂停。",
    ),
    Row("resume", "operation", "resume_part", "恢复暂停的部分，积压的会补上。"),
    Row("page", "page", "page", "给一位管理员一个登录网页的链接，只能用一次，10 分钟内有效。"),
    Row("import", "imports", "app", "导入指南、任务表、人员名单；不加 --apply 只看报告，不改数据。"),
    Row("alias", "aliases", "app", "类别的别称：申报人常用、指南里没有的叫法。"),
    Row("category", "categories", "app", "类别的开放时间、联系人、邮箱：年中变动不必重新导入指南。"),
    Row("staff", "people", "app", "工作人员：名单、绑定聊天、指派、交接、代办。"),
    Row("unit", "units", "app", "责任单位：谁没有联系人，有哪些别称。"),
    Row("export", "exports", "app", "导出数据。"),
    Row("review", "review", "app", "待审件：查看、转送、不作处理。"),
    Row("outbox", "parcels", "app", "待发件：查看、重发、撤下。"),
    Row("audit", "audit", "app", "审计日志。"),
    Row("config", "settings", "app", "配置。"),
)
