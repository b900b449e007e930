"""Facts about `shenbao staff`: who is listed, invited and let go."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.command import Shenbao

STAFF = Path(__file__).resolve().parents[2] / "samples" / "staff.csv"


@pytest.fixture
def office(shenbao: Shenbao) -> Shenbao:
    """Run the command where the sample staff list is in force."""
    shenbao("import", "staff", str(STAFF), "--apply")
    return shenbao


def parcels(folder: Path) -> list[str]:
    """Return whom the outbox writes to."""
    (file,) = folder.rglob("*.db")
    with sqlite3.connect(file) as connection:
        rows = connection.execute("select recipient from parcel").fetchall()
    connection.close()
    return [recipient for (recipient,) in rows]


def test_list_names_everybody_and_how_they_are_reached(office: Shenbao) -> None:
    status, out, _ = office("staff", "list", "--json")
    people = json.loads(out)
    assert status == 0
    assert len(people) == 13
    assert {each["bound"] for each in people} == {False}
    assert {"name", "unit", "department", "email", "role", "kind", "bound"} <= people[0].keys()


def test_bind_sends_a_code_and_never_prints_it(office: Shenbao, tmp_path: Path) -> None:
    status, out, err = office("staff", "bind", "演示甲", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["code_sent"] is True
    assert "bind_" not in out + err
    assert parcels(tmp_path) == ["jia@kjj.example.org"]


def test_revoke_makes_the_open_code_useless_and_says_when_there_is_nothing(office: Shenbao) -> None:
    office("staff", "bind", "jia@kjj.example.org")
    first = json.loads(office("staff", "revoke", "演示甲", "--json")[1])
    second = json.loads(office("staff", "revoke", "演示甲", "--json")[1])
    assert (first["revoked"], second["revoked"]) == (True, False)


@pytest.mark.parametrize(
    ("who", "words"), [("没有的人", "没有“没有的人”"), ("office@gxj.example.org", "单位共用邮箱")]
)
def test_who_cannot_be_bound_is_one_sentence(office: Shenbao, who: str, words: str) -> None:
    status, out, err = office("staff", "bind", who)
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
