"""Facts about `shenbao staff`: who is listed, invited and let go."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main

STAFF = Path(__file__).resolve().parents[2] / "samples" / "staff.csv"
Shenbao = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shenbao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shenbao:
    """Run the command in a folder where the sample staff list is in force."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENBAO_CONFIG", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["shenbao", *words])
        capsys.readouterr()
        try:
            main()
            status: Any = 0
        except SystemExit as ended:
            status = ended.code or 0
        told = capsys.readouterr()
        return int(status), told.out, told.err

    run("import", "staff", str(STAFF), "--apply")
    return run


def parcels(folder: Path) -> list[str]:
    """Return whom the outbox writes to."""
    (file,) = folder.rglob("*.db")
    with sqlite3.connect(file) as connection:
        rows = connection.execute("select recipient from parcel").fetchall()
    connection.close()
    return [recipient for (recipient,) in rows]


def test_list_names_everybody_and_how_they_are_reached(shenbao: Shenbao) -> None:
    status, out, _ = shenbao("staff", "list", "--json")
    people = json.loads(out)
    assert status == 0
    assert len(people) == 13
    assert {each["bound"] for each in people} == {False}
    assert {"name", "unit", "department", "email", "role", "kind", "bound"} <= people[0].keys()


def test_bind_sends_a_code_and_never_prints_it(shenbao: Shenbao, tmp_path: Path) -> None:
    status, out, err = shenbao("staff", "bind", "演示甲", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["code_sent"] is True
    assert "bind_" not in out + err
    assert parcels(tmp_path) == ["jia@kjj.example.org"]


def test_revoke_makes_the_open_code_useless_and_says_when_there_is_nothing(shenbao: Shenbao) -> None:
    shenbao("staff", "bind", "jia@kjj.example.org")
    first = json.loads(shenbao("staff", "revoke", "演示甲", "--json")[1])
    second = json.loads(shenbao("staff", "revoke", "演示甲", "--json")[1])
    assert (first["revoked"], second["revoked"]) == (True, False)


@pytest.mark.parametrize(
    ("who", "words"), [("没有的人", "没有“没有的人”"), ("office@gxj.example.org", "单位共用邮箱")]
)
def test_who_cannot_be_bound_is_one_sentence(shenbao: Shenbao, who: str, words: str) -> None:
    status, out, err = shenbao("staff", "bind", who)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_without_a_database_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENBAO_CONFIG", raising=False)
    monkeypatch.setattr(sys, "argv", ["shenbao", "staff", "list"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "还没有数据库" in capsys.readouterr().err
