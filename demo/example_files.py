"""Example files to hand in: small Word documents of plainly invented content."""

from __future__ import annotations

import io
from functools import cache

FORM = "项目申报书.docx"
LICENCE = "营业执照.docx"
BUDGET = "经费预算表.docx"
PAPERS = "材料.docx"

# File name -> heading and paragraphs.
_CONTENTS = {
    FORM: (
        "项目申报书（示例）",
        ("申报单位：示例科技有限公司", "项目负责人：演示张", "起止时间：2023年1月至2024年12月"),
    ),
    LICENCE: ("营业执照（示例）", ("名称：示例科技有限公司", "类型：有限责任公司")),
    BUDGET: ("经费预算表（示例）", ("设备费：10 万元", "材料费：5 万元", "测试费：5 万元")),
    PAPERS: ("材料（示例）", ("内容见后。",)),
}
NAMES = tuple(_CONTENTS)


@cache
def example_file(name: str) -> bytes:
    """Make the bytes of an example file; raises KeyError for a name that is none."""
    import docx

    heading, paragraphs = _CONTENTS[name]
    document = docx.Document()
    document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
