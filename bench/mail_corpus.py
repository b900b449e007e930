"""The mails of the mail benchmark, as applicants send them: a short text and scans."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

ADDRESS = "desk@example.org"
SUBJECT = "申报促进高新技术企业树标提质专项"
KILOBYTE = 1_000
# How large one mail in a hundred is, in kilobytes: 70 of 4, 25 of 200, 5 of 2,000.
MIXED = (4,) * 70 + (200,) * 25 + (2_000,) * 5
SMALL = (4,)


def write_corpus(folder: Path, sizes: tuple[int, ...], count: int) -> list[Path]:
    """Write so many mails of these sizes in a fixed random order, and return their files."""
    folder.mkdir(parents=True)
    chance = random.Random(2022)  # noqa: S311 - the same mails every time
    order = [sizes[number % len(sizes)] for number in range(count)]
    chance.shuffle(order)
    return list(_write(folder, order, chance))


def _write(folder: Path, order: list[int], chance: random.Random) -> Iterator[Path]:
    for number, kilobytes in enumerate(order):
        file = folder / f"{1_600_000_000 + number}.M{number}.bench"
        file.write_bytes(mail(number, kilobytes * KILOBYTE, chance))
        yield file


def mail(number: int, size: int, chance: random.Random) -> bytes:
    """Write one mail of about so many bytes; every one has a sender of its own."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"unit{number}@example.org", ADDRESS
    message["Subject"], message["Date"] = SUBJECT, "Mon, 20 Jun 2022 09:00:00 +0800"
    message["Message-ID"] = f"<{number}.{size}@mail.example.org>"
    message.set_content(f"各位老师好：\n第 {number} 家单位申报促进高新技术企业树标提质专项，扫描件见附件。\n")
    rest = max(500, size - len(message.as_bytes()) - 300)
    scan = b"\xff\xd8\xff\xe0" + chance.randbytes(int(rest / 1.37))
    message.add_attachment(scan, maintype="image", subtype="jpeg", filename=f"营业执照{number}.jpg")
    return message.as_bytes()
