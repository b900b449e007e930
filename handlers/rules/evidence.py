"""Evidence that a mail belongs to a category: a table of rows, each with a strength and a reason in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from handlers.rules.category_terms import Profile, words_of
from handlers.rules.contact_evidence import by_contact, by_department, by_salutation
from handlers.rules.mail_reading import Found, Reading
from handlers.rules.mail_segments import Place, Segment
from handlers.rules.synonyms import TERMS

_LEAST_RUN: Final = 2  # characters of a name that count when they stand alone as a word
_NAME_GAIN: Final = 2.3  # log-odds for a run whose pairs weigh 1 together
_ONE_WORD: Final = 2.8  # log-odds that a single word of a name reaches: other matters use it as well
_OWN_WORD: Final = 4.4  # the same for a longer word that no other category uses
_OWN_STRETCH: Final = 3.2  # the same for four characters of the printed name that are its own
_OWN_MORE: Final = 0.4  # log-odds of each further character
_NAME_MOST: Final = 9.0  # no name says more
_FULL_NAME: Final = 7.5  # log-odds of the whole printed name
_TELLING_NAME: Final = 6.0  # log-odds of all of a name that is no general word
_BRIEF_NAME: Final = 5.6  # log-odds of a whole name of two or three characters that stands by itself
_LEAST_CORE: Final = 4  # characters of a name below which it is no name of its own
_PART: Final = 0.55  # share of the name from which on a part of it counts as such
_LEAST_PART: Final = 5  # characters of such a part
_REPEATED: Final = 0.3  # what the same words count at a second place
_AIMED: Final = 1.0  # log-odds more where it is what somebody applies for
_APPLIED_FOR: Final = r"(?:申报|申请)(?!通知|指南|条件)[^,，。;；\n]{0,6}"
_SHORT_NAME: Final = 3.2  # log-odds of a short name that points to one category
_SOLE: Final = 5.4  # log-odds of the number of a topic that has one category
_TOPIC: Final = 2.0  # log-odds of the number of a topic that has several
_COINED: Final = 2.8  # log-odds of a word that only this category puts in quotation marks
_COINED_LONG: Final = 4.0  # the same for one of four characters or more
_WORDS_MOST: Final = 4.2  # log-odds that the words of a category's text reach together
_WORDS_HALF: Final = 2.5  # sum of word weights that gives two thirds of it
_PHRASES_MOST: Final = 4.2  # log-odds that sentences of the guide reach together
_PHRASES_HALF: Final = 4.0  # stretches of five characters that give two thirds of it
_AMOUNT: Final = 1.4  # log-odds of an amount that no other category pays
_TIERED: Final = 0.8  # log-odds more where its tier is named too: 重点项目 5万元
_TIER: Final = 8  # characters of the longest name of a tier
_CALLED: Final = 1.6  # how much more a word of the subject or of a file's name counts
_SAID_BEFORE: Final = 0.4  # share that a word counts which the name has counted already
# Everyday words and what documents print for them.
_LONG: Final = dict(TERMS)


@lru_cache(maxsize=1024)  # several rows ask the same of each piece
def name_strength(profile: Profile, segment: Segment) -> float:
    """Measure how much of a category's name stands in a piece of a mail, in log-odds."""
    if segment.pairs.isdisjoint(profile.pairs):
        return 0.0
    runs = _runs(profile, segment)
    telling = _NAME_GAIN * sum(weight for _, weight in runs)
    if len(runs) == 1 and len(words_of(runs[0][0])) == 1:
        telling = min(telling, _OWN_WORD if _is_own_word(profile, runs[0][0]) else _ONE_WORD)
    own = _own_strength(profile, segment, [run for run, _ in runs])
    return min(_NAME_MOST, max(telling, own, _whole_strength(profile, segment)))


def _own_strength(profile: Profile, segment: Segment, runs: list[str]) -> float:
    """Measure a stretch of the printed name around a telling one that no other category has."""
    own = [
        each
        for each in stretches(profile.printed, segment.bare)
        if len(each) >= _LEAST_CORE and each not in profile.elsewhere and any(run in each for run in runs)
    ]
    longest = max(map(len, own), default=0)
    return min(_OWN_WORD, _OWN_STRETCH + _OWN_MORE * (longest - _LEAST_CORE)) if longest else 0.0


def _is_own_word(profile: Profile, word: str) -> bool:
    """Tell whether no other category of the guide uses a word of three characters or more."""
    return len(word) > _LEAST_RUN and word not in profile.elsewhere


def named_in(profile: Profile, segment: Segment) -> float:
    """Measure how far a piece of a mail names a category outright, in weighted log-odds."""
    short = _SHORT_NAME if any(name in segment.plain for name in profile.short) else 0.0
    return segment.weight * (name_strength(profile, segment) + short)


