"""Find what was typed by sound, by shape or in pinyin among the words that a guide knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from handlers.rules.pinyin import readings, syllable

_MOST: Final = 0.6  # of the letters of a run
_GRAMS: Final = (4, 3, 2)  # characters of the words that are found by sound
# The most frequent surnames, without those that are everyday words before a name: 和, 向, 于, 从.
SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦柳邢骆"
    "岳齐梅庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴席卫查屈鲍覃霍翁隋植甘景薄单柏宁柯阮桂闵解强柴华车冉房边"
)
# What may stand behind a name of two characters; anything else may be its third.
_NAME_ENDS: Final = re.compile(
    "$|[^\u4e00-\u9fff]|老师|同志|先生|女士|科长|主任|处长|经理|的|电|手机|号码|邮|联系|负责|管|是|在|归|属|呢|吗|分管|主管|对接"
)
_LATIN: Final = re.compile(r"[a-zü]+(?:[' ]+[a-zü]+)*")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
# Sounds that many speakers do not tell apart: (pattern, one form of both).
_ALIKE: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^zh", "z"),  # retroflex and flat
        ("^ch", "c"),  # retroflex and flat
        ("^sh", "s"),  # retroflex and flat
        ("^l", "n"),  # southern
        ("^h(?=u)", "f"),  # southern
        ("ng$", "n"),  # back and front nasals
    )
)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words by their sound: exact syllables joined, syllables of a careless speaker joined."""

    exact: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, tuple[str, ...]]
    surnames: Mapping[str, tuple[str, ...]]  # the surname's syllable -> persons
    longest: int
    coined: frozenset[str] = frozenset()  # what people say for the names
    written: frozenset[str] = frozenset()  # these, and all short stretches of the names

    def near(self, said: str, exact: str, alike: str) -> list[str]:
        """Return the stretches of names that sound like a Chinese one as long, by its joined syllables."""
        found = (*self.exact.get(exact, ()), *self.alike.get(alike, ()))
        return [word for word in found if len(word) == len(said) and word != said and word in self.written]

    def resembles(self, said: str) -> bool:
        """Tell whether a Chinese stretch sounds like one of a name."""
        return bool(self.near(said, "".join(map(syllable, said)), "".join(map(careless, said))))

    def words(self, said: str) -> tuple[str, ...]:
        """Return the words that sound like a Chinese stretch, which itself is none of them."""
        syllables = [syllable(character) for character in said]
        found = self.exact.get("".join(syllables), ())
        if not found and len(said) > 2:  # noqa: PLR2004 - two careless syllables fit too much
            found = self.alike.get("".join(map(_careless, syllables)), ())
        return tuple(word for word in found if len(word) == len(said) and word != said)

    def misspelt_person(self, text: str) -> tuple[str, int, int] | None:
        """Find a stretch of a Chinese text that sounds like a contact's name: (person, start, end).

        The surname stands as it is or in a character of its sound that is no surname; one of the other
        syllables may be a little off in a name of three, a careless speaker's in a name of two.
        """
        for start in range(len(text) - 1):
            for person in self.surnames.get(syllable(text[start]), ()):
                end = start + len(person)
                kept = text[start] == person[0] or text[start] not in SURNAMES
                if end <= len(text) and kept and _alike(text[start + 1 : end], person[1:]):
                    whole = len(person) > 2 or _NAME_ENDS.match(text, end)  # noqa: PLR2004
                    if whole and (text[start] == person[0] or len(person) > 2):  # noqa: PLR2004
                        return person, start, end
        return None

    def spoken(self, text: str, *, whole: bool = False) -> str:
        """Replace pinyin by the words that it spells, where most (or the whole) of a run is understood."""
        return _LATIN.sub(lambda match: self._spelled(match[0], 1.0 if whole else _MOST), text)

    def _spelled(self, run: str, least: float) -> str:
        letters = re.sub("[' ]", "", run).replace("shei", "shui")  # both are 谁
        words = self._best(letters)
        read = sum(len(spelling) for spelling, word in words if word)
        if read < len(letters) * least:
            return run
        return ("" if read == len(letters) else " ").join(word or "" for _, word in words)

    def _best(self, letters: str) -> list[tuple[str, str | None]]:
        """Cut letters into known spellings: the most letters read, then the fewest words."""
        best: list[tuple[int, int, list[tuple[str, str | None]]]] = [(0, 0, [])]
        for end in range(1, len(letters) + 1):
            read, cuts, words = best[end - 1]
            options = [(read, cuts, [*words, (letters[end - 1], None)])]
            for start in range(max(0, end - self.longest), end - 1):
                spelling = letters[start:end]
                found = self.exact.get(spelling)
                if found:
                    read, cuts, words = best[start]
                    options.append((read + len(spelling), cuts - 1, [*words, (spelling, found[0])]))
            best.append(max(options, key=lambda option: option[:2]))
        return best[-1][2]


def sounds(
    names: Iterable[str], words: Iterable[str], persons: Iterable[str], coined: Iterable[str] = ()
) -> Sounds:
    """Index names by all their short stretches, words, persons and what is said for names as a whole."""
    said = frozenset(coined)
    exact: dict[str, tuple[str, ...]] = {}
    alike: dict[str, tuple[str, ...]] = {}
    known_persons = {"".join(map(syllable, person)): person for person in persons}
    whole = [word for word in (*words, *known_persons.values(), *said) if _CHINESE.match(word)]
    stretches = dict.fromkeys(gram for name in names for gram in _grams(name))
    for word in dict.fromkeys([*whole, *stretches]):
        syllables = [syllable(character) for character in word]
        for table, spelling in ((exact, "".join(syllables)), (alike, "".join(map(_careless, syllables)))):
            table[spelling] = (*table.get(spelling, ()), word)
    surnames: dict[str, tuple[str, ...]] = {}
    for person in known_persons.values():
        surname = syllable(person[0])
        surnames[surname] = (*surnames.get(surname, ()), person)
    written = said.union(stretches)
    return Sounds(exact, alike, surnames, max(map(len, exact), default=0), said, written)


def _alike(said: str, given: str) -> bool:
    """Tell whether two given names sound the same but for one syllable that is a little off."""
    if not all(map(_CHINESE.match, said)):
        return False
    pairs = [(readings(one), readings(other)) for one, other in zip(said, given, strict=True)]
    off = [(one, other) for ones, others in pairs if not ones & others for one in ones for other in others]
    several = sum(not ones & others for ones, others in pairs) > 1
    near = any(_careless(one) == _careless(other) for one, other in off)
    slips = len(pairs) > 1 and any(_one_letter_off(one, other) for one, other in off)
    return not off or (not several and (near or slips))


def _one_letter_off(one: str, other: str) -> bool:
    """Tell whether syllables differ in one letter within: jun and jin, but not their first letter."""
    same = len(one) == len(other) and one[0] == other[0]
    return same and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _grams(name: str) -> Iterator[str]:
    for part in re.findall(r"[\u4e00-\u9fff]{2,}", name):
        for length in _GRAMS:
            for start in range(len(part) - length + 1):
                yield part[start : start + length]


@lru_cache(maxsize=32768)
def careless(character: str) -> str:
    """Return the syllable of a character as a careless speaker says it."""
    return _careless(syllable(character))


@lru_cache(maxsize=4096)
def _careless(sound: str) -> str:
    for pattern, form in _ALIKE:
        sound = pattern.sub(form, sound)
    return sound
