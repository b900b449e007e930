from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest

from handlers.rules.attachments import attachment_data
from handlers.rules.mime import addresses, parse_mail, with_texts

HEAD = (
    b"From: =?utf-8?B?5byg5LiJ?= <zhang@example.org>\nTo: desk@example.org\n"
    b"Date: Mon, 08 May 2023 10:00:00 +0800\n"
)


def mail(headers: bytes, body: bytes = b"hello") -> bytes:
    return HEAD + headers + b"\n" + body


def encoded(text: str, charset: str) -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(text.encode(charset)) + b"?="


def built(text: str = "您好，材料请查收。", page: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "张三 <zhang@example.org>"
    message["To"] = "申报台 <desk@example.org>, 高新科 <gx@example.org>"
    message["Cc"] = "cc@example.org"
    message["Subject"] = "申报材料"
    message["Message-ID"] = "<m1@example.org>"
    message["In-Reply-To"] = "<m0@example.org>"
    message["References"] = "<a@example.org> <m0@example.org>"
    message["Date"] = "Mon, 08 May 2023 10:00:00 +0800"
    message.set_content(text)
    if page is not None:
        message.add_alternative(page, subtype="html")
    return message


def test_plain_mail_is_read_whole() -> None:
    parsed = parse_mail(built().as_bytes())
    assert parsed.sender == "zhang@example.org"
    assert parsed.sender_name == "张三"
    assert parsed.recipients == ("desk@example.org", "gx@example.org", "cc@example.org")
    assert parsed.message_id == "m1@example.org"
    assert parsed.in_reply_to == "m0@example.org"
    assert parsed.references == ("a@example.org", "m0@example.org")
    assert parsed.subject == "申报材料"
    assert parsed.date is not None
    assert parsed.date.isoformat() == "2023-05-08T10:00:00+08:00"
    assert parsed.fresh_text == "您好，材料请查收。"
    assert parsed.unreadable is None
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb2312", "镕基测试材料"),
        ("gbk", "高企树标提质"),
        ("big5", "申報資料請查收"),
        ("hz", "申报材料"),
        ("utf-8", "申报"),
    ],
)
def test_encoded_subject_is_read_under_its_label(charset: str, text: str) -> None:
    raw_charset = "gbk" if charset == "gb2312" else charset
    word = b"=?" + charset.encode() + b"?B?" + base64.b64encode(text.encode(raw_charset)) + b"?="
    assert parse_mail(mail(b"Subject: " + word + b"\n")).subject == text


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030"])
def test_raw_eight_bit_subject_is_read(charset: str) -> None:
    raw = mail(b"Subject: " + "关于申报项目的材料".encode(charset) + b"\n")
    assert parse_mail(raw).subject == "关于申报项目的材料"


def test_character_cut_between_two_encoded_words_is_whole() -> None:
    data = "申报材料".encode("gbk")
    words = b"\n ".join(b"=?gbk?B?" + base64.b64encode(part) + b"?=" for part in (data[:3], data[3:]))
    assert parse_mail(mail(b"Subject: " + words + b"\n")).subject == "申报材料"


@pytest.mark.parametrize(
    ("label", "charset"),
    [
        ("gb2312", "gbk"),
        ("utf-8", "gbk"),
        ("gb2312", "utf-8"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "gbk"),
        ("x-none", "gbk"),
    ],
)
def test_body_under_a_false_label_is_repaired(label: str, charset: str) -> None:
    text = "您好，现将我单位的申报材料发送给您，请查收。"
    raw = mail(
        f"Content-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n".encode(),
        text.encode(charset),
    )
    assert parse_mail(raw).text == text


def test_unlabelled_big5_is_told_from_gbk() -> None:
    text = "您好，現將本單位的申請資料寄上，敬請查收。"
    assert parse_mail(mail(b"", text.encode("big5"))).text == text


def test_hz_body_is_read() -> None:
    raw = mail(b"Content-Type: text/plain; charset=hz-gb-2312\n", "申报材料请查收".encode("hz"))
    assert parse_mail(raw).text == "申报材料请查收"


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Disposition: attachment; filename*=UTF-8''%E7%94%B3%E6%8A%A5%E4%B9%A6.docx",
        b"Content-Disposition: attachment; filename*0*=gb2312'zh'%C9%EA%B1%A8; filename*1*=%CA%E9.docx",
        b'Content-Disposition: attachment; filename="' + encoded("申报书.docx", "gbk") + b'"',
        b'Content-Disposition: attachment; filename="' + "申报书.docx".encode("gbk") + b'"',
        b'Content-Disposition: attachment; filename="' + "申报书.docx".encode() + b'"',
        b'Content-Disposition: attachment; filename="%E7%94%B3%E6%8A%A5%E4%B9%A6.docx"',
        b'Content-Disposition: attachment\nContent-Type: application/octet-stream; name="'
        + encoded("申报书.docx", "utf-8")
        + b'"',
    ],
)
def test_file_name_is_read_in_every_spelling(header: bytes) -> None:
    raw = mail(b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n" + header + b"\n\ndata\n--x--\n")
    assert [each.name for each in parse_mail(raw).attachments] == ["申报书.docx"]


def test_page_becomes_text_without_scripts_styles_and_hidden_text() -> None:
    page = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>x()</script>"
        "<p>双碳平台</p><div style='display:none'>联盟</div><span hidden>大赛</span>"
        "<span style='font-size:0'>孵化</span><span style='color:#ffffff'>特派员</span>"
        "<td style='background:#036'><b style='color:#fff'>白字标题</b></td></body></html>"
    )
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content(page, subtype="html")
    assert parse_mail(message.as_bytes()).text.split() == ["双碳平台", "白字标题"]