def _whole_strength(profile: Profile, segment: Segment) -> float:
    """Measure a name made of general words: it tells by being there whole, or nearly so."""
    if is_full_name(profile, segment):
        return _FULL_NAME
    if len(profile.core) < _LEAST_CORE:
        return _BRIEF_NAME if _is_called_so(profile.core, segment.plain) else 0.0
    if _is_all_telling(profile, segment):
        return _TELLING_NAME
    part = max(stretches(profile.core, segment.bare), key=len, default="")
    share = len(part) / max(1, len(profile.core))
    if len(part) < _LEAST_PART or share < _PART or part in profile.elsewhere:
        return 0.0
    return _FULL_NAME * (share - _PART / 2)


@lru_cache(maxsize=4096)  # the same for the name, its core and the runs of each category
def stretches(name: str, text: str) -> tuple[str, ...]:
    """Find the longest stretches of a name in a text, of two characters or more."""
    found, past = [], 0
    for start in [at for at in range(len(name) - 1) if name[at : at + _LEAST_RUN] in text]:
        if start < past:
            continue
        end = start + _LEAST_RUN
        while end < len(name) and name[start : end + 1] in text:
            end += 1
        found.append(name[start:end])
        past = end
    return tuple(found)


def is_full_name(profile: Profile, segment: Segment) -> bool:
    """Tell whether a category's whole name stands in a piece of a mail, save for place, year and ending."""
    return len(profile.core) >= _LEAST_CORE and profile.core in segment.bare


def _is_all_telling(profile: Profile, segment: Segment) -> bool:
    """Tell whether all of a name but its general words stands there, and not as a place: 农业科技园区内."""
    title = profile.title
    if len(title) < _LEAST_PART or title not in segment.bare or title in profile.elsewhere:
        return False
    return re.search(rf"{re.escape(title)}(?![内里中范核入企上])", segment.bare) is not None


def _is_called_so(core: str, text: str) -> bool:
    """Tell whether a very short name stands by itself, as the name of what is handed in: 光伏申报材料."""
    name = rf"{re.escape(core)}(?:类|项目|专项|方向)*"
    pattern = rf"(?:(?<![\u4e00-\u9fff])|申[报请]){name}(?:申[报请]|材料|$|[^\u4e00-\u9fff])"
    return len(core) >= _LEAST_RUN and re.search(pattern, text, re.MULTILINE) is not None


def _runs(profile: Profile, segment: Segment) -> list[tuple[str, float]]:
    """Find the longest stretches of a name in a text, with the weight of their pairs of characters."""
    found = []
    for chunk in profile.chunks:
        for run in stretches(chunk, segment.text):
            weight = sum(profile.pairs.get(run[at : at + 2], 0.0) for at in range(len(run) - 1))
            if len(run) > _LEAST_RUN or _stands_alone(run, segment.text):
                found.append((run, weight))
    return found


def _stands_alone(pair: str, text: str) -> bool:
    """Tell whether two characters are a word of the text, not the seam of two others (科研|学院)."""
    if f"|{pair}|" in f"{text}|":  # it was put behind the text as a word
        return True
    at = text.find(pair)
    around = text[max(0, at - 8) : at + 10]
    return (at >= 0 and pair in set(words_of(around))) or pair == text.strip()


def _by_name(profile: Profile, mail: Reading) -> Found | None:
    """Look for the name or parts of it; the place where they count most leads, others add a little."""
    if mail.pairs.isdisjoint(profile.pairs):
        return None
    hits = sorted(
        ((segment.weight * name_strength(profile, segment), segment) for segment in mail.segments),
        key=lambda hit: hit[0],
        reverse=True,
    )
    if not hits or hits[0][0] <= 0:
        return None
    best = hits[0][1]
    strength = min(_NAME_MOST + 2, hits[0][0] + _REPEATED * sum(each for each, _ in hits[1:]))
    if is_full_name(profile, best):
        return Found(strength, f"{best.place}写有类别名称“{profile.name}”")
    runs = [run for run, weight in _runs(profile, best) if weight > 0]
    if any(re.search(_APPLIED_FOR + re.escape(run), best.text) for run in runs):
        strength += _AIMED
    return Found(strength, f"{best.place}含类别名称中的字词“{'、'.join(runs) or profile.core}”")


def _by_short_name(profile: Profile, mail: Reading) -> Found | None:
    """Look for a short name: one that the guide defines, or the name with its middle left out."""
    for segment in mail.heaviest if profile.short else ():
        for name in profile.short:
            if name in segment.plain:
                return Found(_SHORT_NAME * segment.weight, f"{segment.place}含简称“{name}”")
    return None


