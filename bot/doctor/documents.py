"""Checks of what the database says: documents, people, the calendar, pauses and outages."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.database import ROUND as DATABASE
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from handlers.readiness import Readiness, readiness
from handlers.rules.workdays import calendar_for
from storage.database import Database

GUIDE, TABLE, STAFF, UNITS, OPERATORS, CALENDAR, PAUSES, OUTAGES = (
    "guide",
    "tasks",
    "staff",
    "units",
    "operators",
    "calendar",
    "pauses",
    "outages",
)
SHOWN: Final = 5  # units that are named
DECEMBER: Final = 12  # by then the next year's holidays have been announced


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Ask the database what is in force, and compare it with today."""
    today = patient.now().astimezone(patient.config.zone).date()
    found = await _readiness(patient)
    yield _guide(found, today)
    yield _table(found, today)
    yield _staff(found)
    yield _units(found)
    yield _operators(found, chat=patient.config.telegram.enabled)
    yield _calendar(found, today)
    yield _pauses(found)
    yield _outages(found)


async def _readiness(patient: Patient) -> Readiness:
    """Read without bringing the database to a newer revision, as opening it for work would."""
    if not await _is_current(patient):
        raise Trouble("没有查：数据库现在读不了", "", State.SKIPPED)
    database = Database(patient.config.database)
    try:
        async with database.reading() as session:
            return await readiness(session)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise Trouble("没有查：数据库现在读不了", "", State.SKIPPED) from error
    finally:
        await database.close()


async def _is_current(patient: Patient) -> bool:
    with suppress(Trouble):
        async for finding in DATABASE.look(patient):
            if finding.check == "database-revision":
                return finding.state is State.OK
    return False


def _guide(found: Readiness, today: date) -> Finding:
    year = found.guide_year
    if year is None:
        remedy = "请用 shenbao import guide 文件 --apply 导入今年的指南"
        return Finding(GUIDE, State.FAILED, "还没有指南，答不了申报人的提问", remedy)
    if year < today.year:
        remedy = "新指南发布后用 shenbao import guide 文件 --apply 导入"
        return Finding(GUIDE, State.WARNING, f"现用的是 {year} 年的指南", remedy)
    return Finding(GUIDE, State.OK, f"现用 {year} 年的指南")


def _table(found: Readiness, today: date) -> Finding:
    year = found.table_year
    if year is None:
        remedy = "请用 shenbao import tasks 文件 --apply 导入今年的任务表"
        return Finding(TABLE, State.WARNING, "还没有任务表，不会提醒节点", remedy)
    if year < today.year:
        remedy = "新任务表下发后用 shenbao import tasks 文件 --apply 导入"
        return Finding(TABLE, State.WARNING, f"现用的是 {year} 年的任务表", remedy)
    return Finding(TABLE, State.OK, f"现用 {year} 年的任务表")


def _staff(found: Readiness) -> Finding:
    if not found.staff:
        remedy = "请用 shenbao import staff 文件 --apply 导入人员名单"
        return Finding(STAFF, State.WARNING, "还没有人员名单，提醒没有人收", remedy)
    return Finding(STAFF, State.OK, f"人员名单有 {found.staff} 人")


def _units(found: Readiness) -> Finding:
    if found.unstaffed:
        named = "、".join(found.unstaffed[:SHOWN])
        more = f"等 {len(found.unstaffed)} 个" if len(found.unstaffed) > SHOWN else ""
        remedy = "请在人员名单里补上，或用 shenbao unit 写明它的别名"
        return Finding(UNITS, State.WARNING, f"任务表里的单位没有联系人：{named}{more}", remedy)
    return Finding(UNITS, State.OK, "任务表里的单位都有联系人")


def _operators(found: Readiness, *, chat: bool) -> Finding:
    if not chat:
        return Finding(OPERATORS, State.SKIPPED, "没有启用聊天，待审和告警寄到管理员邮箱")
    if not found.operators:
        remedy = "请用 shenbao staff bind 姓名 生成绑定码，由管理员在聊天里输入"
        return Finding(OPERATORS, State.WARNING, "还没有管理员绑定聊天，告警只寄到管理员邮箱", remedy)
    return Finding(OPERATORS, State.OK, f"有 {found.operators} 位管理员绑定了聊天")


def _calendar(found: Readiness, today: date) -> Finding:
    calendar = calendar_for((today.year, today.year + 1), found.special_days)
    late = today.year if calendar.provisional(today.year) else today.year + 1
    if not calendar.provisional(late):
        return Finding(CALENDAR, State.OK, f"{today.year} 年和 {late} 年的调休都已知道")
    if late == today.year or today.month == DECEMBER:
        remedy = "请用 shenbao import holidays 文件 导入国务院的放假通知"
        return Finding(CALENDAR, State.WARNING, f"还不知道 {late} 年的调休，只按周末和法定假日计算", remedy)
    return Finding(CALENDAR, State.OK, f"{today.year} 年的调休已知道，{late} 年的尚未公布")


def _pauses(found: Readiness) -> Finding:
    if found.stopped:
        named = "、".join(f"{each.name}（{each.by}）" for each in found.stopped)
        words = "、".join(each.part.value for each in found.stopped)
        remedy = f"不再需要时用 shenbao resume 恢复，可写 {words}；积压的会补上"
        return Finding(PAUSES, State.WARNING, f"管理员暂停了：{named}", remedy)
    return Finding(PAUSES, State.OK, "收信、发信、提醒都没有暂停")


def _outages(found: Readiness) -> Finding:
    if found.broken:
        named = "；".join(f"{each.name}：{each.remark}".rstrip("：") for each in found.broken)
        remedy = "请看 telegram、relay、imap 各项检查的结果；恢复以后会自动补上"
        return Finding(OUTAGES, State.WARNING, f"服务最近一次尝试没有成功：{named}", remedy)
    return Finding(OUTAGES, State.OK, "服务最近没有发现不通的通道")


ROUND: Final = Round((GUIDE, TABLE, STAFF, UNITS, OPERATORS, CALENDAR, PAUSES, OUTAGES), look)
