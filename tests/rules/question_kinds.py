"""Make questions of each kind by the grammar of questions."""

# ruff: noqa: E501 - a row of forms stays on one line
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from tests.rules.question_details import (
    DIGITS,
    bare_work,
    by_time,
    by_trade,
    detail,
    foreign_detail,
    modified,
    own_province,
    phoned,
    two_facts,
    two_facts_of_task,
)
from tests.rules.question_grammar import (
    ANSWERED,
    ASKED,
    BEFORE,
    BEHIND,
    CHATTER,
    CITIES,
    ELSEWHERE,
    NAMES,
    PROGRAMME_ASKED,
    PROGRAMMES,
    SHAPES,
    STORIES,
    STRANGE,
    STRANGE_ASKED,
    TASK_ASKED,
    TASK_FRAMES,
    TASKS,
    TRADES,
    UNIT_ASKED,
    UNITS,
    YEARS,
    Made,
    answered,
    joined,
    refused,
)

_FUZZY: Final = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ing", "in"),
    ("eng", "en"),
    ("ang", "an"),
    ("n", "l"),
    ("h", "f"),
)


def _wishes(rng: random.Random) -> tuple[str, str]:
    intent = rng.choice([*ASKED])
    return intent, rng.choice(ASKED[intent])


def _name(rng: random.Random) -> tuple[str, str]:
    number = rng.choice([*NAMES])
    return number, rng.choice(NAMES[number])


def plain(rng: random.Random) -> Made:
    (number, name), (intent, wish) = _name(rng), _wishes(rng)
    return answered("plain", number, intent, joined(name, wish, rng))


def wrapped(rng: random.Random) -> Made:
    (number, name), (intent, wish) = _name(rng), _wishes(rng)
    text = joined(name, wish, rng)
    before = rng.choice(BEFORE) if rng.random() < 0.7 else ""
    behind = rng.choice(BEHIND) if rng.random() < 0.5 or not before else ""
    return answered("wrapped", number, intent, f"{before}{text}{behind}")


def told(rng: random.Random) -> Made:
    (number, name), (intent, wish) = _name(rng), _wishes(rng)
    story = rng.choice(STORIES).format(trade=rng.choice(TRADES))
    return answered("story", number, intent, f"{story}{joined(name, wish, rng)}")


@lru_cache(maxsize=1)
def _alike() -> dict[str, list[str]]:
    """Return the everyday characters by their syllable without tone."""
    from pypinyin import lazy_pinyin

    found: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            try:
                sign = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found.setdefault(lazy_pinyin(sign)[0], []).append(sign)
    return found


def _by_sound(text: str, place: int, rng: random.Random, *, careless: bool) -> str:
    from pypinyin import lazy_pinyin

    sound = lazy_pinyin(text)[place]
    sounds = [sound]
    if careless:
        swaps = [(a, b) for pair in _FUZZY for a, b in (pair, pair[::-1])]
        sounds = [sound.replace(a, b, 1) for a, b in swaps if a in sound]
    others = [sign for each in sounds for sign in _alike().get(each, ()) if sign != text[place]]
    return text[:place] + rng.choice(others) + text[place + 1 :] if others else text


def _typo(rng: random.Random, kind: str, change: Callable[[str, random.Random], str]) -> Made:
    while True:
        (number, name), (intent, wish) = _name(rng), _wishes(rng)
        changed = change(name, rng)
        if changed != name:
            return answered(kind, number, intent, joined(changed, wish, rng))


def sounding(rng: random.Random) -> Made:
    return _typo(
        rng, "typo by sound", lambda name, r: _by_sound(name, r.randrange(len(name)), r, careless=False)
    )


def careless(rng: random.Random) -> Made:
    return _typo(
        rng, "typo by accent", lambda name, r: _by_sound(name, r.randrange(len(name)), r, careless=True)
    )


def shaped(rng: random.Random) -> Made:
    def change(name: str, r: random.Random) -> str:
        places = [place for place, sign in enumerate(name) if sign in SHAPES]
        if not places:
            return name
        place = r.choice(places)
        return name[:place] + SHAPES[name[place]] + name[place + 1 :]

    return _typo(rng, "typo by shape", change)


def asked_wrongly(rng: random.Random) -> Made:
    """Spell the word that is asked for by its sound."""
    number, name = _name(rng)
    intent, words = rng.choice(
        [
            ("phone", "电话"),
            ("mailbox", "邮箱"),
            ("materials", "材料"),
            ("conditions", "条件"),
            ("amount", "补助"),
            ("amount", "经费"),
            ("person", "联系人"),
            ("count", "名额"),
        ]
    )
    said = _by_sound(words, rng.randrange(2), rng, careless=False)
    wish = {"mailbox": "的{}发一下", "phone": "的{}是多少", "amount": "{}多少", "count": "的{}有几个"}.get(
        intent, "的{}是什么"
    ).format(said)
    return answered("typo in wish", number, intent, f"{name}{wish}")


def traditional(rng: random.Random) -> Made:
    from opencc import OpenCC

    (number, name), (intent, wish) = _name(rng), _wishes(rng)
    return answered("traditional", number, intent, OpenCC("s2t").convert(joined(name, wish, rng)))