def _by_coined(profile: Profile, mail: Reading) -> Found | None:
    """Look for a word that only this category puts in quotation marks."""
    for segment in mail.heaviest if profile.coined else ():
        named = [each for each in profile.coined if each in segment.plain]
        if named:
            strength = _COINED_LONG if max(map(len, named)) >= _LEAST_CORE else _COINED
            return Found(strength * segment.weight, f"{segment.place}提到“{'、'.join(named)}”")
    return None


def _by_number(profile: Profile, mail: Reading) -> Found | None:
    """Look for the printed number: 专题一类别1, 1.1, or the document's own code."""
    if strength := mail.numbers.categories.get(profile.id):
        return Found(strength, f"写有编号 {profile.id}")
    speaking = [s for s in mail.segments if s.place in {Place.SUBJECT, Place.NAMES}]
    code = profile.code and re.compile(rf"(?<![\w]){re.escape(profile.code.lower())}(?![\w])")
    if code and any(code.search(segment.plain) for segment in speaking):
        return Found(4.0, f"写有代码 {profile.code}")
    topic = profile.id.partition(".")[0]
    if topic in mail.numbers.topics:
        return Found(_SOLE if profile.sole else _TOPIC, f"写有专题 {topic}")
    return None


def _by_words(profile: Profile, mail: Reading) -> Found | None:
    """Count words that this category's text uses and hardly any other."""
    hits = {
        word: weight * _share(profile, mail, word)
        for word in mail.words
        if (weight := profile.words.get(word))
    }
    if not hits:
        return None
    strength = _WORDS_MOST * (1 - math.exp(-sum(hits.values()) / _WORDS_HALF))
    best = sorted(hits, key=lambda word: (-hits[word], -len(word), word))[:4]
    return Found(strength, f"内容用词相近：{'、'.join(best)}")


def _share(profile: Profile, mail: Reading, word: str) -> float:
    """Tell how much a word counts: less where the name has counted it, more where the writer calls it so."""
    if word in profile.title or _LONG.get(word, "|") in profile.title:
        return _SAID_BEFORE
    return _CALLED if word in mail.called else 1.0


def _by_phrases(profile: Profile, mail: Reading) -> Found | None:
    """Count phrases that this category's text has and no other."""
    hits = {each for each in mail.phrases & profile.phrases if each not in profile.title}
    if not hits:
        return None
    strength = _PHRASES_MOST * (1 - math.exp(-len(hits) / _PHRASES_HALF))
    return Found(strength, f"有指南原文的语句：{'、'.join(sorted(hits)[:3])}")


def _by_amount(profile: Profile, mail: Reading) -> Found | None:
    """Look for the amount that is asked for, where hardly another category pays it."""
    wan = max(mail.amounts & profile.amounts.keys(), key=lambda each: profile.amounts[each], default=None)
    if wan is None:
        return None
    tier = profile.tiers.get(wan, "")
    is_tier = 0 < len(tier) <= _TIER and any(tier in segment.plain for segment in mail.segments)
    strength = _AMOUNT * profile.amounts[wan] + (_TIERED if is_tier else 0.0)
    return Found(strength, f"金额{wan:g}万元与这个类别相符")


def _by_history(profile: Profile, mail: Reading) -> Found | None:
    """Recall what the sender handed in before, as a person confirmed it."""
    if profile.id not in mail.earlier:
        return None
    return Found(1.5, "发件人以前申报过这个类别")


Row = Callable[[Profile, Reading], "Found | None"]

# The rows, the most telling first. Each only answers; adding up is the classifier's part.
ROWS: Final[tuple[tuple[str, Row], ...]] = (
    ("name", _by_name),  # what it is called
    ("short", _by_short_name),  # what people call it
    ("coined", _by_coined),  # what only this category speaks of
    ("number", _by_number),  # where it stands in the guide
    ("contact", by_contact),  # who is in charge
    ("salutation", by_salutation),  # who is addressed
    ("department", by_department),  # which department is in charge
    ("words", _by_words),  # what it is about
    ("phrases", _by_phrases),  # whether it uses the guide's own sentences
    ("amount", _by_amount),  # how much is asked for
    ("history", _by_history),  # what the sender did before
)

_CONTRADICTED: Final = 3.0  # log-odds by which another name must lead for the number to be set aside
_NAMED: Final = 4.0  # log-odds from which on a name is meant


def contradicted_number(found: Mapping[str, Mapping[str, Found]]) -> tuple[str, str] | None:
    """Find a written number that disagrees with the written name: (number, category by name), else None."""
    names = {key: rows["name"].strength if "name" in rows else 0.0 for key, rows in found.items()}
    best = max(names, key=lambda key: names[key], default=None)
    if best is None or names[best] < _NAMED:
        return None
    numbered = [key for key, rows in found.items() if "number" in rows and rows["number"].strength > _TOPIC]
    wrong = next((key for key in numbered if names[best] - names[key] >= _CONTRADICTED), None)
    return (wrong, best) if wrong and best not in numbered else None
