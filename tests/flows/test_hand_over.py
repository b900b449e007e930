"""转人工: the question goes to the department by letter, and its answer comes back into the chat."""

from __future__ import annotations

from collections.abc import Callable

from demo.messages import Message
from demo.visitor import Visitor
from tests.flows.desk import DESK, Desk, mail
from tests.servers.smtp_server import Accepted
from tests.servers.waiting import wait_until

GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
ASKER = 741
QUESTION = "单位食堂几点开饭"


async def handed_over(desk: Desk, visitor: Visitor) -> Accepted:
    """Ask what the guide does not say, hand it to a department, and return the department's letter."""
    visitor.write(QUESTION)
    answer = await visitor.sees(_offers("转人工"), within=30)
    visitor.press("转人工", answer)
    chooser = await visitor.sees("请选择由谁答复")
    visitor.press("高新技术科", chooser)
    await visitor.sees("问题已转交")
    return (await wait_until(lambda: desk.smtp.to(GAOXIN), limit=20))[0]


def _offers(label: str) -> Callable[[Message], bool]:
    return lambda message: any(label in button.text for button in message.buttons)


def visitor_of(desk: Desk) -> Visitor:
    assert desk.api is not None
    return desk.api.visitor(ASKER, "陈一")


def reply(
    letter: Accepted, text: str, *, files: tuple[tuple[str, bytes], ...] = (), thread: bool = True
) -> bytes:
    headers = (("In-Reply-To", str(letter.message["Message-ID"])),) if thread else ()
    return mail(f"回复：{letter.message['Subject']}", text, sender=GAOXIN, files=files, headers=headers)


def deliver(desk: Desk, raw: bytes) -> None:
    assert desk.dovecot is not None
    desk.dovecot.deliver(DESK, raw)


async def test_departments_answer_to_a_question_comes_back_into_the_chat(desk: Desk) -> None:
    visitor = visitor_of(desk)
    async with desk.open():
        letter = await handed_over(desk, visitor)
        text = str(letter.message.get_content())
        assert QUESTION in text
        assert "陈一" in text
        deliver(desk, reply(letter, "食堂每天十二点开饭，凭工作证就餐。\n高新技术科"))
        answer = await visitor.sees("十二点开饭", within=30)
    assert "高新技术科" in answer.text


async def test_answer_with_a_file_brings_the_file_too(desk: Desk) -> None:
    visitor = visitor_of(desk)
    async with desk.open():
        letter = await handed_over(desk, visitor)
        deliver(desk, reply(letter, "请看附件。", files=(("开饭时间.pdf", b"%PDF-1.4 menu"),)))
        await visitor.sees("请看附件", within=30)
        file = await visitor.sees(_has_file, within=30)
    assert file.attachment is not None


def _has_file(message: Message) -> bool:
    return message.attachment is not None


async def test_answer_is_found_by_the_receipt_number_where_the_thread_is_lost(desk: Desk) -> None:
    visitor = visitor_of(desk)
    async with desk.open():
        letter = await handed_over(desk, visitor)
        deliver(desk, reply(letter, "食堂每天十二点开饭。", thread=False))
        await visitor.sees("十二点开饭", within=30)


async def test_progress_of_a_question_shows_the_answer(desk: Desk) -> None:
    visitor = visitor_of(desk)
    async with desk.open():
        letter = await handed_over(desk, visitor)
        told = await visitor.sees("问题已转交", since=0)
        deliver(desk, reply(letter, "食堂每天十二点开饭。"))
        await visitor.sees("十二点开饭", within=30)
        visitor.press("查看进度", _newest(visitor, told))
        shown = await visitor.sees(lambda each: "十二点开饭" in each.text and "提问已转交" in each.text)
    assert QUESTION in shown.text


def _newest(visitor: Visitor, told: Message) -> Message:
    """Return the message that carries the button for progress."""
    with_button = [each for each in visitor.messages if any("查看进度" in b.text for b in each.buttons)]
    return with_button[-1] if with_button else told
