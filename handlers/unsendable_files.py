"""A file that fits into no letter: its sender and the operators are told the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_news import tell_applicant
from handlers.operators import tell_operators
from handlers.policy import MEGABYTE, Policy
from handlers.rules.packing import BASE64
from handlers.wording import say
from storage.tables import Submission


async def tell_of_unsendable(
    session: AsyncSession,
    submission: Submission,
    case: str,
    names: Sequence[str],
    now: datetime,
    policy: Policy,
) -> None:
    """Tell both, once for each case; the applicant's letter counts the files and names none."""
    if not names:
        return
    limit = int(policy.relay_bytes / BASE64) // MEGABYTE
    text = say("file_unsendable.html", submission=submission, names=names, limit=limit)
    await tell_operators(session, text, f"operator:unsendable:{submission.receipt}:{case}", now, policy)
    told = (
        f"有 {len(names)} 个文件超过 {limit} MB，无法随信转送科室；文件已保存。"
        "请拆分或压缩后再补充提交，或等待工作人员联系。"
    )
    await tell_applicant(session, submission, told, f"unsendable:{submission.receipt}:{case}", now, policy)
