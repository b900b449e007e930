"""Find a font on this machine that holds Chinese letters."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Font:
    """A font file; `number` chooses a face of a collection."""

    path: Path
    number: int = 0


# Where systems keep them; outlines that are quick to cut come first, the large Noto collections last.
KNOWN: Final = (
    Font(Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")),  # Debian, Ubuntu: fonts-wqy-microhei
    Font(Path("/usr/share/fonts/wqy-microhei/wqy-microhei.ttc")),  # Fedora
    Font(Path("/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc")),  # openSUSE, Arch
    Font(Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")),  # Debian, Ubuntu: fonts-wqy-zenhei
    Font(Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")),  # fonts-droid-fallback
    Font(Path("C:/Windows/Fonts/msyh.ttc")),  # Windows
    Font(Path("C:/Windows/Fonts/simhei.ttf")),
    Font(Path("/System/Library/Fonts/STHeiti Light.ttc")),  # macOS
    Font(Path("/System/Library/Fonts/PingFang.ttc")),
    Font(Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 2),  # Debian; the third is SC
    Font(Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"), 2),  # Arch
    Font(Path("/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc"), 2),  # Fedora
)
SUFFIXES: Final = (".ttf", ".ttc", ".otf", ".otc")
FACE: Final = 0xFFFF  # the bits of fontconfig's index that count faces; the rest counts named styles
NO_FONT: Final = "没有找到中文字体，请安装 fonts-wqy-microhei，或在 [receipt] font 里指明"
SECONDS: Final = 10.0


def find_font(named: Path | None = None) -> Font | None:
    """Return the font that is named, else the first known one, else what fontconfig knows; None for none."""
    if named is not None:
        return Font(named) if named.is_file() else None
    return next((font for font in KNOWN if font.path.is_file()), None) or _from_fontconfig()


def _from_fontconfig() -> Font | None:
    command = ["fc-list", "--format", "%{file}\t%{index}\n", ":lang=zh-cn"]
    try:
        listed = subprocess.run(  # noqa: S603 - nothing of it comes from outside
            command, capture_output=True, text=True, timeout=SECONDS, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    rows = (line.partition("\t") for line in sorted(listed.splitlines()))
    fonts = [Font(Path(path), int(index or 0) & FACE) for path, _, index in rows]
    return next((font for font in fonts if font.path.suffix.lower() in SUFFIXES), None)
