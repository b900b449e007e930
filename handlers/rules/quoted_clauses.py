"""Find the sentences of the one category that is named which hold the words that are asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Part, Source
from handlers.rules.case import WHICH, Case
from handlers.rules.corpus import Level
from handlers.rules.detail_words import lasts, left_out, written_as
from handlers.rules.doubts import PERMISSION
from handlers.rules.facts import SECTION_NAMES
from handlers.rules.fillers import blanked
from handlers.rules.guide import Category
from handlers.rules.index import Statement
from handlers.rules.outside import other_year_said
from handlers.rules.parts import gap, stated
from handlers.rules.plain_words import ordinary
from handlers.rules.question_content import content_text
from handlers.rules.scope import How
from handlers.rules.weighing import Said

_HELD: Final = 0.6  # of what is asked about that one sentence has to hold
_ALL: Final = 0.99  # of it, but for rounding
_NEAR: Final = 0.9  # of the best sentence: what comes so near is quoted as well
_FORM: Final = 6.0  # weight of a form such as a number of heads, as much as two rare pairs
_LEAST: Final = 4.0  # weight of words that say enough to look for
_WHOLE: Final = 1.4  # weight that is enough where one sentence holds all of it
_UNHEARD: Final = 0.6  # of the weight of a pair that no document has: most are everyday words
_APART: Final = frozenset(("额外", "追加", "另行"))  # make another grant of one that the category gives
_QUOTED: Final = 3  # sentences that answer a detail
# What a quoted sentence answers, by the section that it stands in.
_SECTION_INTENTS: Final = MappingProxyType(
    {
        "research": Intent.RESEARCH,
        "conditions": Intent.CONDITIONS,
        "materials": Intent.MATERIALS,
        "support": Intent.AMOUNT,
    }
)
_SHARED: Final = re.compile("^(?!.*万).*(?:分担|负担|自筹|配套|承担)", re.DOTALL)  # who pays, no sum
# What blanks part, and what 、 parts where both sides ask for a number: 新增多少家企业、办多少场活动.
_PIECE: Final = re.compile(r"(?:(?!、(?=[^、\s]{0,12}(?:多少|几)))\S)+")
_OPEN: Final = frozenset({Intent.LIST, Intent.CATEGORY})  # ask for no field
# Whether something is allowed or counts: the clause that speaks of it answers.
_WHETHER: Final = re.compile("算|[能可][^,。?!]*[吗么不]|行不行|(?:行|成|可以)(?:吗|么|不)?$")
_APPLY: Final = re.compile(
    "(?<!联合)(?<!合作)(?<!联合申)(?<!合作申)报(?![告表销酬])|(?<!联合)(?<!合作)申请(?!书)"
)
# 申报联盟资助，没有审计报告可以吗: something else than to apply is asked for.
_MAY_APPLY: Final = re.compile(
    "(?:能|可以?|够|会)[^,。?!]{0,8}(?:报(?![告表销酬])|申请(?!书))|(?:报(?![告表销酬])|申请(?!书))[^,。?!]{0,14}(?:可以|行|成|吗)"
)
_CATEGORIES: Final = re.compile("类别|项目|专题|专项|哪一?类")
# 财务公司算服务机构吗: who asks may be anybody.
_COUNTS_AS: Final = re.compile("(?<![不计预])算(?!不?[法算盘])|算不算|包不包括|在不在内")
_MAY: Final = re.compile("(?!.*(?:联合|合作|一起|共同))[能可]以?[^,。?!没]{1,12}[吗么不](?:$|[?!,。])")
_WHO: Final = re.compile("谁|(?:什么|哪)[^,。?!]{0,4}(?:单位|企业|公司|机构|人|学校)")
_HARDLY: Final = 0.35  # of what is asked about: less means something else
_MEASURE: Final = re.compile("面积|人数")  # what a category states in numbers, or not at all
# What asks whether and how a thing is spoken of.
_ABOUT: Final = re.compile(
    "吗|么$|不$|要不要|有没有|需不需要|算不算|是不是|[有么](?:具体|特别|明确)*(?:的)?(?:规定|说法|要求|讲究)|(?:怎么|如何)(?:规定|说|写|讲|要求)"
)


def counts_as(text: str) -> bool:
    """Tell whether a folded text asks whether something counts as what a sentence speaks of."""
    return _COUNTS_AS.search(text) is not None


def of_clause(case: Case) -> Part | None:
    """Quote the sentences of the one category that hold nearly all that a clause asks about."""
    counted = case.meant.how in (How.TEXT, How.STATEMENT) and bool(written_as(case.text)[1])
    if len(case.about) != 1 or not (case.meant.sure or counted) or _asks_field(case):
        return None
    found = each_held(case)
    years = any("年" in demand.name for demand in case.reading.demands) and not counts_as(case.text)
    return quoted(case, found) if found and not (years and case.meant.sure) else None


def held(case: Case, place: int | None = None) -> tuple[Fact, ...]:
    """Return the sentences that hold what is asked about, none where none holds most of it.

    `place` says of which of several categories.
    """
    if len(case.about) != 1 and place is None:
        return ()
    category, (best, total, sentences) = case.about[place or 0], _weighed(case, place or 0)
    least = _LEAST * case.index.scale  # in a small guide no word weighs much
    if best < _HELD or total < (least if best < _ALL else _WHOLE):
        return ()
    kept = [each for share, each in sentences if share >= best * _NEAR][:_QUOTED]
    return tuple(as_fact(category, each) for each in kept)


def as_fact(category: Category, said: Statement) -> Fact:
    """Quote a sentence of a category, under the name of its section."""
    label = SECTION_NAMES.get(said.section, said.section)
    return Fact(category.id, category.name, label, said.text, said.section)


def covered(case: Case) -> Part | None:
    """Quote the sentences that cover what a clause says beside a word that would refuse it.

    结题只交技术报告不发论文可以吗: what the category itself says of reports and papers comes first.
    """
    reading = case.reading
    known = reading.outside is None or reading.outside[0] is Gap.OUTSIDE
    year = other_year_said(case.text)
    word = reading.outside[1] if reading.outside else year or next(iter(case.unknown), None)
    told = case.meant.how is How.TEXT and bool(reading.wishes) and not (reading.outside or year)
    named = case.meant.sure or told
    if not (word and known and named and len(case.about) == 1):
        return None
    which = any(intent in WHICH and intent is not Intent.COUNT for intent in case.intents)
    if which or (year and not _WHETHER.search(case.text)) or _asks_field(case):
        return None
    start = case.text.find(word)
    refused = reading.outside or year
    rest = blanked(case.text, ((start, start + len(word)),)) if refused and start >= 0 else case.text
    spare = replace(case, reading=replace(reading, text=rest))
    best, total, _ = _weighed(spare)
    if best * total < (_LEAST if case.meant.sure else _FORM):
        return None
    found = held(spare)
    return quoted(case, found) if found else None


def of_each(case: Case) -> Part | None:
    """Quote of each of a few categories that are named the sentences that hold what is asked of all."""
    if not (1 < len(case.about) <= _QUOTED and case.meant.sure) or _asks_field(case):
        return None
    each = [each_held(case, place) for place in range(len(case.about))]
    return quoted(case, tuple(fact for found in each for fact in found)) if all(each) else None


def quoted(case: Case, found: tuple[Fact, ...]) -> Part:
    """Answer with sentences of the one category."""
    year = case.index.guide.year
    sources = tuple(
        dict.fromkeys(Source(year, fact.number or case.about[0].id, None, fact.section) for fact in found)
    )
    intent = _SECTION_INTENTS.get(found[0].section or "", Intent.OTHER)
    if intent is Intent.AMOUNT and _SHARED.search(found[0].value):
        intent = Intent.COST
    whole = stated(case.index, case.about, [Intent.CATEGORY], lead=intent)
    return replace(whole, facts=found, sources=sources)


def each_held(case: Case, place: int | None = None) -> tuple[Fact, ...]:
    """Return what is held of each of two things that one clause asks about, or of the clause as a whole."""
    spans = [match.span() for match in _PIECE.finditer(case.text)]
    size = len(case.text)
    texts = [blanked(case.text, ((0, start), (end, size))) for start, end in spans] if len(spans) > 1 else []
    pieces = [held(replace(case, reading=replace(case.reading, text=text)), place) for text in texts]
    several = [found for found in pieces if found]
    if len(several) > 1 or (several and place is not None):
        return tuple(dict.fromkeys(fact for found in several for fact in found))[:_QUOTED]
    return held(case, place)


def silent(case: Case) -> Part | None:
    """Say that the category does not speak of what a clause asks about by name."""
    if not case.meant.sure or len(case.about) != 1 or _asks_field(case):
        return None
    if (
        case.reading.kind
        or case.reading.demands
        or not (_ABOUT.search(case.text) or _MEASURE.search(case.text))
        or PERMISSION.search(case.text)
    ):
        return None
    if counts_as(case.text) or Intent.CONDITIONS in case.intents:
        return None  # whether somebody may: the conditions tell
    best, total, _ = _weighed(case)
    if not best and total and _MEASURE.search(case.text):
        return gap(case.index, Gap.FIELD, Intent.OTHER, case.about)
    if total < min(_LEAST, case.index.rarest) or best >= _HARDLY or written_as(case.text)[1]:
        return None
    return gap(case.index, Gap.OUTSIDE, Intent.OTHER, case.about)


def speaks_of(case: Case) -> bool:
    """Tell whether a sentence of the category holds enough of what is asked about, where that is much."""
    best, total, _ = _weighed(case)
    return total < _LEAST or best >= _HARDLY or counts_as(case.text)


def nearest(case: Case, shown: str) -> tuple[float, float, Fact | None]:
    """Return the sentence that holds most of what a clause says beyond a folded text that is shown already.

    Before it stand the share and the weight that it holds.
    """
    best, total, sentences = _weighed(case, shown=shown)
    found = next((each for share, each in sentences if best and share == best), None)
    return best, best * total, as_fact(case.about[0], found) if found else None


def weight_of_words(case: Case) -> float:
    """Return how much the words of a clause weigh beside names and what is measured."""
    return _weighed(case)[1] - _FORM * len(written_as(case.text)[1])


def _weighed(
    case: Case, place: int = 0, shown: str = ""
) -> tuple[float, float, list[tuple[float, Statement]]]:
    """Weigh the sentences of the category: the best share, the weight of what is asked about, and all."""
    entry = case.index.positions[case.about[place].id]
    own = case.reading.kind.name if case.reading.kind else None
    given = tuple((each.start, each.end) for each in case.reading.demands if each.name != own)
    text, forms = written_as(blanked(case.text, (*case.reading.numbers.spans, *given)))
    words = case.index.weighed(_without_names(content_text(text, case.index), case))
    told = case.index.statements(entry)
    # Everybody's words count where the category has them, 联合, not 说法; so does what may count.
    free = counts_as(case.text)
    # Whether a thing is spoken of: a word that no document has weighs in full, as strange nouns do anyway.
    unheard = 1.0 if free or _ABOUT.search(case.text) else _UNHEARD
    pairs = tuple(
        (pair, weight if _counts_in_full(pair, case) else weight * unheard)
        for pair, weight in words.pairs
        if pair not in shown and (not (free or ordinary(pair)) or any(pair in each.folded for each in told))
    )
    said = Said(pairs, sum(weight for _, weight in pairs))
    total = said.total + _FORM * len(forms)
    sentences = [(_share(said, forms, each.folded, total), each) for each in told if total]
    return max((share for share, _ in sentences), default=0.0), total, sentences


def _counts_in_full(pair: str, case: Case) -> bool:
    return (
        case.index.knows(pair) or pair in _APART or any(pair in word for word in case.reading.content.unknown)
    )


def _share(said: Said, forms: tuple[re.Pattern[str], ...], sentence: str, total: float) -> float:
    """Return how much a sentence holds of the words and forms; nothing where it has none of the forms."""
    fulfilled = sum(form.search(sentence) is not None for form in forms)
    if forms and not fulfilled:
        return 0.0
    return (said.share(sentence) * said.total + _FORM * fulfilled) / total


def _without_names(text: str, case: Case) -> str:
    """Blank the words that only name the categories, in a text that keeps the places of the clause."""
    entries = [case.index.positions[each.id] for each in case.about]
    for term in sorted(case.reading.content.terms, key=lambda each: -len(each.word)):
        if any(term.holders[Level.TITLE] >> entry & 1 for entry in entries):
            start = case.text.find(term.word)
            text = blanked(text, ((start, start + len(term.word)),)) if start >= 0 else text
            text = text.replace(term.word, " " * len(term.word))
    return text


def _may_apply(case: Case) -> bool:
    """Tell whether a kind of applicant asks whether they may apply."""
    asks = PERMISSION.search(case.text) or _APPLY.search(case.text) or _MAY.search(case.text)
    return case.reading.kind is not None and asks is not None


def _asks_field(case: Case) -> bool:
    """Tell whether a clause asks for a field, or who may apply: whole sections answer that."""
    reading = case.reading
    other = reading.ways or reading.rank or reading.named.any or _may_apply(case)
    own = reading.kind.name if reading.kind else None
    # 成果转化 48万那个: what the category fulfils only says which one is meant.
    told = counts_as(case.text) or all(
        each.name == own or all(each.test(category) for category in case.about) for each in reading.demands
    )
    other = other or not told
    plain = _OPEN | {Intent.COUNT} if left_out(case.text) else _OPEN
    fields = [wish for wish in reading.wishes if wish.strong and wish.intent not in plain]
    weak = {Intent.DEADLINE, Intent.PERSON} & set(case.fields) if not lasts(case.text) else None
    whether = not weak and all(
        wish.intent is Intent.CONDITIONS and _WHETHER.match(wish.word) for wish in fields
    )
    who = Intent.CONDITIONS in case.intents or _WHO.search(case.text) is not None
    which = any(wish.intent in WHICH and _CATEGORIES.search(wish.word) for wish in reading.wishes)
    weakly = not any(wish.strong for wish in fields) and _WHO.search(case.text) is None
    form = _MAY_APPLY if weakly else _APPLY
    applies = which or (who and form.search(case.text) is not None)
    return bool(other or applies or not whether)
