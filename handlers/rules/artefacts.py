"""Marks that an export leaves in a text and that its author never wrote."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.rules.lines import Document
from handlers.rules.problems import Level, Problem

_ARTEFACT = re.compile(r"\[(?:bookmark|hyperlink|image|comment|footnote)\s*:[^\[\]]{0,200}\]", re.IGNORECASE)
_UNREADABLE = "\ufffd"


def without_artefacts(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Take export marks out of a document, each told as a note; unreadable characters are told too."""
    problems = []
    for line in document.lines:
        for found in _ARTEFACT.findall(line.text) if "[" in line.text else ():
            message = f"忽略导出标记“{found}”"
            problems.append(Problem(Level.NOTE, "text", message, line.number, line.cell))
        if _UNREADABLE in line.text:
            message = "有读不出的字，请您对照原件核对"
            problems.append(Problem(Level.WARNING, "text", message, line.number, line.cell))
    if not problems:
        return document, ()
    lines = tuple(replace(line, text=_ARTEFACT.sub("", line.text)) for line in document.lines)
    tables = tuple(
        tuple(tuple(replace(cell, text=_ARTEFACT.sub("", cell.text)) for cell in row) for row in table)
        for table in document.tables
    )
    return Document(lines, tables), tuple(problems)
