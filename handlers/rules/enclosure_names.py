"""What the files of a submission are called when they reach the department."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.file_names import safe_name, suffix

# Where the name of a material ends and its conditions begin: 营业执照（复印件，加盖公章）
_NAME_END: Final = re.compile(r"[（(，,；;。:：\n]|(?:如有|若有|原件|复印件|扫描件)")
_LONGEST_NAME: Final = 24  # characters; the cover note has the whole
_LONGEST_UNIT: Final = 30


def enclosure_name(number: int, name: str, item: str | None, unit: str | None) -> str:
    """Return `序号_材料名_单位.ext`: the name of the material, or of the file where nobody said which it is.

    The unit is left out where nobody named it.
    """
    tail = suffix(name)
    stem = name[: -len(tail) - 1] if tail else name
    parts = [material_name(item) if item else stem, unit[:_LONGEST_UNIT] if unit else None]
    whole = "_".join(each.replace("/", "、") if each is not stem else each for each in parts if each)
    return f"{number:02d}_{safe_name(f'{whole}.{tail}' if tail else whole)}"


def material_name(item: str) -> str:
    """Return the name that an item of the guide's list begins with."""
    text = re.sub(r"^[\s\d.、)）(（一二三四五六七八九十]+(?=[、.)）])[、.)）]", "", item.strip())
    end = _NAME_END.search(text, 2)
    return (text[: end.start()] if end else text).strip("《》“” ")[:_LONGEST_NAME] or text[:_LONGEST_NAME]
