"""The programme of the process that draws pictures of the task table: values in, PNG files out."""

from __future__ import annotations

import base64
import resource
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from handlers.rules.labels import LABELS, PAINTS, Colour, Labels, Paints
from handlers.rules.picture import Curve, Picture, Strip

CPU_SECONDS: Final = 60
MEMORY_BYTES: Final = 2_000_000_000
DOTS: Final = 150  # an inch: 1080 dots for the width of a phone
WIDTH: Final = 7.2  # inches
MARGIN: Final = 0.37  # of the width, for the strips' labels
LINE: Final = 0.30  # inches of a strip
BURN_UP: Final = 2.4  # inches


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is drawn; shape and word say the same as the colour. A hollow one is over."""

    word: str
    shape: str
    colour: str
    hollow: bool = False


SHAPES: Final = {Colour.NORMAL: "o", Colour.NEAR: "s", Colour.BEHIND: "^", Colour.OVERDUE: "X"}


def looks_for(labels: Labels, paints: Paints) -> tuple[Look, ...]:
    """Return how every state is drawn, each with a shape of its own whatever it is called and painted."""
    return (
        *(Look(labels.of(each).partition(" ")[2], SHAPES[each], paints.of(each)) for each in Colour),
        Look("待确认", "D", "#CC79A7", hollow=True),
        Look("已过期", "P", "#777777", hollow=True),
        Look("已完成", "o", paints.normal, hollow=True),
    )


LOOKS: Final = looks_for(LABELS, PAINTS)
TODAY, PLAN, CLOSED, COUNT = "今天", "计划累计", "完成累计", "节点数"
MISSING: Final = "□"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn, and with which font file."""

    pictures: tuple[Picture, ...]
    font: str
    looks: tuple[Look, ...] = LOOKS


@dataclass(frozen=True, slots=True)
class Drawn:
    """The PNG files in base64, and the characters that the font does not have."""

    files: tuple[str, ...]
    missing: str


def characters(picture: Picture, looks: tuple[Look, ...] = LOOKS) -> set[str]:
    """Return every character that a picture shows."""
    words = [picture.title, TODAY, PLAN, CLOSED, COUNT, "0123456789", *(each.word for each in looks)]
    return set("".join([*words, *(strip.label for strip in picture.strips)])) - {" "}


def glyphs(font: str) -> set[str]:
    """Return the characters that a font file has."""
    from matplotlib.ft2font import FT2Font

    return {chr(code) for code in FT2Font(font).get_charmap()}


def draw_all(order: Order) -> Drawn:
    """Draw every page; a character that the font lacks is drawn as a box, and named."""
    known = glyphs(order.font)
    missing = {each for picture in order.pictures for each in characters(picture, order.looks)} - known
    files = tuple(
        base64.b64encode(draw(picture, order.font, missing, order.looks)).decode()
        for picture in order.pictures
    )
    return Drawn(files, "".join(sorted(missing)))


