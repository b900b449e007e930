"""Tell whether a question is nearer to the task table or to the guide, by what their texts explain of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.guide_words import with_synonyms
from handlers.rules.index import Index
from handlers.rules.intents import Wish
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading
from handlers.rules.spelling import folded
from handlers.rules.weighing import Explained, Said

# 多少家, 几项, 多少万亩: what is counted in the texts; 多少钱 is money.
_MEASURED: Final = re.compile(
    "(?:多少|(?<!哪)几)(?:个)?[十百千万亿]{0,2}([家项个场名人次条期只座台批亩份套件户吨口头株所篇艘辆栋处]|公[里顷斤]|平方|千瓦)(?!钱|[号月])"
)
_COUNTERS: Final = "[家项个场名人次条期只座台批亩份套件户吨口头株所篇艘辆栋处]"  # any of which 几个 asks for
_PERSONS: Final = "[人名]"
# 要达到多少, 总量是多少: a number that plans set; 补到多少 is money.
_REACHED: Final = re.compile(
    "(?:(?<![补给])达?到|突破|超过?|实现|新增|总[量数]|规模)[^,。?!]{0,4}(?:多少|几(?![号月天个]))(?!钱|万?元|块)|(?:[做建搞办引推]|开展|建设|培育|组织|引进)(?:到|成)?多少(?![钱元块万天年次]|个?月)"
)
# What asks for a number, and which no text has to say.
_NUMBER_ASKED: Final = re.compile("(?:目标|指标|任务)[数值量]|总[数量]|数[量目]|目标|指标")
_PORTION: Final = re.compile("占比|比重|比例|百分|占.{0,12}多少|率[^,。?!]{0,6}多少|多少(?:%|个百分点)")
# When something is to be done, which no guide states of its categories.
_DAY: Final = re.compile(
    "(?:什么时候|几时|何时|几号|几月|哪天|多会儿).{0,4}(?:完成|搞定|办结|做完|弄好|搞完|办完|干完|做好|结束|完工|到期|前)|(?:什么时候|几时|何时|几号|几月份?|哪天|哪一天|哪一?年|多会儿)(?:之?前|能|可以|要|会|才|得)*(?:定|确定|举办|召开|组织|装|建|出来|出台|发布|签|引进|办(?![公理])|搞(?!定)|落地|挂牌|验收|交付|建成|投用|上线)|(?:哪一?[个项条件]|谁)的?(?:时限|期限|限期|时间|日期)?(?:要|会|得|该|更|比较|排|最)*(?:在[先前后]|[先早晚](?!期|进))|(?:到|截至|最[迟晚])(?:什么时候|几时|何时|几号|几月|哪天)|(?:完成|办结)(?:时间|日期|时限|期限)"
)
_GOAL: Final = re.compile("目标|指标|数量|规模(?:是|有|要)?多大|多大的?(?:规模|体量|面积)")
_PERCENT: Final = re.compile(r"\d\s*%")
_DIGIT: Final = re.compile(r"\d")
# Money for an applicant, which a table does not give.
_MONEY: Final = re.compile("钱|补|给|拿|奖|资助|扶持|万|元")
_FUNDED: Final = re.compile("支持|资助|扶持|补|给|立|名额|批|评|选|招")
# What parts a number and what it counts from the next ones.
_STOPS: Final = re.compile("[,，。；;、:：!！]")
_GUIDE_ONLY: Final = frozenset(
    {Intent.PHONE, Intent.MAILBOX, Intent.MODE, Intent.CONDITIONS, Intent.MATERIALS, Intent.COST}
)
_SURE: Final = 0.6  # of a question that a table's text has to explain
_BEYOND: Final = 0.2  # more of it than the guide's
_HALF: Final = 0.45  # enough where a day is asked for
_NEARLY_ALL: Final = 0.7  # enough for a question in the words of guides
_FAR: Final = 0.2
_WHOLE: Final = 0.85  # of a few bare words, so that they mean what the table says
_TELLS: Final = 8.0  # weight of a question of some telling words
_LITTLE: Final = 0.35  # of it
_MUCH: Final = 9.0  # weight of a question of several telling words
_MOST: Final = 0.8  # of it
_RARE: Final = 2.0  # weight of one rare word, enough where the table states its number
_SPEAKS: Final = 4.0  # weight of a question that names a matter
_TELLING: Final = 3.0  # weight of such words: a rare pair of characters, no everyday word


@dataclass(frozen=True, slots=True)
class Weights:
    """What the guide and the table explain of a question; `tasks` are the best ones first."""

    guide: float
    tasks: tuple[Explained, ...]
    stated: bool  # the best task's text holds the number that is asked for
    measured: bool  # and the guide's does not
    dated: bool  # a day is asked for, which tasks have and categories have not
    content: Said  # what the question speaks of, in the form that the table explains best
    figure: re.Pattern[str] | None = None  # how texts state the number that is asked for
    counted: bool = False  # the table alone states a number right beside all that is asked for
    things: float = 0.0  # what the table explains of the things that are asked for, each by its best task

    @property
    def said(self) -> float:
        """Return the weight of what the question speaks of."""
        return self.content.total

    @property
    def table(self) -> float:
        """Return what the best task explains, or the best ones where several things are asked for."""
        return max(self.tasks[0].share if self.tasks else 0.0, self.things)

    @property
    def for_tasks(self) -> bool:
        """Tell whether the table clearly explains more, or as much and states the measure."""
        near = (self.measured or self.dated) and self.ahead >= 0
        return (self.table >= _SURE and (self.ahead >= _BEYOND or near)) or (
            self.dated and near and self.table >= _HALF
        )

    @property
    def ahead(self) -> float:
        """Return what the best task explains more than the best category."""
        return self.table - self.guide

    @property
    def nearly_all(self) -> bool:
        """Tell whether the table holds what is said as it stands, and the guide far less."""
        return self.said >= _TELLING and self.table >= _WHOLE and self.ahead >= _FAR

    @property
    def alone(self) -> bool:
        """Tell whether the table holds all of a question that says much, and the guide hardly any."""
        return self.said >= _TELLS and self.table >= _WHOLE and self.guide <= _LITTLE

    @property
    def held(self) -> bool:
        """Tell whether the table holds what a question names, and the guide hardly any of it."""
        if self.measured and self.said >= _RARE and self.table >= _MOST and self.ahead >= _HALF:
            return True
        return self.said >= _SPEAKS and self.table >= _WHOLE and self.ahead >= _SURE

    @property
    def most(self) -> bool:
        """Tell whether the table holds most of a question that says much, and the guide far less."""
        return self.said >= _MUCH and self.table >= _MOST and self.ahead >= _FAR

    @property
    def far_ahead(self) -> bool:
        """Tell whether the table explains nearly all and the guide clearly less."""
        return self.table >= _NEARLY_ALL and self.ahead >= _FAR


def weights(reading: Reading, index: Index) -> Weights:
    """Weigh a clause against both documents, in its own words and in the guide's."""
    own = with_synonyms(reading.said, index.tasks, {**index.short_names, **index.schools})
    forms = dict.fromkeys((reading.said, reading.text, own))
    contents = [index.weighed(content_text(_plain(form, index), index)) for form in forms]
    found = [(index.tasks_for(content), content) for content in contents]
    tasks, content = max(found, key=lambda each: _first(each[0]))
    # The guide only matters where the table could be meant.
    near = _first(tasks) >= _HALF
    guide = [index.categories_for(content)[:1] if near else () for content in contents]
    held = _measure(reading.text)
    stated = bool(held and tasks and held.search("\n".join(index.task_texts(tasks[0].entry))))
    counted = stated and held is not None and _counted_beside(held, content, tasks, index)
    measured = counted or (stated and held is not None and not _in_guide(reading.text, held, guide, index))
    dated = _DAY.search(reading.text) is not None
    return Weights(max(map(_first, guide)), tasks, stated, measured, dated, content, held, counted)


