"""Facts about the drawn picture: every character is in the font, and none is drawn as a box."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="the extra [charts] is not installed")

from bot.fonts import find_font
from bot.picture_process import DOTS, LOOKS, MISSING, characters, draw, glyphs, looks_for
from bot.pictures import drawn_pages
from handlers.milestone_table import Overview, TableRow
from handlers.rules.labels import LABELS, Labels, Paints
from handlers.rules.picture import Mark, Picture, Point, Strip, pictures

TODAY = date(2022, 6, 20)
WIDTH = 1080  # dots of a phone
TOLERANCE = 64  # of 255, by which ink may differ that begins elsewhere between two pixels


@pytest.fixture(scope="module")
def font() -> str:
    found = find_font()
    if found is None:
        pytest.skip("no font with Chinese letters on this machine")
    return str(found.path)


def sample() -> Picture:
    points = [
        Point("市科技局", f"20{number}", "引导企业增加研发和技改投入（龙头企业）", day, look.word, None)
        for number, (look, day) in enumerate(
            zip(LOOKS, [date(2022, month, 15) for month in (1, 3, 5, 6, 7, 9, 11)], strict=True)
        )
    ]
    return pictures("2022年重点工作节点", points, TODAY)[0]


def pixels(raw: bytes) -> Any:
    from matplotlib.image import imread

    return imread(BytesIO(raw), format="png")


def glyph(letter: str, font: str) -> bytes:
    """Render one character as the picture does."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), letter, size=40, prop=FontProperties(fname=font))
    return bytes(path.vertices.tobytes()) + bytes(path.codes.tobytes())


def test_every_character_of_the_picture_is_in_the_font(font: str) -> None:
    assert characters(sample()) <= glyphs(font)


def test_different_characters_are_drawn_differently(font: str) -> None:
    letters = sorted(characters(sample()))
    drawn = {glyph(letter, font) for letter in letters}
    unknown = glyph("\U0010fffd", font)  # what the font shows for what it does not have
    assert unknown not in drawn
    # A few pairs of signs share an outline in a font; no two Chinese letters do.
    chinese = [letter for letter in letters if "\u4e00" <= letter <= "\u9fff"]
    assert len({glyph(letter, font) for letter in chinese}) == len(chinese)


def ink(text: str, size: float, font: str, right: float, up: float) -> Any:
    """Render a text by itself from the font's own glyphs, a part of a pixel off; 255 is a black pixel."""
    import numpy as np
    from matplotlib.backends import backend_agg
    from matplotlib.font_manager import FontProperties

    agg: Any = backend_agg
    blank, prop = agg.RendererAgg(WIDTH, 100, DOTS), FontProperties(fname=font)
    prop.set_size(size)
    blank.draw_text(blank.new_gc(), 20 + right, 60 + up, text, prop, 0)
    drawn = np.asarray(blank.buffer_rgba())[:, :, 3].astype(int)
    rows, columns = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
    return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def stands_on(page: Any, wanted: Any) -> bool:
    """Tell whether a page holds this ink somewhere, black on white."""
    import numpy as np

    height, width = wanted.shape
    down, across = page.shape[0] - height + 1, page.shape[1] - width + 1
    found = np.ones((down, across), dtype=bool)
    # A handful of the darkest pixels leaves few places to be compared in full.
    for place in np.argsort(wanted, axis=None)[-400::40]:
        row, column = divmod(int(place), width)
        found &= np.abs(page[row : row + down, column : column + across] - wanted[row, column]) <= TOLERANCE
    places = zip(*np.nonzero(found), strict=True)
    return any(
        (np.abs(page[row : row + height, column : column + width] - wanted) <= TOLERANCE).all()
        for row, column in places
    )


def shows(page: Any, text: str, size: float, font: str) -> bool:
    """Tell whether a page shows a text in the font's own glyphs, wherever between two pixels it begins."""
    parts = (0, 0.25, 0.5, 0.75)
    return any(stands_on(page, ink(text, size, font, right, up)) for up in parts for right in parts)


