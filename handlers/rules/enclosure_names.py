"""What the files of a submission are called when they reach the department."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import partial_ratio

from handlers.rules.checklist import names_same
from handlers.rules.file_names import safe_name, suffix

# Where the name of a material ends and its conditions begin: 营业执照（复印件，加盖公章）
_NAME_END: Final = re.compile(r"[（(，,；;。:：\n]|(?:如有|若有|原件|复印件|扫描件)")
_ALTERNATIVES: Final = re.compile(r"[、/]|或者?|以?及|和")
_AROUND: Final = "《》“” "
_ALIKE: Final = 90  # of 100
_SHORTEST: Final = 3  # characters that are compared
_LONGEST_NAME: Final = 24  # characters; the cover note has the whole
_LONGEST_UNIT: Final = 30


@lru_cache(maxsize=200)  # asked for the file and for its line in the cover note
def enclosure_name(number: int, name: str, item: str | None, unit: str | None) -> str:
    """Return `序号_材料名_单位.ext`: the name of the material, or of the file where nobody said which it is.

    The unit is left out where nobody named it.
    """
    tail = suffix(name)
    stem = name[: -len(tail) - 1] if tail else name
    parts = [material_name(item, stem) if item else stem, unit[:_LONGEST_UNIT] if unit else None]
    whole = "_".join(each.replace("/", "、") if each is not stem else each for each in parts if each)
    return f"{number:02d}_{safe_name(f'{whole}.{tail}' if tail else whole)}"


def material_name(item: str, stem: str = "") -> str:
    """Return the name that an item of the guide's list begins with.

    Of an item that takes one of several papers (营业执照或登记证), the one that the file's own name tells. Of
    a long one the end, where the noun stands.
    """
    text = re.sub(r"^[\s\d.、)）(（一二三四五六七八九十]+(?=[、.)）])[、.)）]", "", item.strip())
    end = _NAME_END.search(text, 2)
    whole = (text[: end.start()] if end else text).strip(_AROUND).removesuffix("的") or text
    papers = [each.strip(_AROUND) for each in _ALTERNATIVES.split(whole)]
    return (_told(papers, stem) or whole)[-_LONGEST_NAME:].strip(_AROUND)


def _told(papers: Sequence[str], stem: str) -> str | None:
    """Return the one paper that a file's name tells; None where it tells several or none."""
    if len(papers) > 1:
        for tells in (_alike, names_same):
            told = [each for each in papers if tells(each, stem)]
            if len(told) == 1:
                return told[0]
    return None


def _alike(paper: str, stem: str) -> bool:
    return min(len(paper), len(stem)) >= _SHORTEST and partial_ratio(paper, stem) >= _ALIKE
