"""The table's papers are written to disk, for parcels to carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.milestone_sheet import sheet_of
from handlers.milestone_table import Overview
from handlers.rules.compose import Enclosure
from handlers.table_papers import PICTURE, Papers
from storage.blobs import Blobs

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_papers(blobs: Blobs, table: Overview, pictures: Sequence[bytes]) -> Papers:
    """Keep the pictures and the sheet of a table; slow, so not for the loop."""
    several = len(pictures) > 1
    files = [
        Enclosure(f"节点进度图{number if several else ''}.png", PICTURE, blobs.put(raw))
        for number, raw in enumerate(pictures, start=1)
    ]
    files.append(Enclosure("节点表.xlsx", SHEET, blobs.put(sheet_of(table))))
    return Papers(tuple(files))
