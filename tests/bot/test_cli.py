"""Facts about the commands: their JSON, their exit status, their one sentence on bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import Ended, Shenbao

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
GUIDE, TASKS, STAFF = (str(SAMPLES / name) for name in ("guide-2023.txt", "tasks-2022.txt", "staff.csv"))
MAIL = """\
From: =?utf-8?b?5rGf6Zeo?= <a@example.org>\r
Message-ID: <1@x>\r
Date: Mon, 20 Jun 2022 09:00:00 +0800\r
Subject: 1.1\r
Content-Type: text/plain; charset=utf-8\r
\r
申报促进高新技术企业树标提质专项，材料见附件。\r
""".encode()


def refused(ended: Ended, *words: str) -> None:
    """Check for exit status 2, nothing on standard output, and one sentence that holds these words."""
    assert (ended.status, ended.out) == (2, "")
    assert len(ended.err.strip().splitlines()) == 1
    assert "Traceback" not in ended.err
    assert all(word in ended.err for word in words), ended.err


# Documents in.


@pytest.mark.parametrize(
    ("kind", "file", "keys"),
    [
        (
            "guide",
            GUIDE,
            ["kind", "title", "year", "area_code", "topics", "categories", "notice", "problems", "diff"],
        ),
        ("tasks", TASKS, ["kind", "title", "year", "tasks", "problems", "diff"]),
        ("staff", STAFF, ["kind", "people", "problems", "diff"]),
    ],
)
def test_import_prints_one_document_with_the_keys_of_the_contract(
    shenbao: Shenbao, kind: str, file: str, keys: list[str]
) -> None:
    ended = shenbao("import", kind, file, "--json")
    assert (ended.status, ended.err) == (0, "")
    assert sorted(ended.json) == sorted(keys)
    assert ended.json["kind"] == kind


def test_category_has_the_keys_of_the_contract(shenbao: Shenbao) -> None:
    category = shenbao("import", "guide", GUIDE, "--json").json["categories"][0]
    wanted = {"id", "topic", "name", "sections", "materials", "funding", "period", "contacts"}
    assert wanted <= set(category)
    sections = {"research", "conditions", "materials", "support", "contacts", "other"}
    assert sections <= set(category["sections"])
    assert {"mode", "selection", "items"} <= set(category["funding"])
    item = {
        "label",
        "amount_wan",
        "amount_type",
        "min_wan",
        "max_wan",
        "percent",
        "per",
        "count",
        "count_type",
    }
    assert item | {"min_count"} <= set(category["funding"]["items"][0])
    assert {"department", "name", "phones", "emails"} <= set(category["contacts"][0])


def test_import_without_apply_leaves_nothing_behind(shenbao: Shenbao, tmp_path: Path) -> None:
    shenbao("import", "guide", GUIDE)
    shenbao("import", "guide", GUIDE, "--apply", "--dry-run")
    assert list(tmp_path.iterdir()) == []


def test_applied_guide_is_what_the_next_one_is_compared_with(shenbao: Shenbao, tmp_path: Path) -> None:
    assert shenbao("import", "guide", GUIDE, "--apply").status == 0
    assert (tmp_path / "data" / "shenbao.db").exists()
    assert shenbao("import", "guide", GUIDE, "--json").json["diff"] == []
    changed = tmp_path / "changed.txt"
    changed.write_text(Path(GUIDE).read_text(encoding="utf-8").replace("8220246", "8220247"), "utf-8")
    diff = shenbao("import", "guide", str(changed), "--json").json["diff"]
    assert diff
    assert all(sorted(each) == ["field", "id", "new", "old"] for each in diff)
    assert any("8220247" in (each["new"] or "") for each in diff)


@pytest.mark.parametrize("kind", ["guide", "tasks", "staff"])
@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("empty.txt", b""),
        ("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)),
        ("renamed.docx", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)),
        ("torn.docx", b"PK\x03\x04\x14\x00\x06\x00" + bytes(50)),
        ("torn.xlsx", b"PK\x03\x04"),
        ("story.txt", "从前有座山，山里有座庙。\n".encode()),
        ("noise.txt", bytes(range(256)) * 20),
        ("blank.csv", b"\r\n\r\n"),
        ("torn.pdf", b"%PDF-1.4\n"),
    ],
)
def test_what_is_no_document_is_refused_with_one_sentence(
    shenbao: Shenbao, tmp_path: Path, kind: str, name: str, raw: bytes
) -> None:
    (tmp_path / name).write_bytes(raw)
    refused(shenbao("import", kind, name, "--apply"), name)
    assert sorted(each.name for each in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize(
    ("kind", "file"),
    [("tasks", GUIDE), ("staff", GUIDE), ("staff", TASKS), ("guide", STAFF), ("tasks", STAFF)],
)
def test_document_of_another_kind_is_refused(shenbao: Shenbao, kind: str, file: str) -> None:
    refused(shenbao("import", kind, file), Path(file).name)


def test_task_table_is_no_guide(shenbao: Shenbao) -> None:
    refused(shenbao("import", "guide", TASKS), "tasks-2022.txt")


def test_refused_import_leaves_what_is_in_force(shenbao: Shenbao, tmp_path: Path) -> None:
    shenbao("import", "guide", GUIDE, "--apply")
    (tmp_path / "bad.txt").write_text("什么也没有", "utf-8")
    refused(shenbao("import", "guide", "bad.txt", "--apply"), "bad.txt")
    assert shenbao("import", "guide", GUIDE, "--json").json["diff"] == []


def test_missing_file_and_folder_are_told(shenbao: Shenbao, tmp_path: Path) -> None:
    refused(shenbao("import", "guide", "nowhere.txt"), "找不到", "nowhere.txt")
    refused(shenbao("import", "guide", str(tmp_path)), "文件夹")


# Questions.


def test_answer_has_the_keys_of_the_contract(shenbao: Shenbao) -> None:
    ended = shenbao("ask", "1.1 的联系人电话是多少？", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert list(ended.json) == ["question", "outcome", "intent", "categories", "tasks", "text", "sources"]
    assert ended.json["outcome"] == "answer"
    assert "0750-8220246" in ended.json["text"]
    assert sorted(ended.json["sources"][0]) == ["category", "section", "task", "year"]


def test_every_line_of_a_file_is_a_question_the_empty_one_too(shenbao: Shenbao, tmp_path: Path) -> None:
    questions = ["1.1 的电话", "", "你好", "  ", "单位食堂几点开饭"]
    (tmp_path / "q.txt").write_text("\ufeff" + "\r\n".join(questions) + "\r\n", "utf-8", newline="")
    ended = shenbao("ask", "--file", "q.txt", "--json")
    assert ended.status == 0
    assert [each["question"] for each in ended.lines] == questions
    assert ended.lines[-1]["outcome"] == "none"
    assert ended.lines[-1]["categories"] == ended.lines[-1]["sources"] == []


def test_last_line_without_an_end_counts(shenbao: Shenbao, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_bytes("你好\n\n1.1 的电话".encode())
    assert len(shenbao("ask", "--file", "q.txt", "--json").lines) == 3


def test_questions_that_cannot_be_read_are_refused(shenbao: Shenbao, tmp_path: Path) -> None:
    refused(shenbao("ask"), "--file")
    refused(shenbao("ask", "--file", "nowhere.txt"), "找不到")
    (tmp_path / "empty.txt").write_bytes(b"")
    refused(shenbao("ask", "--file", "empty.txt"), "empty.txt", "空")
    (tmp_path / "gbk.txt").write_bytes("联系人电话".encode("gbk"))
    refused(shenbao("ask", "--file", "gbk.txt"), "UTF-8")
    refused(shenbao("ask", "你好", "--guide", "nowhere.txt"), "找不到文件 nowhere.txt")
    refused(shenbao("ask", "你好", "--guide", "empty.txt"), "empty.txt")


# Mails.


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "m2.eml").write_bytes(MAIL)
    (folder / "m1.eml").write_bytes(
        MAIL.replace(b"<1@x>", b"<2@x>").replace("见附件".encode(), "另寄".encode())
    )
    (folder / "m3-broken.eml").write_bytes(b"\x00\xff" * 400)
    (folder / "m4-empty.eml").write_bytes(b"")
    (folder / "m5-again.eml").write_bytes(MAIL)
    (folder / "m6-nested.eml").write_bytes(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 20_000
    )
    (folder / "notes.txt").write_text("no mail")
    return folder


ROUTE_KEYS = [
    *(
        "file",
        "outcome",
        "mailbox",
        "categories",
        "score",
        "acknowledge",
        "receipt",
        "duplicate_of",
        "reasons",
    ),
    *("candidates", "letters", "subject", "sender", "attachments", "warnings"),
]


def test_route_judges_a_folder_in_name_order_and_no_file_stops_it(shenbao: Shenbao, mails: Path) -> None:
    ended = shenbao("route", str(mails), "--json")
    assert ended.status == 0
    by_name = {each["file"]: each for each in ended.lines}
    assert list(by_name) == [f"m{n}.eml" for n in (1, 2)] + [
        "m3-broken.eml",
        "m4-empty.eml",
        "m5-again.eml",
        "m6-nested.eml",
    ]
    assert all(list(each) == ROUTE_KEYS for each in ended.lines)
    for name in ("m3-broken.eml", "m4-empty.eml", "m6-nested.eml"):
        assert by_name[name]["outcome"] == "review"
        assert by_name[name]["mailbox"] is None
        assert by_name[name]["reasons"]
    assert (by_name["m5-again.eml"]["outcome"], by_name["m5-again.eml"]["duplicate_of"]) == ("drop", "m2.eml")


def test_route_takes_single_files_in_name_order_too(shenbao: Shenbao, mails: Path, tmp_path: Path) -> None:
    ended = shenbao("route", str(mails / "m2.eml"), str(mails / "m1.eml"), "--json")
    assert [each["file"] for each in ended.lines] == ["m1.eml", "m2.eml"]
    assert not (tmp_path / "data").exists()


def test_route_refuses_what_is_not_there(shenbao: Shenbao) -> None:
    refused(shenbao("route", "nowhere.eml"), "nowhere.eml")


# Reminders.


def test_plan_has_the_keys_of_the_contract(shenbao: Shenbao) -> None:
    ended = shenbao("plan", "--from", "2022-06-20", "--to", "2022-06-30", "--json")
    assert (ended.status, ended.err) == (0, "")
    wanted = [
        "at",
        "task",
        "milestone",
        "position",
        "due",
        "rule",
        "delivery",
        "recipients",
        "channels",
        "why",
    ]
    assert all(list(each)[: len(wanted)] == wanted for each in ended.lines)
    assert all("2022-06-20" <= each["at"][:10] <= "2022-06-30" for each in ended.lines)
    assert ended.lines


def test_plan_refuses_days_that_make_no_sense(shenbao: Shenbao) -> None:
    refused(shenbao("plan", "--from", "2022-06-24", "--to", "2022-06-20"), "--to")
    assert shenbao("plan", "--from", "yesterday", "--to", "2022-06-20").status == 2


# The database and the configuration.


@pytest.mark.parametrize(
    "words",
    [
        ("review", "list"),
        ("review", "list", "--json"),
        ("review", "show", "1"),
        ("review", "accept", "1", "1.1"),
        ("review", "discard", "1"),
        ("review", "move", "SB-2022-000007-XX", "1.1"),
        ("outbox", "list"),
        ("outbox", "retry", "1"),
        ("outbox", "drop", "1"),
        ("staff", "list"),
    ],
)
def test_command_without_a_database_says_so_and_creates_none(
    shenbao: Shenbao, tmp_path: Path, words: tuple[str, ...]
) -> None:
    refused(shenbao(*words), "还没有数据库")
    assert list(tmp_path.iterdir()) == []


def test_empty_queues_are_empty_lists(shenbao: Shenbao) -> None:
    shenbao("import", "guide", GUIDE, "--apply")
    assert shenbao("review", "list", "--json").json == []
    assert shenbao("outbox", "list", "--json").json == []
    refused(shenbao("review", "show", "7"), "7")
    refused(shenbao("review", "accept", "7", "1.1"), "7")
    refused(shenbao("review", "move", "SB-2022-000007-XX", "1.1"), "SB-2022-000007-XX")
    refused(shenbao("outbox", "retry", "7"), "7")


def test_wrong_key_is_named_by_every_command(shenbao: Shenbao, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[relay]\nhots = "smtp.example.org"\n', "utf-8")
    for words in (
        ("check-config",),
        ("ask", "你好"),
        ("run",),
        ("review", "list"),
        ("import", "guide", GUIDE),
    ):
        refused(shenbao(*words), "relay.hots")


def test_configuration_that_is_named_must_be_there(
    shenbao: Shenbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(shenbao("--config", "nope.toml", "ask", "你好"), "nope.toml")
    refused(shenbao("ask", "你好", "--config", "nope.toml"), "nope.toml")
    monkeypatch.setenv("SHENBAO_CONFIG", str(tmp_path / "gone.toml"))
    refused(shenbao("check-config"), "gone.toml")


def test_broken_configuration_is_told(shenbao: Shenbao, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"mode = \n")
    refused(shenbao("check-config"), "config.toml")
    (tmp_path / "config.toml").write_bytes("[desk]\nname = '申报台'\n".encode("gbk"))
    refused(shenbao("check-config"), "UTF-8")


def test_service_does_not_start_without_its_secrets(shenbao: Shenbao, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('mode = "sandbox"\n', "utf-8")
    ended = shenbao("run")
    assert (ended.status, ended.out) == (2, "")
    assert "SHENBAO_RELAY__PASSWORD" in ended.err
    assert not (tmp_path / "data").exists()


def test_service_that_cannot_reach_its_mailbox_says_so_in_one_sentence(
    shenbao: Shenbao, tmp_path: Path, unused_tcp_port: int
) -> None:
    (tmp_path / "config.toml").write_text(
        "[telegram]\nenabled = false\n"
        f'[intake]\nhost = "127.0.0.1"\nport = {unused_tcp_port}\nsecurity = "plain"\npassword_file = "pw"\n'
        '[relay]\nhost = "127.0.0.1"\nport = 1\nsecurity = "plain"\npassword_file = "pw"\n',
        "utf-8",
    )
    (tmp_path / "pw").write_text("hush", "utf-8")
    ended = shenbao("run", "--once")
    assert (ended.status, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert "hush" not in ended.err


def test_command_runs_as_a_module_with_logs_on_standard_error_alone(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SHENBAO_LOG__LEVEL": "debug"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "1.1 的电话", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert json.loads(ended.stdout)["outcome"] == "answer"


def test_reader_that_goes_away_is_no_error_with_a_trace(tmp_path: Path) -> None:
    command = f"{sys.executable} -m bot import guide {GUIDE} --json | head -c 1"
    ended = subprocess.run(  # noqa: S602 - our own words
        command,
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
