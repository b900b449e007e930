"""A test letter, the one thing that the examination sends, and only when it is asked to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from bot.config import Mode
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from bot.mail.carrier import relay_of
from bot.mail.outcomes import Sent
from bot.mail.smtp import Line, SmtpTimes
from handlers.rules.compose import LetterSpec, compose
from handlers.wording import letter

CHECK: Final = "test-letter"


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Send a letter to the address that was named; a dry run sends nothing."""
    address = patient.test_address
    if address is None:
        return
    if patient.config.mode is Mode.DRY_RUN:
        yield Finding(CHECK, State.SKIPPED, "演练方式什么都不发出")
        return
    try:
        line = Line(relay_of(patient.config), SmtpTimes(patient.seconds, patient.seconds, patient.seconds))
    except (ValueError, OSError) as error:
        raise Trouble(f"发信服务器的配置不能用：{error}", "请先改正上面 smtp 的各项") from error
    try:
        outcome = await line.send(_letter(patient, address), patient.config.desk.address, address)
    finally:
        await line.close()
    if not isinstance(outcome, Sent):
        raise Trouble(f"测试信没有发出：{outcome.text}", "请按服务器的答复处理；也请检查 [desk] address")
    yield Finding(CHECK, State.OK, f"测试信已交给发信服务器，请到 {address} 查收")


def _letter(patient: Patient, address: str) -> bytes:
    desk, now = patient.config.desk, patient.now()
    subject, body = letter("doctor", desk=desk.name, office=desk.office)
    name = f"<doctor.{now:%Y%m%d%H%M%S.%f}@{str(desk.address).rpartition('@')[2]}>"
    return compose(LetterSpec(desk.address, desk.name, address, subject, body, name, now))


ROUND: Final = Round((CHECK,), look)