def pinyin(rng: random.Random) -> Made:
    from pypinyin import lazy_pinyin

    (number, name), (intent, wish) = _name(rng), _wishes(rng)
    blank = rng.choice(["", " "])
    return answered(
        "pinyin", number, intent, blank.join(lazy_pinyin(name)) + " " + blank.join(lazy_pinyin(wish))
    )


def numbered(rng: random.Random) -> Made:
    number, (intent, wish) = rng.choice([*NAMES]), _wishes(rng)
    topic, category = number.split(".")
    c1, c2 = DIGITS[topic], DIGITS[category]
    form = rng.choice(
        [
            f"{topic}.{category}",
            f"{topic}-{category}",
            f"{c1}之{c2}",
            f"专题{c1}类别{category}",
            f"第{c1}个专题的第{c2}类",
            f"{c1}点{c2}",
            f"专题{topic}第{category}个",
            f"专题{c1}的第{c2}个项目类别",
        ]
    )
    return answered("numbers", number, intent, f"{form}{rng.choice(['', '的', '那个', '项目'])}{wish}")


def two_wishes(rng: random.Random) -> Made:
    number, name = _name(rng)
    (_, first), (_, second) = _wishes(rng), _wishes(rng)
    form = rng.choice(
        [
            "{n}{a}，{b}",
            "{n}{a}？另外{b}？",
            "{n}{a}，还有{b}",
            "{n}{a}，顺便问下{b}",
            "{n}，{a}，{b}",
            "我想弄{n}，{a}，{b}",
        ]
    )
    return Made("two wishes", form.format(n=name, a=first, b=second), ANSWERED, None, frozenset({number}))


def two_categories(rng: random.Random) -> Made:
    first, second = rng.sample([*NAMES], 2)
    intent, wish = rng.choice(
        [
            ("amount", "各给多少钱"),
            ("phone", "的电话分别是多少"),
            ("person", "分别找谁"),
            ("amount", "哪个钱多"),
            ("amount", "加起来多少钱"),
            ("amount", "差多少钱"),
            ("materials", "各要什么材料"),
        ]
    )
    a, b = NAMES[first][0], NAMES[second][0]
    return Made(
        "two categories",
        f"{a}{rng.choice('和跟与')}{b}{wish}",
        ANSWERED,
        frozenset({intent, "list"}),
        frozenset({first, second}),
    )


def half_foreign(rng: random.Random) -> Made:
    """Ask something foreign behind what is answered: the answer stays, the outcome is the weaker one."""
    (_, name), (_, wish) = _name(rng), _wishes(rng)
    return Made("half foreign", f"{name}{wish}，{rng.choice(ELSEWHERE)}", frozenset({"none"}), None, None)


def task(rng: random.Random) -> Made:
    number = rng.choice([*TASKS])
    intent = rng.choice([*TASK_ASKED])
    text = rng.choice(TASK_FRAMES).format(name=rng.choice(TASKS[number]), wish=rng.choice(TASK_ASKED[intent]))
    return Made(
        "task by noun",
        text,
        ANSWERED,
        frozenset({intent, "task", "person", "department"}),
        None,
        frozenset({number}),
    )


def unit(rng: random.Random) -> Made:
    name = rng.choice([*UNITS])
    return Made(
        "tasks of unit",
        rng.choice(UNIT_ASKED).format(unit=name),
        ANSWERED,
        None,
        None,
        frozenset(UNITS[name]),
    )


def other_place(rng: random.Random) -> Made:
    (_, name), (_, wish) = _name(rng), _wishes(rng)
    return refused(
        "other place", f"{rng.choice(CITIES)}{rng.choice(['', '市', '市的', '的'])}{joined(name, wish, rng)}"
    )


def other_year(rng: random.Random) -> Made:
    (_, name), (_, wish) = _name(rng), _wishes(rng)
    return refused("other year", f"{rng.choice(YEARS)}{rng.choice(['', '的'])}{name}{wish}")


def strange_thing(rng: random.Random) -> Made:
    _, name = _name(rng)
    return refused("strange thing", f"{name}{rng.choice(STRANGE_ASKED).format(thing=rng.choice(STRANGE))}")


def programme(rng: random.Random) -> Made:
    before = rng.choice(BEFORE) if rng.random() < 0.3 else ""
    return refused("foreign programme", f"{before}{rng.choice(PROGRAMMES)}{rng.choice(PROGRAMME_ASKED)}")


def elsewhere(rng: random.Random) -> Made:
    return refused("not in guides", f"{_name(rng)[1]}{rng.choice(ELSEWHERE)}")


def chatter(rng: random.Random) -> Made:
    behind = rng.choice(BEHIND) if rng.random() < 0.3 else ""
    return refused("chatter", f"{rng.choice(CHATTER)}{behind}")


KINDS: Final[tuple[Callable[[random.Random], Made], ...]] = (
    plain, wrapped, told, sounding, careless, shaped, asked_wrongly, traditional, pinyin, numbered, phoned, two_wishes, two_categories,
    half_foreign, task, unit, other_place, other_year, strange_thing, programme, elsewhere, chatter,
    two_facts, two_facts_of_task, detail, foreign_detail, by_trade, bare_work, by_time, own_province, modified,
)  # fmt: skip


def made(count: int, seed: int) -> Iterator[Made]:
    """Make so many questions of each kind, the same for the same seed."""
    for kind in KINDS:
        rng = random.Random(f"{kind.__name__}-{seed}")  # noqa: S311 - no secret depends on it
        yield from (kind(rng) for _ in range(count))
