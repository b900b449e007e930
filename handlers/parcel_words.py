"""What parcels are called by the people who look after them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from storage.states import ParcelState

# By the first word of the key under which a parcel was written.
SUBJECTS: Final[Mapping[str, str]] = {
    "receipt": "回执",
    "department": "转科室的申报材料",
    "copy": "抄送",
    "ack": "收件确认",
    "answer": "咨询答复",
    "status": "科室答复",
    "question": "转科室的咨询",
    "nudge": "催办",
    "reminder": "节点提醒",
    "overview": "任务表周报",
    "state": "任务表情况",
    "operator": "给管理员的通知",
    "broadcast": "群发通知",
    "follow": "关注的类别有变化",
    "binding": "绑定码",
    "link": "关联邮箱的验证码",
    "invitation": "同事邀请",
    "promise": "后补材料的提醒",
    "ask": "请申报人补充说明",
    "withdrawn": "撤回通知",
    "moved": "改转通知",
}
OTHER: Final = "其他"
STATES: Final[Mapping[ParcelState, str]] = {
    ParcelState.UNDRAWN: "正在准备",
    ParcelState.UNBUILT: "正在准备",
    ParcelState.READY: "排队",
    ParcelState.CLAIMED: "正在发送",
    ParcelState.HELD: "恢复备份后待定，可能已由原来的机器发出",
    ParcelState.SENT: "已送达",
    ParcelState.DEAD: "没有送达",
    ParcelState.DROPPED: "已撤下",
}


def subject_of(key: str) -> str:
    """Return what a parcel is about, by its key."""
    return SUBJECTS.get(key.partition(":")[0], OTHER)


def recipient_of(channel: str, recipient: str) -> str:
    """Return to whom a parcel goes: an address, or that it is a chat."""
    return recipient if channel == "mail" else f"聊天 {recipient}"
