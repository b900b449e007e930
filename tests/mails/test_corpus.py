from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from handlers.rules.classify import Classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.mime import ParsedMail, parse_mail, with_texts
from handlers.rules.route import Outcome, Verdict, judge
from tests.mails.letters import DESK, Sample, letter, samples

TABLES = ("official.jsonl", "everyday.jsonl", "ordinary.jsonl", "indirect.jsonl")
OFFICIAL = [sample for table in TABLES for sample in samples(table)]
COASTAL = samples("coastal.jsonl")
LEAST_SHARE = 0.92


def facts(classifier: Classifier) -> DeskFacts:
    departments = frozenset(each.mailbox for each in classifier.profiles if each.mailbox)
    return DeskFacts(addresses=frozenset({DESK}), departments=departments)


@cache
def parsed(raw: bytes) -> ParsedMail:
    return with_texts(parse_mail(raw), raw)


def judged(sample: Sample, classifier: Classifier) -> tuple[ParsedMail, Verdict]:
    mail = parsed(letter(sample))
    return mail, judge(mail, classifier, facts(classifier))


def mailboxes(sample: Sample, classifier: Classifier) -> set[str | None]:
    return {each.mailbox for each in classifier.profiles if each.id in sample.categories}


def check(sample: Sample, classifier: Classifier) -> None:
    _, verdict = judged(sample, classifier)
    assert verdict.outcome.value in sample.outcome, verdict.reasons
    assert not (verdict.acknowledge and not sample.acknowledge), "automatic mail is never answered"
    if verdict.outcome is Outcome.ROUTE:
        assert {each.mailbox for each in verdict.letters} == mailboxes(sample, classifier)
        assert verdict.mailbox == verdict.letters[0].mailbox
        assert set(sample.categories) & set(verdict.categories)
    if verdict.outcome is Outcome.REVIEW:
        assert verdict.mailbox is None
        assert verdict.categories == ()
    assert verdict.reasons


@pytest.mark.parametrize("sample", OFFICIAL, ids=lambda sample: sample.name)
def test_mail_ends_where_its_label_says(sample: Sample, official: Classifier) -> None:
    check(sample, official)


@pytest.mark.parametrize("sample", COASTAL, ids=lambda sample: sample.name)
def test_mail_under_another_guide_ends_where_its_label_says(sample: Sample, coastal: Classifier) -> None:
    check(sample, coastal)


def clear(classifier: Classifier) -> Iterator[tuple[bool, bool]]:
    """Say of each clear submission whether it was routed right, and whether it was routed wrong."""
    for sample in OFFICIAL:
        if sample.outcome == ("route",):
            _, verdict = judged(sample, classifier)
            sent = {each.mailbox for each in verdict.letters}
            wanted = mailboxes(sample, classifier)
            yield sent == wanted, bool(sent - wanted)


def test_condensed_guide_serves_nearly_as_well(condensed: Classifier) -> None:
    results = list(clear(condensed))
    assert sum(right for right, _ in results) / len(results) >= LEAST_SHARE
    assert not any(wrong for _, wrong in results)


def test_unclear_mail_is_not_routed_under_the_condensed_guide(condensed: Classifier) -> None:
    for sample in OFFICIAL:
        if "route" not in sample.outcome:
            _, verdict = judged(sample, condensed)
            assert verdict.outcome is not Outcome.ROUTE, sample.name
            assert sample.acknowledge or not verdict.acknowledge, sample.name


def test_corpus_covers_enough_mails_of_all_kinds() -> None:
    assert len(OFFICIAL) >= 500
    assert {outcome for sample in OFFICIAL for outcome in sample.outcome} == set(Outcome)
    assert {sample.charset for sample in OFFICIAL} >= {"utf-8", "gbk", "gb2312", "big5", "hz"}
