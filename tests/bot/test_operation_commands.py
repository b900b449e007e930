"""Facts about `shenbao status`, `pause` and `resume`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Shenbao

GUIDE = Path(__file__).resolve().parents[2] / "samples" / "guide-2023.txt"


@pytest.fixture
def office(shenbao: Shenbao) -> Shenbao:
    """Run the command where there is a database."""
    shenbao("import", "guide", str(GUIDE), "--apply")
    return shenbao


def test_status_of_a_quiet_desk_is_well(office: Shenbao) -> None:
    ended = office("status")
    assert (ended.status, "一切正常" in ended.out) == (0, True)
    told = office("status", "--json").json
    assert told["stopped"] == []
    assert {"mails_today", "reviews_open", "parcels_dead", "queues", "mailboxes"} <= set(told)


@pytest.mark.parametrize(("word", "part"), [("mailbox", "mailbox"), ("发信", "relay"), ("提醒", "reminders")])
def test_pause_lasts_over_commands_until_resume(office: Shenbao, word: str, part: str) -> None:
    assert office("pause", word, "--json").json == {"part": part, "changed": True}
    assert office("pause", word, "--json").json == {"part": part, "changed": False}
    ended = office("status", "--json")
    assert ended.status == 1
    assert [(each["part"], each["by"]) for each in ended.json["stopped"]] == [(part, "命令行")]
    assert "恢复" in office("resume", part).out
    assert office("status").status == 0


def test_doctor_names_what_is_stopped(office: Shenbao) -> None:
    office("pause", "mailbox")
    (found,) = [each for each in office("doctor", "--json").json if each["check"] == "pauses"]
    assert found["state"] == "warning"
    assert "收信" in found["message"]
    assert "shenbao resume" in found["remedy"]


def test_unknown_part_is_refused_with_those_that_there_are(office: Shenbao) -> None:
    ended = office("pause", "everything")
    assert ended.status == 2
    assert "mailbox" in ended.err


def test_commands_need_a_database(shenbao: Shenbao) -> None:
    assert shenbao("status").status == 2
    assert shenbao("pause", "relay").status == 2


def test_page_prints_a_link_for_the_one_operator(office: Shenbao, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[web]" in office("page").err
    monkeypatch.setenv("SHENBAO_WEB__ENABLED", "true")
    monkeypatch.setenv("SHENBAO_WEB__ADDRESS", "https://desk.example.org/")
    first, second = office("page", "--json").json, office("page", "--json").json
    assert first["link"].startswith("https://desk.example.org/page/login/")
    assert first["link"] != second["link"]
    assert first["minutes"] == 10


def test_page_is_for_operators_and_asks_which_where_there_are_several(
    office: Shenbao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHENBAO_WEB__ENABLED", "true")
    people = {"甲": "operator", "乙": "operator", "丙": "staff"}
    lines = [f"{name},局,{place}@example.org,{role}" for place, (name, role) in enumerate(people.items())]
    (tmp_path / "staff.csv").write_text("\n".join(["姓名,单位,邮箱,角色", *lines, ""]), encoding="utf-8")
    office("import", "staff", "staff.csv", "--apply")
    assert "乙、甲" in office("page").err
    assert "/page/login/" in office("page", "乙").out
    assert "不是管理员" in office("page", "丙").err
