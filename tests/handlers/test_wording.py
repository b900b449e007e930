from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, FileSystemLoader, UndefinedError

from handlers import wording


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = DictLoader(
        {
            "chat/hello.txt": "您好，{{ name|line }}\n{% if more %}\n  多一行\n{% endif %}\n",
            "chat/card.html": "<b>{{ name|line }}</b>",
            "mail/receipt/subject.txt": "回执\n{{ number }}\r\nBcc: x@example.org\n",
            "mail/receipt/body.txt": "您好：\n\n已收到。\n",
        }
    )
    monkeypatch.setattr(wording._environment(), "loader", loader)


@pytest.mark.usefixtures("pages")
class TestPages:
    def test_a_sentence_is_rendered_without_its_last_line_break(self) -> None:
        assert wording.say("hello", name="张三", more=False) == "您好，张三"

    def test_a_block_line_leaves_no_empty_line(self) -> None:
        assert wording.say("hello", name="张三", more=True) == "您好，张三\n  多一行"

    def test_a_forgotten_value_is_an_error(self) -> None:
        with pytest.raises(UndefinedError):
            wording.say("hello", name="张三")

    def test_plain_text_is_not_escaped(self) -> None:
        assert wording.say("hello", name="<甲&乙>", more=False) == "您好，<甲&乙>"

    def test_html_is_escaped(self) -> None:
        assert wording.say("card.html", name="<甲&乙>") == "<b>&lt;甲&amp;乙&gt;</b>"

    def test_a_subject_stays_on_one_line(self) -> None:
        subject, body = wording.letter("receipt", number="SB-1")
        assert subject == "回执 SB-1 Bcc: x@example.org"
        assert body == "您好：\n\n已收到。"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("甲\r\n乙", "甲 乙"),
        ("甲\u2028乙\u2029丙\x85丁", "甲 乙 丙 丁"),
        ("\u202e甲\u2066乙", "甲乙"),
        ("\x00甲\x1b[31m乙", "甲[31m乙"),
        ("甲\u3000 \t乙", "甲 乙"),
        ("\ud83d甲", "甲"),
        (42, "42"),
    ],
)
def test_a_line_holds_nothing_that_breaks_it(text: object, line: str) -> None:
    assert wording.one_line(text) == line


def test_the_templates_lie_in_their_package() -> None:
    assert isinstance(wording._environment().loader, FileSystemLoader | DictLoader)
    assert (Path(wording.FOLDER) / "chat").is_dir()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "1 KB"),
        (9, "1 KB"),
        (1_499, "1 KB"),
        (99_999, "100 KB"),
        (100_000, "0.1 MB"),
        (8_249_000, "8.2 MB"),
    ],
)
def test_no_file_weighs_nothing(count: int, said: str) -> None:
    assert wording.file_size(count) == said
