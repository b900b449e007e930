"""What the states of a submission are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from storage.states import ParcelState, SubmissionState
from storage.tables import Parcel

STATUS_WORDS = {
    SubmissionState.DRAFT: "准备中",
    SubmissionState.CONFIRMED: "正在接收文件",
    SubmissionState.REVIEW: "待审",
    SubmissionState.DELIVERED: "已送科室",
    SubmissionState.ACCEPTED: "受理",
    SubmissionState.AMEND: "补正",
    SubmissionState.RETURNED: "退回",
    SubmissionState.CLOSED: "办结",
    SubmissionState.WITHDRAWN: "已撤回",
    SubmissionState.DISCARDED: "未作申报处理",
}
LONGEST = 3_000  # characters of an answer in one chat message; the whole is kept


def clip(text: str) -> str:
    """Shorten a text to what fits into one chat message."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def proof_of_delivery(parcels: Sequence[Parcel], zone: tzinfo) -> str | None:
    """Say in short whether the department's mail server took the material; None before anything was written.

    The server's own words stay with the parcel, for operators.
    """
    letters = [
        each
        for each in parcels
        if each.key.startswith("department:")
        and ":copy" not in each.key
        and each.state is not ParcelState.DROPPED
    ]
    if not letters:
        return None
    if any(each.state is ParcelState.DEAD for each in letters):
        return "未能送达科室邮箱，工作人员正在处理"
    if all(each.state is ParcelState.SENT for each in letters):
        last = max(each.sent_at or each.created_at for each in letters).astimezone(zone)
        return f"科室邮件服务器已于 {last:%m月%d日 %H:%M} 接收"
    return "正在发往科室邮箱"