def test_page_shows_the_fonts_own_glyphs_and_no_boxes(font: str) -> None:
    picture = sample()
    page = (255 - pixels(draw(picture, font, set()))[:, :, :3].mean(axis=2) * 255).round().astype(int)
    label = picture.strips[-1].label
    heading, margin = page[:100], page[:, :420]
    assert shows(heading, picture.title, 13, font)
    assert all(shows(heading, look.word, 8, font) for look in LOOKS)
    assert shows(margin, label, 8.5, font)
    # The test can fail: one other letter, or boxes in the place of letters, are not on the page.
    assert not shows(margin, label.replace("研", "妍"), 8.5, font)
    assert not shows(margin, MISSING * len(label), 8.5, font)


def test_one_other_letter_changes_pixels(font: str) -> None:
    def page(label: str) -> bytes:
        strip = Strip(label, (Mark(date(2022, 6, 30), "正常"),))
        return draw(Picture("节点", TODAY, date(2022, 1, 1), date(2022, 12, 31), (strip,)), font, set())

    assert (pixels(page("市科技局")) != pixels(page("市科枝局"))).any()
    assert page("市科技局") == page("市科技局")


def test_picture_is_as_wide_as_a_phone_and_not_blank(font: str) -> None:
    image = pixels(draw(sample(), font, set()))
    assert image.shape[1] == WIDTH
    assert image.std() > 0.05


def test_each_state_has_a_shape_of_its_own() -> None:
    assert len({(look.shape, look.hollow) for look in LOOKS}) == len(LOOKS)


def test_missing_character_is_boxed_and_named(font: str) -> None:
    strip = Strip("\U0010fffd节点", (Mark(date(2022, 6, 30), "正常"),))
    picture = Picture("节点", TODAY, date(2022, 1, 1), date(2022, 12, 31), (strip,))
    assert characters(picture) - glyphs(font) == {"\U0010fffd"}
    assert MISSING in glyphs(font)
    assert draw(picture, font, {"\U0010fffd"})


async def test_table_is_drawn_in_a_process_of_its_own(font: str) -> None:
    assert font
    row = TableRow(
        unit="市科技局",
        task="203",
        task_text="举办研发费用加计扣除政策培训",
        place="203（1）",
        text="完成方案",
        units=("市科技局",),
        owners=(),
        due=date(2022, 6, 30),
        due_text="6月30日(周四)",
        left="还剩 8 个工作日",
        status="🟢 正常",
        percent=None,
        progress="",
        closed=None,
        help_wanted=False,
    )
    pages = await drawn_pages(Overview("2022年重点工作节点", TODAY, (row,)))
    assert pages.missing == ""
    assert [raw[:8] for raw in pages.files] == [b"\x89PNG\r\n\x1a\n"]


async def test_table_without_dates_says_so() -> None:
    pages = await drawn_pages(Overview("重点工作节点", TODAY, ()))
    assert not pages.files
    assert "没有画图" in pages.missing


def test_words_and_colours_of_the_picture_are_the_offices_to_set(font: str) -> None:
    looks = looks_for(Labels(near="🔵 快到"), Paints(near="#112233"))
    near = looks[1]
    assert (near.word, near.colour) == ("快到", "#112233")
    assert set("快到") <= characters(sample(), looks)
    strip = Strip("节点", (Mark(date(2022, 6, 30), "快到"),))
    picture = Picture("节点", TODAY, date(2022, 1, 1), date(2022, 12, 31), (strip,))
    other = looks_for(Labels(near="🔵 快到"), Paints(near="#AA2233"))
    image = pixels(draw(picture, font, set(), looks))
    assert (image != pixels(draw(picture, font, set(), other))).any()


def test_shape_tells_states_apart_whatever_they_are_painted() -> None:
    looks = looks_for(LABELS, Paints("#000000", "#000000", "#000000", "#000000"))
    assert len({(look.shape, look.hollow) for look in looks}) == len(looks)
