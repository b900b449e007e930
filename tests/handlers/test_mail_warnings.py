"""Facts about what is told of a mail that is odd but flows on."""

from __future__ import annotations

from dataclasses import replace

from handlers.letters import begin_tries, take
from handlers.rules.mime import parse_mail
from storage.tables import ReviewItem
from tests.handlers.mailroom import PDF, Mailroom, body, files, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT

FOUND = "病毒扫描提示：Test-Virus，请勿直接打开附件"


async def take_flagged(mailroom: Mailroom, raw: bytes) -> None:
    """Decide about a mail in which the scanner found something."""
    await mailroom.store(raw)
    async with mailroom.database.transaction() as session:
        (letter,) = await begin_tries(session, 1, mailroom.now, mailroom.policy)
        parsed = replace(parse_mail(raw), warnings=(FOUND,))
        await take(session, letter, parsed, raw, mailroom.now, mailroom.policy)


async def test_department_reads_what_the_scanner_found_and_gets_the_file(mailroom: Mailroom) -> None:
    await take_flagged(mailroom, mail(SUBJECT, TEXT, files=[("申报书.pdf", PDF)]))
    (letter,) = await mailroom.letters_to(GAOXIN)
    assert FOUND in body(letter)
    assert files(letter)["01_项目申报书.pdf"] == PDF


async def test_operator_reads_what_the_scanner_found(mailroom: Mailroom) -> None:
    await take_flagged(mailroom, mail("材料", "见附件", files=[("材料.pdf", PDF)]))
    (item,) = await mailroom.rows(ReviewItem)
    assert FOUND in item.reasons


async def test_possible_duplicate_is_marked_and_flows(mailroom: Mailroom) -> None:
    first = mail(SUBJECT, TEXT, files=[("申报书.pdf", PDF)], headers={"Message_ID": "<one@x>"})
    second = mail(SUBJECT, f"{TEXT}（更正）", files=[("申报书.pdf", PDF)], headers={"Message_ID": "<one@x>"})
    await mailroom.take(first)
    await mailroom.take(second)
    letters = await mailroom.letters_to(GAOXIN)
    assert len(letters) == 2
    assert "可能与先前收到的邮件重复" in body(letters[1])