def test_stub_of_plain_text_gives_way_to_the_page() -> None:
    page = "<p>" + "我单位申报双碳技术成果转化平台项目，材料见附件。" * 3 + "</p>"
    assert "双碳技术" in parse_mail(built("HTML", page).as_bytes()).text


def test_plain_text_wins_over_its_page() -> None:
    assert parse_mail(built("正文", "<p>正文</p>").as_bytes()).text == "正文"


def test_quotation_of_a_page_is_no_fresh_text() -> None:
    page = "<p>补充一份材料。</p><blockquote><p>原来的揭榜挂帅</p></blockquote>"
    parsed = parse_mail(built("", page).as_bytes())
    assert parsed.fresh_text == "补充一份材料。"
    assert "揭榜挂帅" in parsed.quoted_text


def test_attached_mail_counts_as_file_and_as_quotation() -> None:
    inner = EmailMessage()
    inner["Subject"] = "科技杯承办方案"
    inner.set_content("方案见附件")
    inner.add_attachment(b"123", maintype="application", subtype="pdf", filename="方案.pdf")
    outer = built("转发一封邮件")
    outer.add_attachment(inner)
    parsed = parse_mail(outer.as_bytes())
    assert [each.name for each in parsed.attachments] == ["科技杯承办方案.eml", "方案.pdf"]
    assert "科技杯承办方案" in parsed.quoted_text
    assert parsed.fresh_text == "转发一封邮件"


def test_picture_of_a_signature_is_no_material() -> None:
    message = built("正文", '<p>正文</p><img src="cid:logo1">')
    body = message.get_payload()
    assert isinstance(body, list)
    page = body[1]
    assert isinstance(page, EmailMessage)
    page.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo1>")
    message.add_attachment(b"scan" * 10, maintype="image", subtype="jpeg", filename="营业执照.jpg")
    parsed = parse_mail(message.as_bytes())
    assert [each.name for each in parsed.files] == ["营业执照.jpg"]
    assert len(parsed.attachments) == 2


def test_attachment_data_are_the_bytes_that_were_digested() -> None:
    message = built()
    message.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"second", maintype="application", subtype="zip", filename="b.zip")
    raw = message.as_bytes()
    assert attachment_data(raw, 0) == bytes(range(256))
    assert attachment_data(raw, 1) == b"second"
    assert [each.bytes for each in parse_mail(raw).attachments] == [256, 6]
    with pytest.raises(IndexError):
        attachment_data(raw, 2)


def test_text_of_files_is_read_on_demand() -> None:
    message = built()
    message.add_attachment(
        "双碳技术成果转化平台".encode(), maintype="text", subtype="plain", filename="说明.txt"
    )
    raw = message.as_bytes()
    parsed = parse_mail(raw)
    assert parsed.attachments[0].text == ""
    assert "双碳技术成果转化平台" in with_texts(parsed, raw).attachments[0].text


def test_executable_tnef_and_empty_files_are_told() -> None:
    message = built()
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="申报书.pdf.exe")
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"", maintype="application", subtype="pdf", filename="空.pdf")
    told = " ".join(parse_mail(message.as_bytes()).warnings)
    assert "可执行" in told
    assert "TNEF" in told
    assert "空文件" in told


def test_digest_agrees_for_the_same_mail_over_another_road() -> None:
    raw = built().as_bytes()
    other = b"Received: from a by b\r\n" + raw.replace(b"\n", b"\r\n") + b"\r\n"
    assert parse_mail(raw).content_digest == parse_mail(other).content_digest
    changed = raw.replace(base64.b64encode("您好".encode())[:4], b"AAAA") + b"\nmore"
    assert parse_mail(raw).content_digest != parse_mail(changed).content_digest


def test_encrypted_mail_says_so() -> None:
    raw = mail(
        b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n", b"AAAA"
    )
    assert "加了密" in (parse_mail(raw).unreadable or "")


def test_file_that_is_no_mail_says_so() -> None:
    assert parse_mail(b"\x00\x01\x02 nothing").unreadable is not None
    assert parse_mail(b"").unreadable is not None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"张三" <a@example.org>', ("张三", "a@example.org")),
        ("a@example.org", ("", "a@example.org")),
        (
            "=?utf-8?B?" + base64.b64encode("李四 <b@example.org>".encode()).decode() + "?=",
            ("李四", "b@example.org"),
        ),
        ("broken <<c@example.org>", ("", "c@example.org")),
    ],
)
def test_sender_is_read_in_odd_spellings(value: str, expected: tuple[str, str]) -> None:
    assert addresses(value)[0][1] == expected[1]
    assert expected[0] in addresses(value)[0][0]
