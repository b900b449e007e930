"""Build mails as odd programmes write them, from the lines of a table."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from handlers.rules.receipts import make_receipt

FOLDER = Path(__file__).parent
RECEIPT, OTHER_RECEIPT = make_receipt(2026, 42), make_receipt(2026, 43)
DESK = "desk@example.org"


class Sample(BaseModel):
    """One mail of the table, with what the desk should do with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    subject: str
    body: str
    outcome: tuple[str, ...] = ("route",)
    categories: tuple[str, ...] = ()
    acknowledge: bool = True
    files: tuple[str, ...] = ()
    texts: dict[str, str] = {}
    headers: dict[str, str] = {}
    sender: str = "applicant@example.org"
    charset: str = "utf-8"
    form: str = "plain"
    inner_subject: str = ""
    inner_body: str = ""
    inner_files: tuple[str, ...] = ()


def samples(table: str) -> list[Sample]:
    """Read the mails of a table."""
    lines = (FOLDER / table).read_text(encoding="utf-8").splitlines()
    return [Sample.model_validate(json.loads(line)) for line in lines if line]


def letter(sample: Sample) -> bytes:
    """Write the bytes of a mail in the form that its line names."""
    special = _SPECIAL.get(sample.form)
    head = _head(sample)
    if special:
        return head + special + _text(sample)
    parts = [_body(sample), *(_file(sample, name) for name in sample.files)]
    if sample.form == "forward":
        inner = sample.model_copy(
            update={
                "subject": sample.inner_subject,
                "body": sample.inner_body,
                "files": sample.inner_files,
                "form": "plain",
            }
        )
        parts.append(b"Content-Type: message/rfc822\n\n" + letter(inner))
    if len(parts) == 1:
        return head + parts[0]
    body = b"".join(b"--mix\n" + part + b"\n" for part in parts)
    return head + b'Content-Type: multipart/mixed; boundary="mix"\n\n' + body + b"--mix--\n"


_SPECIAL = {
    "dsn": (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        b"Final-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.1.1\n\n--b\n"
    ),
    "mdn": (
        b'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n'
        b"--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; x@example.org\n"
        b"Disposition: manual-action/MDN-sent-manually; displayed\n\n--b\n"
    ),
    "smime": b"Content-Type: application/pkcs7-mime; name=smime.p7m\n",
    "noboundary": b"Content-Type: multipart/mixed\nX-Broken: yes\n",
}


def _head(sample: Sample) -> bytes:
    subject = _filled(sample.subject)
    lines = [
        b"From: " + _word("申报人", sample.charset) + f" <{sample.sender}>".encode(),
        f"To: {DESK}\nDate: Mon, 08 May 2023 10:00:00 +0800".encode(),
        f"Message-ID: <{sample.name}@example.org>".encode(),
        b"Subject: "
        + (subject.encode(_codec(sample)) if sample.form == "raw" else _word(subject, sample.charset)),
        *(f"{name}: {_filled(value)}".encode() for name, value in sample.headers.items()),
    ]
    if sample.form == "long-header":
        lines.append(b"X-Long: " + b"a,(" * 13_000)
    return b"\n".join([*lines, b"MIME-Version: 1.0\n"])


def _body(sample: Sample) -> bytes:
    text = _text(sample)
    if sample.form != "alternative":
        return text
    page = b"Content-Type: text/html; charset=utf-8\n\n<p>" + sample.body.encode() + b"</p>\n"
    head = b'Content-Type: multipart/alternative; boundary="alt"\n\n'
    return head + b"--alt\n" + text + b"\n--alt\n" + page + b"--alt--\n"


def _text(sample: Sample) -> bytes:
    kind = "html" if sample.form == "html" else "plain"
    head = f"Content-Type: text/{kind}; charset={sample.charset}\nContent-Transfer-Encoding: base64\n\n"
    data = _filled(sample.body).encode(_codec(sample), "replace")
    return head.encode() + base64.encodebytes(data)


def _file(sample: Sample, name: str) -> bytes:
    if sample.form == "rfc2231":
        named = b"filename*=UTF-8''" + quote(name).encode()
    elif sample.form == "raw":
        named = b'filename="' + name.encode(_codec(sample)) + b'"'
    else:
        named = b'filename="' + _word(name, sample.charset) + b'"'
    head = b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    data = _content(name, sample.texts.get(name))
    return head + b"Content-Disposition: attachment; " + named + b"\n\n" + base64.encodebytes(data)


def _content(name: str, text: str | None) -> bytes:
    if text is None:
        return b"scanned " + name.encode()
    if name.endswith(".docx"):
        return _word_file(text)
    return _sheet(text) if name.endswith(".xlsx") else text.encode()


def _word_file(text: str) -> bytes:
    from docx import Document

    document, out = Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _sheet(text: str) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(text.splitlines()):
            sheet.write_row(row, 0, line.split("\t"))
    return out.getvalue()


def _filled(text: str) -> str:
    return text.replace("{R2}", OTHER_RECEIPT).replace("{R}", RECEIPT)


def _codec(sample: Sample) -> str:
    return {"gb2312": "gbk"}.get(sample.charset, sample.charset)


def _word(text: str, charset: str) -> bytes:
    """Encode a header as one word of RFC 2047, under the charset's label as programmes use it."""
    if text.isascii() and text.isprintable():
        return text.encode()
    try:
        data = text.encode({"gb2312": "gbk"}.get(charset, charset))
    except UnicodeEncodeError:
        charset, data = "utf-8", text.encode()
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(data) + b"?="
