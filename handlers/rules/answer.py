"""What the desk answers to a question, as values that templates turn into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter

# The section that is none of a category's: the notice around the guide. Its key and its name for readers.
NOTICE: Final = "notice"
NOTICE_NAME: Final = "申报通知"


class Outcome(StrEnum):
    """How a question ended, the best first."""

    ANSWER = "answer"  # the guide states it
    LIST = "list"  # several fit, each is listed with the facts asked for
    CLARIFY = "clarify"  # it is not clear what is meant: the desk asks back
    NONE = "none"  # the guide does not state it


class Intent(StrEnum):
    """What a question asks for."""

    PERSON = "person"  # 联系人
    PHONE = "phone"  # 电话
    MAILBOX = "mailbox"  # 邮箱
    DEPARTMENT = "department"  # 科室
    AMOUNT = "amount"  # 资助金额
    COUNT = "count"  # 支持几项, or how many there are
    MODE = "mode"  # 事前 or 事后, 定向 or 择优
    CONDITIONS = "conditions"  # 申报条件
    MATERIALS = "materials"  # 申报材料要求
    RESEARCH = "research"  # 研究内容
    PERIOD = "period"  # 实施期限
    COST = "cost"  # 分担, 自筹, 配套
    LIST = "list"  # which categories there are
    CATEGORY = "category"  # which category is meant, or what it is
    DEADLINE = "deadline"  # 申报时间
    TASK = "task"  # a task of the task table
    DUE = "due"  # when a milestone is due
    UNIT = "unit"  # which unit leads or takes part
    GREETING = "greeting"  # 您好, 谢谢
    OTHER = "other"  # none of these


class Gap(StrEnum):
    """Why there is no answer, or why the desk asks back."""

    NOTHING_SAID = "nothing_said"  # an empty question
    GREETING = "greeting"  # only a greeting
    THANKS = "thanks"  # only thanks or a farewell
    WHICH_CATEGORY = "which_category"  # it is clear what is asked, not of which category
    WHICH_DAY = "which_day"  # a day is meant that only the calendar tells
    WHAT_ABOUT = "what_about"  # several categories are meant, it is not clear what is asked
    DEADLINE = "deadline"  # the guide states no opening or closing day
    FIELD = "field"  # the guide does not state this about the category
    NUMBER = "number"  # no category or task has this number
    NO_MATCH = "no_match"  # no category fulfils what was asked for
    YEAR = "year"  # another year's guide
    PLACE = "place"  # another city's guide
    ORDER = "order"  # an order to change something
    OUTSIDE = "outside"  # the guide is silent on it


@dataclass(frozen=True, slots=True)
class Source:
    """Where in which document an answer stands."""

    year: int | None
    category: str | None = None
    task: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the document states; `number` and `name` say of which category, task or contact.

    `section` is the key of the guide's section, None for the task table.
    """

    number: str | None
    name: str
    label: str
    value: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that may be meant, for a button."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one of the questions in a message."""

    outcome: Outcome
    intent: Intent
    categories: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    gap: Gap | None = None
    subject: str | None = None  # what the gap is about, in the document's words or the asker's
    heading: str | None = None  # what the listed categories have in common
    sources: tuple[Source, ...] = ()
    offices: tuple[str, ...] = ()  # departments that can be asked
    about: tuple[str, ...] = ()  # categories that a gap is about, where they are named
    heard: tuple[str, ...] = ()  # persons that misspelt names were read as


@dataclass(frozen=True, slots=True)
class Days:
    """Opening and closing days that the office set, in words, and the categories that share them."""

    words: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk answers: the contract's fields, and what chat makes buttons of."""

    question: str
    outcome: Outcome
    intent: Intent
    categories: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    text: str = ""
    sources: tuple[Source, ...] = ()
    parts: tuple[Part, ...] = ()
    choices: tuple[Choice, ...] = ()
    offices: tuple[str, ...] = ()
    hand_over: bool = False  # 转人工 fits: a person should answer
    year: int | None = None  # of the guide
    days: tuple[Days, ...] = ()  # shown below the answer


# The keys of the contract; the rest of an answer is for chat.
_CONTRACT = {"question", "outcome", "intent", "categories", "tasks", "text", "sources"}


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as the contract's JSON document of `shenbao ask`."""
    document: dict[str, Any] = TypeAdapter(Answer).dump_python(answer, mode="json", include=_CONTRACT)
    return document
