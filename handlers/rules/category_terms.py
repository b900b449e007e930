"""What tells a guide's categories apart, computed from the guide itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handlers.rules.category_names import abbreviations, bare_name, own_places, whole_text
from handlers.rules.guide import Category, Guide, addressee, department
from handlers.rules.spelling import folded

# Words that most guides of this kind use in most names: they say little, whoever uses them.
_GENERIC: Final = frozenset(
    # what it is about
    {
        "科技",
        "创新",
        "技术",
        "科学",
        "产业",
        "企业",
        "公司",
        "社会",
        "区域",
        "城市",
        "地市",
        "农村",
        "领域",
        "高新",
        "新技",
        "中小",
    }
    # who does it
    | {"平台", "中心", "基地", "机构", "团队", "人才", "单位", "服务", "管理", "运营", "体系", "资源", "制度"}
    # what is done
    | {
        "研究",
        "工程",
        "研发",
        "开发",
        "开展",
        "科研",
        "创业",
        "建设",
        "发展",
        "提升",
        "支持",
        "促进",
        "推动",
        "培育",
        "合作",
        "实施",
    }
    | {"应用", "示范", "推广", "引进", "支撑", "深度", "融合", "活动", "大赛", "成果", "能力", "智能", "数字"}
    # what kind of project it is
    | {
        "重大",
        "重点",
        "一般",
        "专项",
        "项目",
        "计划",
        "工作",
        "类别",
        "省级",
        "市级",
        "国家",
        "关键",
        "核心",
        "有限",
    }
    | {"奖励", "资金", "补助", "申报", "申请", "材料"}
    # papers that come along with any application
    | {"合同", "协议", "报告", "证书", "审计"}
)
_GENERIC_PAIRS: Final = frozenset(word[at : at + 2] for word in _GENERIC for at in range(len(word) - 1))
_GENERIC_WEIGHT: Final = 0.15  # of a pair of characters that belongs to such a word
_SHORTEST_CHUNK: Final = 2
_FULL_NAME: Final = 3  # characters of a name whose given name tells a person
_SHINGLE: Final = 5  # characters that hardly two texts share by chance
_SIGNS: Final = re.compile(r"[\W\d_]+")
_RARE: Final = 3  # a word of the text that more categories use tells nothing
_YEAR: Final = re.compile(r"20\d\d年?度?")
_ENDING: Final = re.compile(r"(?:资助|补助|补贴)?(?:项目|专项|工作|类别)+$")
_QUOTED: Final = re.compile(r"[“‘\"「『]([\u4e00-\u9fff]{2,8})[”’\"」』]")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True, eq=False)  # known by itself, as a key of caches
class Profile:
    """What a category is known by.

    `printed` is the name without place and year, `core` without its ending too; `title` is it without
    general words, and `chunks` are its telling stretches, `own_words` words that no other
    name has; `pairs` weigh their pairs of characters,
    near 1 for one that no other category has. `words` weigh the words of its text, `phrases` are stretches
    of five characters that no other has. `short` are short names: those that the text defines, and the
    name with its middle left out. `coined` are words that it alone puts in quotation marks. `text` is what it
    says of itself, `elsewhere` what all others say. `sole` is true for the only category of its topic,
    `alone` for the only one of its department. `own_people` are in charge of it alone, `given` are given
    names of its people that nobody else bears. `amounts` are those that it pays, in 万元, with a weight
    of 1 for one that no other category pays; `tiers` name the projects that get them.
    """

    id: str
    name: str
    title: str
    mailbox: str | None
    department: str | None
    core: str
    printed: str
    text: str
    elsewhere: str
    chunks: tuple[str, ...]
    own_words: tuple[str, ...]
    pairs: Mapping[str, float]
    words: Mapping[str, float]
    short: tuple[str, ...]
    coined: tuple[str, ...]
    phrases: frozenset[str]
    people: tuple[str, ...]
    phones: tuple[str, ...]
    surnames: str
    code: str | None
    sole: bool
    alone: bool
    own_people: frozenset[str]
    given: tuple[str, ...]
    amounts: Mapping[float, float]
    tiers: Mapping[float, str]
    materials: tuple[str, ...]


def profiles(guide: Guide) -> tuple[Profile, ...]:
    """Compute the profile of each category of a guide."""
    places = own_places(guide)
    titles = {each.id: bare_name(each.name, places) for each in guide.categories}
    texts = {each.id: whole_text(each) for each in guide.categories}
    in_titles = _holders(_pairs(title) for title in titles.values())
    in_texts = _holders(_pairs(text) for text in texts.values())
    words = {key: frozenset(words_of(text)) for key, text in texts.items()}
    in_words = _holders(words.values())
    phrases = {key: shingles(text) for key, text in texts.items()}
    in_phrases = _holders(phrases.values())
    surnames = _surnames(guide)
    in_charge = Counter(person for each in guide.categories for person in _people(each))
    given = Counter(person[1:] for person in in_charge)
    paid = Counter(wan for each in guide.categories for wan in _amounts(each))
    departments = Counter(addressee(guide, each) for each in guide.categories)
    count = len(guide.categories)
    return tuple(
        Profile(
            id=each.id,
            name=each.name,
            title=titles[each.id].replace("|", ""),
            mailbox=addressee(guide, each),
            department=department(each),
            core=_core(each.name, places),
            printed=_printed(each.name, places),
            text=texts[each.id],
            elsewhere="\n".join(text for key, text in texts.items() if key != each.id),
            chunks=tuple(c for c in titles[each.id].split("|") if len(c) >= _SHORTEST_CHUNK),
            own_words=_own_words(titles, each.id),
            pairs={p: _pair_weight(p, in_titles, in_texts, count) for p in _pairs(titles[each.id])},
            words={w: 1 / in_words[w] for w in words[each.id] if in_words[w] <= _RARE and w not in _GENERIC},
            short=_short_names(each, titles, texts),
            coined=_coined(each, texts),
            phrases=frozenset(phrase for phrase in phrases[each.id] if in_phrases[phrase] == 1),
            people=_people(each),
            phones=tuple(phone for c in each.contacts for phone in c.phones),
            surnames="".join(sorted(surnames[each.id])),
            code=each.code,
            sole=each.topic is not None and sum(other.topic == each.topic for other in guide.categories) == 1,
            alone=departments[addressee(guide, each)] == 1,
            own_people=frozenset(person for person in _people(each) if in_charge[person] == 1),
            given=tuple(p[1:] for p in _people(each) if len(p) == _FULL_NAME and given[p[1:]] == 1),
            amounts={wan: 1 / paid[wan] for wan in _amounts(each)},
            tiers=_tiers(each),
            materials=each.materials,
        )
        for each in guide.categories
    )


def _tiers(category: Category) -> dict[float, str]:
    """Return what each amount of several is called."""
    items = category.funding.items
    return {item.amount_wan: folded(item.label) for item in items if item.amount_wan and item.label}


def _own_words(titles: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Find the words of a name that no other name has."""
    others = "|".join(title for other, title in titles.items() if other != key)
    words = dict.fromkeys(word for chunk in titles[key].split("|") for word in words_of(chunk))
    return tuple(word for word in words if word not in others and word not in _GENERIC)


