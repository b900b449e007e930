"""Facts that a task's own text carries: （牵头单位：…；配合单位：…；完成时限：…）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# The words before a colon, with the fact that they open.
_LABELS = (
    ("lead", r"(?:牵头|主办|主责)(?:责任)?(?:单位|部门|科室|股室)"),
    ("support", r"(?:配合|协办|协助|参与|参加)(?:责任)?(?:单位|部门|科室|股室)?"),
    ("units", r"(?:责任|承办|实施|落实|负责)(?:单位|部门|科室|股室|主体)"),
    (
        "due",
        r"(?:完成|办结)?(?:时限|期限)|(?:完成|办结|截止|计划完成)(?:时间|日期)|时间(?:节点|要求|安排)|进度安排",
    ),
    ("skipped", r"(?:责任|牵头|分管|挂钩)领导|(?:责任|负责|联系|经办)人|联系电话|备注"),
)
_LABEL = re.compile("|".join(rf"(?P<{name}>(?:{words}))" for name, words in _LABELS))
_OPENED = re.compile(rf"(?:{'|'.join(words for _, words in _LABELS)})\s*[:：]")
# Labels in the line itself, behind a stop: 新增企业15家。责任科室：高新股，完成时限：11月底。
_BEHIND = re.compile(rf"(?<=[。；;])\s*(?={_OPENED.pattern})")
# A closing parenthesis with what it holds, one level of parentheses within allowed.
_TAIL = re.compile(r"\s*[（(【\[](?P<inner>(?:[^（()）【】]|[（(][^（()）]*[)）])*)[)）】\]]\s*[。；;]?\s*$")
# Without a label: （市科技局牵头，市财政局配合）, （市科技局、市财政局按职责分工负责）.
_DUTIES = re.compile(r"(?:牵头|负责|配合|落实)$")
_OFFICE = re.compile(r"(?:[局委办厅院校府会科室处]|大学|中心)$")  # （市科技局，6月底前）
_TIME = re.compile(r"\d+\s*月|[一二三四]季度|年[底内]|半年|长期|全年|每[年季月]")
_CLOSING = tuple(")）】]")
_ONGOING = re.compile(r"(?:长期|持续|常态化?)(?:推进|坚持|开展|实施)?$")
_CLAUSE = re.compile(r"[，,；;：:]")  # more is said than a time
_LONGEST_TIME = 40  # characters from the end in which a time in parentheses may open
_LONGEST_FACT = 600  # characters from the end in which the last parenthesis may open
_MOST_FACTS = 8  # of one text
_OUTER = " \t\n。；;，,、"


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands behind the labels, as written; None where there is no such label."""

    lead: str | None = None
    support: str | None = None
    units: str | None = None
    due: str | None = None

    def __or__(self, other: Facts) -> Facts:
        """Fill what is missing here from another place."""
        return Facts(
            self.lead if self.lead is not None else other.lead,
            self.support if self.support is not None else other.support,
            self.units if self.units is not None else other.units,
            self.due if self.due is not None else other.due,
        )

    @property
    def is_empty(self) -> bool:
        """Tell that no label was found."""
        return self == Facts()


@lru_cache(maxsize=1024)  # the same text is asked for its rank, its task and its milestone
def split_facts(text: str) -> tuple[str, Facts]:
    """Part a text from the facts at its end, in parentheses or on lines of their own."""
    facts = Facts()
    rest = text.rstrip()
    for _ in range(_MOST_FACTS):
        shorter, found = _last_fact(rest)
        if found.is_empty:
            break
        rest, facts = shorter, found | facts
    return rest, facts


def split_time(text: str) -> tuple[str, str | None]:
    """Part a text from a time that stands alone in parentheses at its end: 印发方案。（6月底前）."""
    tail = _TAIL.search(text[max(len(text) - _LONGEST_TIME, 0) :])
    inner = tail["inner"].strip() if tail else ""
    if not tail or not (_TIME.search(inner) or _ONGOING.match(inner)) or _CLAUSE.search(inner):
        return text, None
    return text[: max(len(text) - _LONGEST_TIME, 0) + tail.start()].rstrip(), inner


def _last_fact(text: str) -> tuple[str, Facts]:
    start = max(len(text) - _LONGEST_FACT, 0)
    tail = _TAIL.search(text[start:]) if text[-2:].strip("。；; ")[-1:] in _CLOSING else None
    if tail:
        found = labelled(tail["inner"])
        if found.is_empty:
            found = _unlabelled(tail["inner"].strip())
        if not found.is_empty:
            return text[: start + tail.start()].rstrip(), found
    above, _, last = text.rpartition("\n")
    if _OPENED.match(last.strip()):  # also 配合单位：甲集团（乙公司、丙公司）
        return above.rstrip(), labelled(last)
    if tail:
        return text, Facts()
    behind = _BEHIND.search(text, start)
    if behind:
        return text[: behind.start()].rstrip(), labelled(text[behind.end() :])
    return text, Facts()


def _unlabelled(text: str) -> Facts:
    """Read clauses without labels, if one says who does what, or who and when."""
    clauses = [clause.strip() for clause in re.split(r"[，,；;]", text)]
    times = [clause for clause in clauses if _TIME.search(clause)]
    duties = [clause for clause in clauses if _DUTIES.search(clause)]
    offices = [clause for clause in clauses if _OFFICE.search(clause)]
    if (not duties and not (times and offices)) or len(times) + len(duties) + len(offices) < len(clauses):
        return Facts()
    units = "，".join(clause for clause in clauses if clause not in times)
    return Facts(units=units, due="，".join(times) or None)


def labelled(text: str) -> Facts:
    """Read a run of labels and values, such as 牵头单位：甲；配合单位：乙、丙."""
    opened = list(_OPENED.finditer(text))
    if not opened or text[: opened[0].start()].strip(_OUTER):
        return Facts()
    ends = [found.start() for found in opened[1:]] + [len(text)]
    values: dict[str, str] = {}
    for found, end in zip(opened, ends, strict=True):
        label = _LABEL.match(found[0])
        if label and label.lastgroup and label.lastgroup != "skipped":
            values.setdefault(label.lastgroup, text[found.end() : end].strip(_OUTER))
    return Facts(**values)
