"""Mails judged one after the other as if they had just arrived, each knowing those before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handlers.rules.classify import Classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.mime import ParsedMail
from handlers.rules.route import Verdict, judge


@dataclass(slots=True)
class Replay:
    """The facts of the desk, with the mails that were judged before."""

    facts: DeskFacts
    seen_ids: dict[str, str] = field(default_factory=dict)
    seen_digests: dict[str, str] = field(default_factory=dict)

    def judge(self, name: str, mail: ParsedMail, classifier: Classifier) -> Verdict:
        """Judge a mail and remember it under its name."""
        facts = replace(self.facts, seen_ids=self.seen_ids, seen_digests=self.seen_digests)
        verdict = judge(mail, classifier, facts)
        if mail.message_id:
            self.seen_ids.setdefault(mail.message_id, name)
        if mail.content_digest:
            self.seen_digests.setdefault(mail.content_digest, name)
        return verdict