def _people(category: Category) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(c.name) for c in category.contacts if c.name))


def _amounts(category: Category) -> frozenset[float]:
    return frozenset(each.amount_wan for each in category.funding.items if each.amount_wan)


def _surnames(guide: Guide) -> dict[str, set[str]]:
    """Find for each category the surnames in its department that no other department's contact bears."""
    borne: dict[str, set[str | None]] = {}
    for each in guide.categories:
        for contact in each.contacts:
            borne.setdefault(folded(contact.name or "")[:1], set()).add(addressee(guide, each))
    return {
        each.id: {
            surname
            for contact in each.contacts
            if (surname := folded(contact.name or "")[:1]) and len(borne[surname]) == 1
        }
        for each in guide.categories
    }


def words_of(text: str) -> tuple[str, ...]:
    """Cut a folded text into its Chinese words of two characters or more."""
    import rjieba

    return tuple(word for word in rjieba.cut(text) if _CHINESE.fullmatch(word))


def shingles(text: str) -> frozenset[str]:
    """Cut a folded text into all its stretches of five characters, within sentences."""
    return frozenset(
        part[at : at + _SHINGLE] for part in _SIGNS.split(text) for at in range(len(part) - _SHINGLE + 1)
    )


def _pairs(text: str) -> frozenset[str]:
    pairs = ("".join(pair) for pair in pairwise(text))
    return frozenset(pair for pair in pairs if "|" not in pair and not pair.isspace())


def _holders(sets: Iterable[frozenset[str]]) -> Counter[str]:
    return Counter(each for held in sets for each in held)


def _pair_weight(pair: str, in_titles: Counter[str], in_texts: Counter[str], count: int) -> float:
    """Weigh a pair of characters by how few names and texts hold it; near 1 for one that is unique."""
    generic = _GENERIC_WEIGHT if pair in _GENERIC_PAIRS else 1.0
    spread = math.log(max(1, in_texts[pair])) / math.log(max(2, count + 1))
    return float(generic * in_titles[pair] ** -1.5 * max(0.25, 1 - spread))


def _coined(category: Category, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Collect what this category alone puts in quotation marks: “揭榜挂帅”, “五个一”."""
    said = "\n".join(
        text for text in (category.name, category.sections.research, category.sections.conditions) if text
    )
    found = {folded(each) for each in _QUOTED.findall(said)} - _GENERIC
    others = "\n".join(text for key, text in texts.items() if key != category.id)
    return tuple(sorted(each for each in found if len(each) >= _SHORTEST_CHUNK and each not in others))


def _core(name: str, places: tuple[str, ...]) -> str:
    """Cut place and year from a printed name, and the words 项目 and 专项 at its end."""
    return _printed(_ENDING.sub("", folded(name)), places)


def _printed(name: str, places: tuple[str, ...]) -> str:
    """Cut place, year and signs from a printed name."""
    printed = _YEAR.sub("", folded(name))
    for place in places:
        printed = printed.replace(place, "")
    return re.sub(r"[\W_]", "", printed)


def _short_names(category: Category, titles: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Collect short names that point to this category alone."""
    defined = [short for short, long in abbreviations(category) if long in titles[category.id]]
    compounds = [
        first + last
        for first, last in _gapped(titles[category.id])
        if first not in _GENERIC or last not in _GENERIC
    ]
    others = "\n".join(text for key, text in texts.items() if key != category.id)
    return tuple(dict.fromkeys(name for name in [*defined, *compounds] if name not in others))


def _gapped(title: str) -> list[tuple[str, str]]:
    """Pair the words of each chunk that have others between them: 工程(技术研究)中心."""
    pairs = []
    for chunk in title.split("|"):
        words = words_of(chunk)
        pairs += [(a, b) for at, a in enumerate(words) for b in words[at + 2 :]]
    return pairs
