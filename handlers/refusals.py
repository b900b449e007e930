"""The expected no: an error that people read."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it names what it is in the glossary
    """Say no in one of the sentences of templates/chat; caught once per door.

    `sentence` is the template's name, `values` what it needs.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values
