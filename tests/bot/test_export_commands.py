"""Facts about `shenbao export` for submissions and the audit log."""

from __future__ import annotations

import asyncio
import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from bot.cli import app
from handlers.audit import Actor, record
from handlers.policy import Policy
from storage.database import open_database
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, ApplicantUnit, Entry, Submission, SubmissionFile

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RECEIPT = "SB-2026-000042-7K"
CANARIES = ("13800138000", "person@example.org", "998877665", "张三")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Give a folder with one submission and a log that speaks of people."""

    async def work() -> None:
        database = await open_database(tmp_path / "data" / "shenbao.db", create=True)
        async with database.transaction() as session:
            session.add(Applicant(id=1, email=CANARIES[1], created_at=NOW))
            await session.flush()
            row = Submission(
                id=1,
                receipt=RECEIPT,
                applicant_id=1,
                channel=Channel.MAIL,
                state=SubmissionState.DELIVERED,
                subject="=cmd|' /C calc'!A0",
                created_at=NOW,
            )
            session.add(row)
            await session.flush()
            session.add(
                ApplicantUnit(
                    applicant_id=1, submission_id=1, name="甲公司", phone=CANARIES[0], written_at=NOW
                )
            )
            session.add(SubmissionFile(submission_id=1, name="a.pdf"))
            session.add(Entry(submission_id=1, at=NOW, kind="received", text="收到"))
            actor = Actor(f"chat:{CANARIES[2]}", "chat")
            await record(session, Policy(key=b"k"), NOW, actor, "hand-in", "submission:1", category="1.1")
            await record(session, Policy(key=b"k"), NOW, actor, "address", f"mail:{CANARIES[1]}")
            await record(session, Policy(key=b"k"), NOW, actor, "leave", "staff:7", deputy=CANARIES[3])
        await database.close()

    asyncio.run(work())
    return tmp_path


def export(folder: Path, what: str, name: str) -> Result:
    config = folder / "config.toml"
    config.write_text(f'[storage]\nfolder = "{folder / "data"}"\n', encoding="utf-8")
    return CliRunner().invoke(app, ["--config", str(config), "export", what, str(folder / name)])


def lines(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_bytes().decode("utf-8-sig"))))


def test_submission_leaves_with_who_handed_it_in_and_no_formula(desk: Path) -> None:
    assert export(desk, "submissions", "all.csv").exit_code == 0
    (line,) = lines(desk / "all.csv")
    assert (line["回执号"], line["状态"], line["申报单位"], line["文件数"]) == (
        RECEIPT,
        "已送科室",
        "甲公司",
        "1",
    )
    assert line["收到"] == "2026-03-02 09:30"
    assert line["主题"].startswith("'=")
    assert (desk / "all.csv").stat().st_mode & 0o077 == 0


def test_submissions_leave_as_a_sheet_too(desk: Path) -> None:
    assert export(desk, "submissions", "all.xlsx").exit_code == 0
    rows = CalamineWorkbook.from_path(str(desk / "all.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[1][0] == RECEIPT


def test_audit_log_leaves_with_pseudonyms_only(desk: Path) -> None:
    assert export(desk, "audit", "log.csv").exit_code == 0
    text = (desk / "log.csv").read_text(encoding="utf-8-sig")
    assert [each for each in CANARIES if each in text] == []
    first = lines(desk / "log.csv")[0]
    assert (first["行为"], first["对象"], first["详情"]) == ("hand-in", "submission:1", '{"category": "1.1"}')
    assert "deputy" in lines(desk / "log.csv")[2]["详情"]


def test_every_line_of_the_log_leaves_in_both_forms(desk: Path) -> None:
    export(desk, "audit", "log.csv")
    export(desk, "audit", "log.xlsx")
    rows = CalamineWorkbook.from_path(str(desk / "log.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) - 1 == len(lines(desk / "log.csv")) == 3
    assert [row[-1] for row in rows[1:]] == [line["摘要"] for line in lines(desk / "log.csv")]


def test_other_kinds_of_file_are_refused(desk: Path) -> None:
    assert ".xlsx 或 .csv" in str(export(desk, "audit", "log.txt").exception)
