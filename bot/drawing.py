"""A page's text becomes a PDF with every glyph inside; runs in the confined process."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from handlers.rules.problems import Unreadable
from handlers.rules.receipt_page import PageLine, Style, lacks_most, page_lines

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY: Final = "cjk"
MARGIN: Final = 20  # millimetres
# Size in points, height of a line in millimetres, grey of the letters, and how they stand.
LOOKS: Final = {
    Style.TITLE: (18, 12, 0, "C"),
    Style.SECTION: (12, 9, 0, "L"),
    Style.TEXT: (11, 7, 0, "L"),
    Style.SMALL: (8, 5, 90, "L"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn, with which font file; `number` chooses a face of a collection."""

    title: str
    text: str
    font: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """The PDF's bytes in base64, as they travel between processes."""

    pdf: str


def draw(page: Page) -> Drawn:
    """Draw a page, A4, over as many sheets as it needs; the same page gives the same bytes.

    Raises Unreadable where the font does not know the letters.
    """
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    pdf = _paper()
    pdf.add_font(FAMILY, fname=page.font, collection_font_number=page.number)
    known: Any = pdf.fonts[FAMILY].cmap  # type: ignore[union-attr]
    if lacks_most(page.text, known):
        raise Unreadable(f"字体 {page.font} 里没有中文字，请在 [receipt] font 里换一个。")
    pdf.set_title(page.title)
    pdf.set_lang("zh-CN")
    pdf.set_creation_date(page.at)
    pdf.set_margin(MARGIN)
    pdf.add_page()
    for line in page_lines(page.text, known):
        _write(pdf, line)
    return Drawn(base64.b64encode(pdf.output()).decode())


def _write(pdf: FPDF, line: PageLine) -> None:
    from fpdf.enums import WrapMode

    size, height, grey, align = LOOKS[line.style]
    text = line.text or " "
    if line.style is Style.SECTION:
        pdf.ln(3)
    pdf.set_font(FAMILY, size=size)
    pdf.set_text_color(grey)
    pdf.multi_cell(0, height, text, align=align, wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")


def _paper() -> FPDF:
    return _numbered_paper()(format="A4")


@lru_cache(maxsize=1)
def _numbered_paper() -> type[FPDF]:
    from fpdf import FPDF

    class NumberedPaper(FPDF):
        """Sheets with their number below."""

        def footer(self) -> None:
            """Write the number of the sheet."""
            self.set_y(-15)
            self.set_font(FAMILY, size=8)
            self.set_text_color(90)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")

    return NumberedPaper
