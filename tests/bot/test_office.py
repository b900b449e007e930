"""Old Word files are converted where LibreOffice is installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.office import as_docx
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.problems import Unreadable

OLD = Path(__file__).parents[1] / "rules" / "files" / "guide.doc"
INSTALLED = any(map(shutil.which, ("soffice", "libreoffice")))


@pytest.mark.skipif(not INSTALLED, reason="LibreOffice is not installed")
async def test_old_word_file_reads_as_typed() -> None:
    guide = read_guide(read_document(*await as_docx("guide.doc", OLD.read_bytes())))
    assert [category.name for category in guide.categories] == ["海洋装备研制"]
    assert guide.categories[0].contacts[0].emails == ("hyk@kj.example.org",)


async def test_old_word_file_is_refused_in_one_sentence_without_a_converter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="另存为"):
        await as_docx("guide.doc", OLD.read_bytes())


async def test_other_files_pass_unchanged() -> None:
    assert await as_docx("a.docx", b"PK") == ("a.docx", b"PK")