def beside_figure(texts: Iterable[str], figure: re.Pattern[str], content: Said) -> float:
    """Return how much of the content stands between the same stops as a number."""
    stretches = (folded(stretch) for text in texts for stretch in _STOPS.split(text))
    return max((content.share(each) for each in stretches if figure.search(each)), default=0.0)


def _counted_beside(
    figure: re.Pattern[str], content: Said, tasks: tuple[Explained, ...], index: Index
) -> bool:
    """Tell whether the best task states a number right beside what is asked for, and no category does."""
    here = beside_figure(index.task_texts(tasks[0].entry), figure, content)
    if here < _WHOLE or content.total < _SPEAKS:
        return False
    texts = (each.folded for entry in range(len(index.categories)) for each in index.statements(entry))
    return beside_figure(texts, figure, content) < _HALF


def _plain(text: str, index: Index) -> str:
    """Blank the words that only ask for a number, but not those that tasks use themselves."""
    return _NUMBER_ASKED.sub(lambda word: word[0] if index.tasks.knows(word[0]) else " ", text)


def asks_of_guide(reading: Reading) -> bool:
    """Tell whether a clause asks for what no task table gives."""
    return any(
        (wish.strong and wish.intent in _GUIDE_ONLY)
        or (wish.intent is Intent.AMOUNT and _is_money(wish, reading.text))
        or (wish.intent is Intent.DEPARTMENT and re.search("[科处股]", wish.word) is not None)
        or (wish.intent is Intent.COUNT and _FUNDED.search(wish.word) is not None)
        for wish in reading.wishes
    )


def wants_of_guide(wish: Wish, text: str) -> bool:
    """Tell whether a question word asks for what no task has: neither a unit nor a day nor a number."""
    return wish.intent in _GUIDE_ONLY or (wish.intent is Intent.AMOUNT and _is_money(wish, text))


def asks_measure(text: str) -> bool:
    """Tell whether a text asks for a number that plans state: 多少家, 占比."""
    return any(form.search(text) for form in (_MEASURED, _PORTION, _GOAL, _REACHED))


def _is_money(wish: Wish, text: str) -> bool:
    """Tell whether a question word asks for money: 多少万, not in 多少万亩."""
    measured = any(each.start() <= wish.start and wish.end <= each.end() for each in _MEASURED.finditer(text))
    return _MONEY.search(wish.word) is not None and not measured


def _first(found: tuple[Explained, ...]) -> float:
    return found[0].share if found else 0.0


def _measure(text: str) -> re.Pattern[str] | None:
    """Return how texts state the number that a question asks for; None where it asks for none."""
    match = _MEASURED.search(text)
    if match:
        unit = _COUNTERS if match[1] == "个" else _PERSONS if match[1] in _PERSONS else match[1]
        return re.compile(rf"\d\s*余?多?[十百千万亿]{{0,2}}{unit}")
    if _PORTION.search(text):
        return _PERCENT
    return _DIGIT if _GOAL.search(text) or _REACHED.search(text) else None


def _in_guide(text: str, held: re.Pattern[str], guide: list[tuple[Explained, ...]], index: Index) -> bool:
    """Tell whether the best category states the number: in its unit anywhere, else in its best sentences."""
    unit = _MEASURED.search(text) is not None
    return any(
        held.search(each.folded)
        for found in guide
        for best in found
        for place, each in enumerate(index.statements(best.entry))
        if unit or place in best.statements
    )
