"""What the states of a submission are called."""

from __future__ import annotations

from storage.states import SubmissionState

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
