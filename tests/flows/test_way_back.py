"""The way back: a department's answer in the chat, in time; a mailbox that joins a chat."""

from __future__ import annotations

import io
import re
import time

from pypdf import PdfReader

from bot.fonts import find_font
from bot.parts import Parts
from demo.messages import Message
from demo.visitor import Visitor
from handlers.delivery import deliver
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Submission, SubmissionFile
from tests.flows.desk import DESK, Desk, mail
from tests.flows.test_hand_in_by_mail import APPLICANT, GAOXIN, PDF, arrives, submission
from tests.servers.waiting import wait_until

ANYBODY = 742
RECEIPT = "SB-2022-000777-XX"
SECONDS = 5.0


def visitor_of(desk: Desk) -> Visitor:
    assert desk.api is not None
    return desk.api.visitor(ANYBODY, "陈一")


async def hand_in(parts: Parts) -> None:
    """Write down what the visitor hands in by chat, with its files on disk, and send it on."""
    now, name = parts.clock.now(), parts.blobs.put(PDF)
    async with parts.database.transaction() as session:
        applicant = Applicant(chat_id=ANYBODY, name="陈一", noticed_at=now, created_at=now)
        session.add(applicant)
        await session.flush()
        row = Submission(
            receipt=RECEIPT,
            applicant_id=applicant.id or 0,
            channel=Channel.CHAT,
            state=SubmissionState.CONFIRMED,
            category="1.1",
            category_name="高新技术企业树标提质",
            department="高新技术科",
            mailbox=GAOXIN,
            created_at=now,
            confirmed_at=now,
        )
        session.add(row)
        await session.flush()
        file = SubmissionFile(
            submission_id=row.id or 0, name="申报书.pdf", bytes=len(PDF), blob=name, sha256=name
        )
        session.add(file)
        await session.flush()
        await deliver(session, row.id or 0, now, parts.policy)
    parts.signals.outbox.ring()


def file_of(message: Message) -> tuple[str, bytes] | None:
    stored = message.attachment.file if message.attachment else None
    return (stored.name, stored.content) if stored else None


async def sees_file(visitor: Visitor, name: str) -> bytes:
    """Wait until a file of this name is in the chat, and return its bytes."""

    def found() -> list[bytes]:
        files = [file for each in visitor.messages if (file := file_of(each))]
        return [raw for own, raw in files if own == name]

    return (await wait_until(found, limit=20))[0]


async def test_answer_with_a_file_is_in_the_chat_within_five_seconds(desk: Desk) -> None:
    desk.sweep_seconds = 600  # so that nothing but IDLE can bring it in time
    visitor = visitor_of(desk)
    async with desk.open() as parts:
        assert desk.dovecot is not None
        visitor.write("菜单")
        await visitor.sees("申报台", within=20)
        await hand_in(parts)
        letter = (await arrives(desk, GAOXIN))[0]
        if find_font() is not None:
            page = await sees_file(visitor, f"{RECEIPT}.pdf")
            assert RECEIPT in PdfReader(io.BytesIO(page)).pages[0].extract_text()
        answer = mail(
            f"Re: {letter.message['Subject']}",
            "补正\n请补充上一年度的审计报告。\n",
            sender=GAOXIN,
            files=(("补正通知.pdf", b"%PDF notice"),),
            headers=(("In-Reply-To", letter.message_id),),
        )
        stranger = mail(
            f"Re: {letter.message['Subject']}",
            "退回，陌生人的话",
            sender="stranger@example.org",
            headers=(("In-Reply-To", letter.message_id),),
        )
        desk.dovecot.deliver(DESK, stranger)
        await arrives(desk, "operator@example.org")
        arrived = time.monotonic()
        desk.dovecot.deliver(DESK, answer)
        text = await visitor.sees("请补充上一年度的审计报告", within=20)
        notice = await sees_file(visitor, "补正通知.pdf")
        seconds = time.monotonic() - arrived
    assert "补正" in text.text
    assert notice == b"%PDF notice"
    print(f"a department's answer is in the chat after {seconds:.2f} s")  # noqa: T201 - seen with -s
    assert seconds < SECONDS
    assert not any("陌生人" in each.text for each in visitor.messages)


async def test_mailbox_is_linked_in_chat_and_its_submission_appears(desk: Desk) -> None:
    visitor = visitor_of(desk)
    async with desk.open():
        assert desk.dovecot is not None
        desk.dovecot.deliver(DESK, submission())
        acknowledgement = (await arrives(desk, APPLICANT))[0]
        visitor.write("关联邮箱")
        home = await visitor.sees("关联后")
        visitor.press("输入邮箱地址", home)
        await visitor.sees("请输入您的邮箱地址")
        visitor.write(APPLICANT)
        await visitor.sees("验证码已发到")
        letter = (await arrives(desk, APPLICANT, 2))[1]
        code = re.search(r"验证码：(\d{8})", str(letter.message.get_content()))
        assert code
        visitor.write(code[1])
        done = await visitor.sees("已关联")
        visitor.press("我的申报", done)
        found = re.search(r"SB-\d{4}-\d{6}-\w\w", str(acknowledgement.message["Subject"]))
        assert found
        await visitor.sees(lambda message: found[0] in message.text)
