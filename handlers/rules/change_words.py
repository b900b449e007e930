"""What the fields of documents are called where a difference is shown to people."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# A dotted name takes the word of the longest part of it that is listed.
WORDS: Final = MappingProxyType(
    {
        "title": "标题",
        "year": "年度",
        "area_code": "区号",
        "name": "名称",
        "topic": "所属专题",
        "code": "文件编号",
        "sections.research": "研究内容",
        "sections.conditions": "申报条件",
        "sections.materials": "申报材料要求",
        "sections.support": "支持方式与强度",
        "sections.contacts": "联系人原文",
        "materials": "材料清单",
        "funding.mode": "资助方式",
        "funding.selection": "支持方式",
        "funding.items": "资助金额",
        "period": "实施期限",
        "contacts": "联系人",
        # The task table.
        "text": "内容",
        "lead_unit": "牵头单位",
        "units": "责任单位",
        "persons": "责任人和领导",
        "due": "完成日期",
        "due_raw": "完成时限原文",
        "due_reason": "没有日期的原因",
        "recurrence": "周期",
        # The staff list.
        "department": "科室",
        "email": "邮箱",
        "role": "角色",
        "phone": "电话",
        "kind": "种类",
    }
)
_OTHER: Final = "sections.other."  # in front of the heading of a section of the document's own


def field_word(name: str) -> str:
    """Return what a field of a change is called; a heading of the document's own stands for itself."""
    if name.startswith(_OTHER):
        return name.removeprefix(_OTHER)
    parts = name.split(".")
    heads = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((WORDS[head] for head in heads if head in WORDS), name)
