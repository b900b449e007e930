"""Facts about judging mails one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.mime import ParsedMail, parse_mail
from handlers.rules.replay import Replay
from handlers.rules.route import Outcome


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    file = Path(__file__).resolve().parents[2] / "samples" / "guide-2023.txt"
    return build_classifier(read_guide(read_document(file.name, file.read_bytes())))


def mail(message_id: str, text: str) -> ParsedMail:
    head = f"Message-ID: <{message_id}>\r\nFrom: a@example.org\r\nDate: Mon, 20 Jun 2022 09:00:00 +0800\r\n"
    return parse_mail(f"{head}Subject: 1.1 申报材料\r\n\r\n{text}\r\n".encode())


def test_same_mail_again_is_dropped_as_the_duplicate_of_the_first(classifier: Classifier) -> None:
    replay = Replay(DeskFacts())
    replay.judge("a.eml", mail("1@x", "材料"), classifier)
    again = replay.judge("b.eml", mail("1@x", "材料"), classifier)
    assert (again.outcome, again.duplicate_of) == (Outcome.DROP, "a.eml")


def test_files_that_are_no_mails_are_not_taken_for_each_other(classifier: Classifier) -> None:
    replay = Replay(DeskFacts())
    replay.judge("a.eml", parse_mail(b"\xff\xd8\xff\xe0picture"), classifier)
    other = replay.judge("b.eml", parse_mail(b"%PDF-1.4 paper"), classifier)
    assert (other.outcome, other.warnings) == (Outcome.REVIEW, ())


def test_message_id_alone_drops_nothing(classifier: Classifier) -> None:
    replay = Replay(DeskFacts())
    replay.judge("a.eml", mail("1@x", "材料"), classifier)
    other = replay.judge("b.eml", mail("1@x", "另一份材料"), classifier)
    assert other.outcome is not Outcome.DROP
    assert any("重复" in warning for warning in other.warnings)


def test_content_alone_drops_nothing(classifier: Classifier) -> None:
    replay = Replay(DeskFacts())
    replay.judge("a.eml", mail("1@x", "材料"), classifier)
    other = replay.judge("b.eml", mail("2@x", "材料"), classifier)
    assert other.outcome is not Outcome.DROP
    assert any("a.eml" in warning for warning in other.warnings)


def test_third_copy_names_the_first(classifier: Classifier) -> None:
    replay = Replay(DeskFacts())
    for name in ("a.eml", "b.eml"):
        replay.judge(name, mail("1@x", "材料"), classifier)
    assert replay.judge("c.eml", mail("1@x", "材料"), classifier).duplicate_of == "a.eml"


def test_facts_handed_in_stay_as_they_are(classifier: Classifier) -> None:
    facts = DeskFacts()
    Replay(facts).judge("a.eml", mail("1@x", "材料"), classifier)
    assert (facts.seen_ids, facts.seen_digests) == ({}, {})
