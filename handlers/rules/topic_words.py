"""The words with which topics are counted where these usually count categories: 方向一：…, 项目一：…."""

from __future__ import annotations

import re

from handlers.rules.half_width import half_width
from handlers.rules.marks import CHINESE, ordinal
from handlers.rules.outline import Outline

_COUNTED = re.compile(
    rf"(?P<word>方向|类别|大类|模块|项目|任务|计划|工程|行动|版块)\s?(?P<number>[{CHINESE}]{{1,3}}|\d{{1,2}}|[A-Z])\s?[:、.\s]\s*(?=.)"
)


def take_topic_word(outline: Outline) -> str | None:
    """Give the word that counts the topics; take it, and the number, off names that all bear them."""
    read = {topic.word for topic in outline.topics}
    if len(read) == 1 and (word := read.pop()):
        return word
    found = [_COUNTED.match(half_width(topic.name)) for topic in outline.topics]
    words = {each["word"] for each in found if each}
    numbers = [ordinal(each["number"]) for each in found if each]
    if not found or len(words) != 1 or numbers != list(range(1, len(found) + 1)):
        return None
    for topic, each in zip(outline.topics, found, strict=True):
        if each:
            topic.name, topic.number = topic.name[each.end() :].strip(), ordinal(each["number"])
    return words.pop()
