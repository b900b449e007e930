"""The confined process's own programme: read a call, run one rule, write its value."""

from __future__ import annotations

import json
import logging
import resource
import struct
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from handlers.rules.classify import Classifier
    from handlers.rules.compose import LetterSpec
    from handlers.rules.lessons import Asked

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20  # for one call
HEADER = struct.Struct(">IQ")  # length of the call's JSON, length of the bytes that follow
ANSWER = struct.Struct(">cQ")  # kind of answer, length of its body
VALUE, REFUSED, FAILED = b"v", b"r", b"f"


class _Learnt:
    """What was learnt last: the mark of the lesson, and the classifier."""

    mark = ""
    classifier: Classifier | None = None


def _mail(_name: str, raw: bytes) -> Any:
    from handlers.rules.lessons import ReadMail, read_mail
    from handlers.rules.mime import parse_mail, with_texts

    mail = with_texts(parse_mail(raw), raw)
    try:
        return read_mail(mail, _Learnt.classifier, _Learnt.mark)
    except Exception:  # noqa: BLE001 - what cannot be understood here is tried by who decides
        return ReadMail(mail)


def _understand(_name: str, raw: bytes) -> Any:
    from handlers.rules.lessons import read_mail

    asked = _mails_asked().validate_json(raw)
    return read_mail(asked.mail, _Learnt.classifier, _Learnt.mark, asked.earlier)


@lru_cache(maxsize=1)
def _mails_asked() -> TypeAdapter[Asked]:
    from pydantic import TypeAdapter

    from handlers.rules.lessons import Asked

    return TypeAdapter(Asked)


def _learn(_name: str, raw: bytes) -> Any:
    """Learn what mails are understood by, and say its mark."""
    from pydantic import TypeAdapter

    from handlers.rules.lessons import Lesson

    lesson: Lesson = TypeAdapter(Lesson).validate_json(raw)
    _Learnt.mark, _Learnt.classifier = lesson.mark, lesson.learnt()
    return lesson.mark


def _guide(name: str, raw: bytes) -> Any:
    from handlers.rules.documents import read_document
    from handlers.rules.guide_text import read_guide

    return read_guide(read_document(name, raw))


def _tasks(name: str, raw: bytes) -> Any:
    from handlers.rules.documents import read_document
    from handlers.rules.task_table import read_tasks

    return read_tasks(read_document(name, raw))


def _staff(name: str, raw: bytes) -> Any:
    from handlers.rules.documents import read_document
    from handlers.rules.staff_list import read_staff

    return read_staff(read_document(name, raw))


def _holidays(name: str, raw: bytes) -> Any:
    from handlers.rules.documents import read_document
    from handlers.rules.special_days import read_special_days

    return read_special_days(read_document(name, raw))


def _page(_name: str, raw: bytes) -> Any:
    from pydantic import TypeAdapter

    from bot.drawing import Page, draw

    return draw(TypeAdapter(Page).validate_json(raw))


@lru_cache(maxsize=1)
def _letter_specs() -> TypeAdapter[list[LetterSpec]]:
    from pydantic import TypeAdapter

    from handlers.rules.compose import LetterSpec

    return TypeAdapter(list[LetterSpec])


def _letters(folder: str, raw: bytes) -> Any:
    """Write letters into a folder of blobs."""
    from bot.mail.writing import write_letters
    from storage.blobs import Blobs

    return write_letters(_letter_specs().validate_json(raw), Blobs(Path(folder)))


# What may be called from outside, and nothing else.
CALLS: dict[str, Callable[[str, bytes], Any]] = {
    "mail": _mail,
    "understand": _understand,
    "learn": _learn,
    "guide": _guide,
    "tasks": _tasks,
    "staff": _staff,
    "holidays": _holidays,
    "page": _page,
    "letters": _letters,
}


def confine() -> None:
    """Set the limits that hold for the whole life of the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What the library finds odd in a file is no news to whoever sits at the terminal.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def allow_cpu(seconds: int) -> None:
    """Raise the soft limit, which counts from the start of the process, by a call's share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


@lru_cache(maxsize=len(CALLS))
def _writer(kind: type) -> TypeAdapter[Any]:
    """Return what writes values of a type, which takes far longer to make than to use."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def answer(call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
    """Run one call; whatever goes wrong is told, so that the next call is served."""
    from handlers.rules.problems import Unreadable

    try:
        value = CALLS[call["call"]](call["name"], raw)
        return VALUE, _writer(value.__class__).dump_json(value)
    except Unreadable as refusal:
        return REFUSED, str(refusal).encode("utf-8", "replace")
    except (Exception, RecursionError, MemoryError):  # noqa: BLE001 - the edge of the confined process
        return FAILED, traceback.format_exc(limit=-3).encode("utf-8", "replace")


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer calls until the other side closes."""
    while header := source.read(HEADER.size):
        length, size = HEADER.unpack(header)
        call = json.loads(source.read(length))
        raw = source.read(size)
        allow_cpu(CPU_SECONDS)
        kind, body = answer(call, raw)
        sink.write(ANSWER.pack(kind, len(body)))
        sink.write(body)
        sink.flush()


if __name__ == "__main__":
    confine()
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the frames
    serve(sys.stdin.buffer, out)
