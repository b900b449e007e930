"""Facts about letters whose large files stay where they were stored."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from bot.app import open_parts
from bot.mail.builder import build_waiting
from bot.mail.carrier import MailCarrier
from bot.mail.outgoing import LaidOut, demand_clean, opened
from bot.mail.writing import enclosed, write_letters
from bot.parts import Parts
from demo.moving_clock import MovingClock
from handlers.dispatch import claim
from handlers.outbox import Wrapping, write_letter
from handlers.rules.compose import Enclosure, LetterSpec, compose
from handlers.rules.layout import LEAST, Passage
from handlers.rules.retry import Fate
from storage.blobs import Blobs
from storage.states import Channel
from tests.flows.desk import MORNING, Desk, letter_to
from tests.servers.smtp_server import SmtpServer

CHANCE = random.Random(5)  # noqa: S311 - the same bytes every time
SCAN, TABLE = CHANCE.randbytes(300_000), CHANCE.randbytes(90_001)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def mail() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "unit@example.org", "申报"
    message.set_content("材料见附件。")
    for name, data in (("a.jpg", SCAN), ("b.xls", TABLE), ("c.txt", b"small")):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def spec_of(blob: str) -> LetterSpec:
    octets = "application/octet-stream"
    files = [Enclosure(f"{number}.bin", octets, blob, number) for number in range(3)]
    text = Enclosure("目录.txt", "text/plain", text="一\n")
    return letter_to("dept@example.org", *files, text, Enclosure("original.eml", octets, blob))


def laid_out(blobs: Blobs, name: str) -> LaidOut:
    letter = opened(blobs.get(name), blobs)
    assert isinstance(letter, LaidOut)
    return letter


def test_letter_is_the_one_that_would_be_written_whole(blobs: Blobs) -> None:
    spec = spec_of(blobs.put(mail()))
    letter = laid_out(blobs, write_letters([spec], blobs)[0])
    whole = compose(spec, [enclosed(blobs, each) for each in spec.enclosures])

    assert letter.whole() == whole
    assert letter.size == len(whole)
    demand_clean(whole)


def test_large_files_are_not_written_once_more(blobs: Blobs) -> None:
    (name,) = write_letters([spec_of(blobs.put(mail()))], blobs)
    passages = [each for each in laid_out(blobs, name).pieces if isinstance(each, Passage)]

    assert [each.coded for each in passages] == [False, False, True]
    assert blobs.size(name) < LEAST


def disturbed(raw: bytes) -> bytes:
    at = raw.index(b"a.jpg") + 1_000
    return raw[:at] + b"!" + raw[at:]


@pytest.mark.parametrize("raw", [mail().replace(b"\r\n", b"\n"), disturbed(mail())], ids=["ends", "letters"])
def test_file_that_did_not_come_as_letters_have_it_is_coded_anew(blobs: Blobs, raw: bytes) -> None:
    (name,) = write_letters([letter_to("a@example.org", *spec_of(blobs.put(raw)).enclosures[:2])], blobs)
    letter = opened(blobs.get(name), blobs).whole()
    files = [part.get_payload(decode=True) for part in message_from_bytes(letter).walk()][-2:]

    assert files == [enclosed(blobs, each) for each in spec_of(blobs.put(raw)).enclosures[:2]]
    demand_clean(letter)


def test_small_letter_is_written_whole(blobs: Blobs) -> None:
    spec = letter_to("a@example.org", Enclosure("a.bin", "application/pdf", blobs.put(b"%PDF" * 100)))

    assert blobs.get(write_letters([spec], blobs)[0]) == compose(spec, [b"%PDF" * 100])


def test_letter_whose_large_file_is_gone_is_not_written(blobs: Blobs) -> None:
    with pytest.raises(FileNotFoundError):
        write_letters([letter_to("a@example.org", Enclosure("a.bin", "application/pdf", "0" * 64))], blobs)


@pytest.fixture
async def parts(tmp_path: Path, smtp_server: SmtpServer) -> AsyncIterator[Parts]:
    async with open_parts(Desk(tmp_path, smtp_server).config(), MovingClock(MORNING)) as parts:
        yield parts


async def carried(parts: Parts, spec: LetterSpec, *, gone: str = "") -> Fate:
    """Build a letter and carry it, a file having vanished in between."""
    async with parts.database.transaction() as session:
        await write_letter(session, spec, Wrapping("department:1", MORNING))
    await build_waiting(parts)
    async with parts.database.transaction() as session:
        (parcel,) = await claim(session, Channel.MAIL, 1, MORNING)
    if gone:
        parts.blobs.path(gone).unlink()
    async with MailCarrier(parts) as carrier:
        return (await carrier.carry(parcel)).fate


async def test_letter_arrives_with_its_large_files(parts: Parts, smtp_server: SmtpServer) -> None:
    spec = spec_of(parts.blobs.put(mail()))

    assert await carried(parts, spec) is Fate.SENT
    (arrived,) = smtp_server.journal
    assert arrived.raw == compose(spec, [enclosed(parts.blobs, each) for each in spec.enclosures])


async def test_letter_whose_large_file_is_gone_is_refused_before_it_is_begun(
    parts: Parts, smtp_server: SmtpServer
) -> None:
    blob = parts.blobs.put(mail())

    assert await carried(parts, spec_of(blob), gone=blob) is Fate.REFUSED
    assert smtp_server.journal == []