def draw(picture: Picture, font: str, missing: set[str], looks: tuple[Look, ...] = LOOKS) -> bytes:
    """Draw one page as PNG; the same values give the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    rows = len(picture.strips)
    below = BURN_UP if picture.plan else 0.0
    height = 1.25 + rows * LINE + below
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    writer = _Writer(figure, FontProperties(fname=font), missing, looks)
    writer.title(picture.title, height)
    top, table = 0.95, rows * LINE
    axes = figure.add_axes((MARGIN, (height - top - table) / height, 1 - MARGIN - 0.03, table / height))
    writer.table(axes, picture)
    if picture.plan and picture.closed:
        lower = figure.add_axes((0.09, 0.35 / height, 0.87, (below - 0.75) / height))
        writer.burn_up(lower, picture, picture.plan, picture.closed)
    raw = BytesIO()
    figure.savefig(raw, format="png", metadata={"Software": None})
    return raw.getvalue()


class _Writer:
    """Draws the parts of one page in one font."""

    def __init__(self, figure: Any, font: Any, missing: set[str], looks: tuple[Look, ...]) -> None:
        self._figure = figure
        self._font = font
        self._looks = {each.word: each for each in looks}
        self._boxes = str.maketrans(dict.fromkeys(missing, MISSING))

    def _style(self, size: float) -> Any:
        style = self._font.copy()
        style.set_size(size)
        return style

    def _word(self, text: str) -> str:
        # A dollar sign would begin a formula.
        return text.translate(self._boxes).replace("$", "＄")

    def title(self, text: str, height: float) -> None:
        """Write the heading and the legend."""
        self._figure.text(0.03, 1 - 0.32 / height, self._word(text), fontproperties=self._style(13))
        from matplotlib.lines import Line2D

        handles = [
            Line2D([], [], linestyle="none", label=self._word(look.word), **_marker(look, 6))
            for look in self._looks.values()
        ]
        legend = self._figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0.015, 1 - 0.38 / height),
            ncols=len(self._looks),
            prop=self._style(8),
            frameon=False,
            handletextpad=0.1,
            columnspacing=0.9,
        )
        legend.set_in_layout(False)

    def table(self, axes: Any, picture: Picture) -> None:
        """Draw a strip for each task, with the line of today through all of them."""
        axes.set_xlim(picture.first - timedelta(days=4), picture.last + timedelta(days=6))
        axes.set_ylim(len(picture.strips) - 0.5, -0.5)
        for place, strip in enumerate(picture.strips):
            self._strip(axes, place, strip)
        axes.axvline(picture.today, color="#C00000", linewidth=1.2, zorder=1)
        self._months(axes, picture)
        axes.text(
            picture.today,
            -0.62,
            self._word(TODAY),
            color="#C00000",
            ha="center",
            va="bottom",
            fontproperties=self._style(8),
        )

    def _strip(self, axes: Any, place: int, strip: Strip) -> None:
        if strip.heading:
            axes.axhspan(place - 0.5, place + 0.5, color="#E8EEF5", zorder=0)
        else:
            axes.axhline(place, color="#DDDDDD", linewidth=0.6, zorder=0)
        axes.annotate(
            self._word(strip.label),
            (0, place),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            annotation_clip=False,
            fontproperties=self._style(9.5 if strip.heading else 8.5),
        )
        for mark, count in Counter(strip.marks).items():
            look = self._looks.get(mark.status, LOOKS[0])
            axes.plot([mark.day], [place], linestyle="none", clip_on=False, zorder=3, **_marker(look, 7))
            if count > 1:
                self._count(axes, (mark.day, place), count)

    def _count(self, axes: Any, where: tuple[date, int], count: int) -> None:
        """Say how many milestones share a mark."""
        style = self._style(6.5)
        axes.annotate(
            f"{count}", where, xytext=(5, 3), textcoords="offset points", fontproperties=style, zorder=4
        )

    def _months(self, axes: Any, picture: Picture) -> None:
        years = picture.last.year - picture.first.year + 1
        step = 1 if years == 1 else 3 * years
        firsts = [
            date(year, month, 1)
            for year in range(picture.first.year, picture.last.year + 1)
            for month in range(1, 13, min(step, 12))
        ]
        axes.set_xticks(firsts)
        labels = [f"{each.month}" if years == 1 else f"{each.year % 100}.{each.month}" for each in firsts]
        axes.set_xticklabels(labels, fontproperties=self._style(7.5))
        axes.set_yticks([])
        axes.tick_params(length=2, pad=1, bottom=True)
        axes.grid(visible=True, axis="x", color="#EEEEEE", linewidth=0.6)
        axes.set_axisbelow(True)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)

    def burn_up(self, axes: Any, picture: Picture, plan: Curve, closed: Curve) -> None:
        """Draw how many milestones should be closed by each day, and how many are."""
        for curve, word, colour, dashes in (
            (plan, PLAN, "#666666", "--"),
            (closed, CLOSED, "#009E73", "-"),
        ):
            end = picture.last if curve is plan else picture.today
            days = [picture.first, *curve.days, max(end, *curve.days[-1:], picture.first)]
            counts = [0, *curve.counts, *(curve.counts[-1:] or (0,))]
            axes.step(days, counts, where="post", color=colour, linestyle=dashes, label=self._word(word))
        axes.axvline(picture.today, color="#C00000", linewidth=1.2)
        axes.set_xlim(picture.first, picture.last)
        axes.set_ylim(bottom=0)
        self._months(axes, picture)
        axes.yaxis.set_major_locator(_whole_numbers())
        for label in axes.get_yticklabels():
            label.set_fontproperties(self._style(7.5))
        axes.set_title(self._word(COUNT), loc="left", fontproperties=self._style(8.5))
        axes.legend(prop=self._style(8), frameon=False, loc="upper left")


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, integer=True)


def _marker(look: Look, size: float) -> dict[str, Any]:
    return {
        "marker": look.shape,
        "markersize": size,
        "markeredgecolor": look.colour,
        "markerfacecolor": "white" if look.hollow else look.colour,
        "markeredgewidth": 1.3 if look.hollow else 0.6,
    }


def main() -> None:
    """Read an order in JSON, write what was drawn in JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    order = TypeAdapter(Order).validate_json(sys.stdin.buffer.read())
    try:
        drawn = draw_all(order)
    except ImportError:
        sys.exit(2)
    sys.stdout.buffer.write(TypeAdapter(Drawn).dump_json(drawn))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
