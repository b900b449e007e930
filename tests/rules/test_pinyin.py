"""Words sound as the whole dictionary of phrases says, although only some of it is loaded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handlers.rules.pinyin import readings, spellings, syllable

ROOT = Path(__file__).resolve().parents[2]
WHOLE = """
import json, sys
from pypinyin import lazy_pinyin
print(json.dumps([lazy_pinyin(word) for word in json.load(sys.stdin)]))
"""


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("银行", "yin hang"),
        ("重庆", "chong qing"),
        ("行业", "hang ye"),
        ("尉迟", "yu chi"),  # a surname that no single character tells
        ("朝阳", "zhao yang"),  # a phrase with two readings takes the first
        ("朝阳区", "chao yang qu"),  # the longest phrase decides
        ("长乐银行", "chang le yin hang"),
        ("高新", "gao xin"),
    ],
)
def test_word_is_read_as_its_phrase(word: str, sound: str) -> None:
    assert spellings([word])[word] == sound.split()


def test_character_has_all_its_readings_and_one_that_is_most_frequent() -> None:
    assert readings("长") >= {"chang", "zhang"}
    assert syllable("行") == "xing"


def test_words_of_the_sample_guide_sound_as_the_whole_dictionary_says() -> None:
    text = (ROOT / "samples" / "guide-2023.txt").read_text(encoding="utf-8")
    words = sorted(
        {run[at : at + 4] for run in re.findall("[一-鿿]{2,}", text) for at in range(0, len(run), 4)}
    )
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYPINYIN")}
    command = [sys.executable, "-c", WHOLE]
    done = subprocess.run(  # noqa: S603  our own
        command, input=json.dumps(words), capture_output=True, text=True, check=True, env=surroundings
    )
    whole = dict(zip(words, json.loads(done.stdout), strict=True))
    found = spellings(words)
    assert {word: found[word] for word in words if found[word] != whole[word]} == {}
