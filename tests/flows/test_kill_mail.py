"""Kill -9 in the middle of the mail flow: nothing lost, no letter with a second Message-ID."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.desk import DESK, Desk, mail
from tests.flows.process import Service, moments
from tests.servers.smtp_server import Accepted
from tests.servers.waiting import wait_until, wait_until_plain

GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
MAILS = 8
SUBJECT = "申报促进高新技术企业树标提质专项"


def submission(number: int) -> bytes:
    return mail(
        SUBJECT,
        f"第 {number} 家单位申报促进高新技术企业树标提质专项，材料见附件。",
        sender=f"unit{number}@example.org",
        files=((f"项目申报书{number}.pdf", b"%PDF " + str(number).encode() * 5000),),
    )


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    import sqlite3

    with sqlite3.connect(folder / "shenbao.db", timeout=20) as connection:
        return connection.execute(query).fetchall()


# Where the process is killed, as seen from outside.
MOMENTS: dict[str, Callable[[Desk], bool]] = {
    "when the first mail is stored": lambda desk: rows(desk.folder, "SELECT 1 FROM letter") != [],
    "when the first letter is built": lambda desk: (
        rows(desk.folder, "SELECT 1 FROM parcel WHERE blob IS NOT NULL") != []
    ),
    "when the first letter has left": lambda desk: desk.smtp.journal != [],
    "when half of the letters have left": lambda desk: len(desk.smtp.to(GAOXIN)) >= MAILS // 2,
}


pytestmark = pytest.mark.usefixtures("warm_services")


@pytest.mark.parametrize("moment", moments(MOMENTS, always="when half of the letters have left"))
async def test_killed_desk_loses_no_mail_and_no_answer_and_writes_no_second_message_id(
    mail_desk: Desk, tmp_path: Path, moment: str
) -> None:
    desk, senders = mail_desk, [f"unit{number}@example.org" for number in range(MAILS)]
    assert desk.dovecot is not None
    for number in range(MAILS):
        desk.dovecot.deliver(DESK, submission(number))
    service = Service(desk, tmp_path)
    with service:
        wait_until_plain(lambda: MOMENTS[moment](desk), limit=30)
        service.kill()
    with service:
        wait_until_plain(lambda: len(by_subject(desk.smtp.to(GAOXIN))) == MAILS, limit=40)
        wait_until_plain(lambda: all(desk.smtp.to(sender) for sender in senders), limit=40)
        assert all(len(ids(letters)) == 1 for letters in by_subject(desk.smtp.to(GAOXIN)).values())
        assert all(len(ids(desk.smtp.to(sender))) == 1 for sender in senders)
        assert rows(desk.folder, "SELECT count(*) FROM submission") == [(MAILS,)]
        for letters in by_subject(desk.smtp.to(GAOXIN)).values():
            desk.dovecot.deliver(DESK, answer_to(letters[0]))
        wait_until_plain(lambda: any(answers(desk, sender) for sender in senders), limit=40)
        service.kill()
    with service:
        wait_until_plain(lambda: all(answers(desk, sender) for sender in senders), limit=40)
    assert all(len(ids(answers(desk, sender))) == 1 for sender in senders)
    assert rows(desk.folder, "SELECT DISTINCT state FROM submission") == [("ACCEPTED",)]


def by_subject(letters: list[Accepted]) -> dict[str, list[Accepted]]:
    """Group letters by their subject, which holds the receipt number."""
    found: dict[str, list[Accepted]] = defaultdict(list)
    for letter in letters:
        found[str(letter.message["Subject"])].append(letter)
    return found


def ids(letters: list[Accepted]) -> set[str]:
    return {letter.message_id for letter in letters}


def answer_to(letter: Accepted) -> bytes:
    subject = str(letter.message["Subject"])
    headers = (("In-Reply-To", letter.message_id), ("References", letter.message_id))
    return mail(f"Re: {subject}", "受理\n材料齐全。\n", sender=GAOXIN, headers=headers)


def answers(desk: Desk, sender: str) -> list[Accepted]:
    return [letter for letter in desk.smtp.to(sender) if "答复" in str(letter.message["Subject"])]


async def test_second_instance_on_one_database_says_so_and_stops(mail_desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    async with Service(mail_desk, tmp_path) as first, Service(mail_desk, tmp_path / "second") as second:
        await wait_until(second.ended, limit=20)
        assert "已有一个申报台在运行" in second.log()
        assert "Traceback" not in second.log()
        assert not first.ended()
