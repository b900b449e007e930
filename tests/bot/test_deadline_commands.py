"""Facts about commands: whose a milestone is, what units are called, and which days are worked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.command import Shenbao

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def office(shenbao: Shenbao) -> Shenbao:
    """Run the command where the samples are in force."""
    shenbao("import", "staff", str(SAMPLES / "staff.csv"), "--apply")
    shenbao("import", "tasks", str(SAMPLES / "tasks-2022.txt"), "--apply")
    return shenbao


def test_milestones_are_assigned_handed_over_and_exported(office: Shenbao, tmp_path: Path) -> None:
    status, out, _ = office("staff", "assign", "203/1", "演示甲", "--json")
    assert (status, json.loads(out)["names"]) == (0, ["演示甲"])
    status, out, _ = office("staff", "handover", "演示甲", "演示乙", "--json")
    assert status == 0
    assert json.loads(out)["milestones"] > 10
    file = tmp_path / "tasks.xlsx"
    assert office("export", "tasks", str(file))[0] == 0
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert any("203（1）" in row and "演示乙" in row for row in rows)


def test_wrong_place_and_wrong_person_are_refused_in_one_sentence(office: Shenbao) -> None:
    for words in (("assign", "999/9", "演示甲"), ("assign", "203/1", "没有这个人"), ("leave", "演示甲")):
        status, out, err = office("staff", *words)
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1


def test_leave_is_noted_listed_and_ended(office: Shenbao) -> None:
    days = ("--from", "2031-07-01", "--to", "2031-07-10")
    noted = json.loads(office("staff", "leave", "演示甲", "演示乙", *days, "--json")[1])
    assert [(each["name"], each["deputy"], each["first"]) for each in noted] == [
        ("演示甲", "演示乙", "2031-07-01")
    ]
    assert json.loads(office("staff", "leave", "演示甲", "--end", "--json")[1]) == []


def test_unit_alias_is_added_listed_and_removed(office: Shenbao) -> None:
    assert office("unit", "alias", "add", "市工信局", "市工业和信息化局")[0] == 0
    (name,) = json.loads(office("unit", "alias", "list", "--json")[1])
    assert (name["alias"], name["unit"], name["confirmed"]) == ("市工信局", "市工业和信息化局", True)
    assert office("unit", "alias", "remove", "市工信局")[0] == 0
    assert json.loads(office("unit", "alias", "list", "--json")[1]) == []
    assert office("unit", "alias", "remove", "市工信局")[0] == 2
    assert "without_people" in json.loads(office("unit", "list", "--json")[1])


def test_holidays_change_the_plan_once_they_are_applied(shenbao: Shenbao, tmp_path: Path) -> None:
    file = tmp_path / "holidays.txt"
    file.write_text("2022年6月29日 放假\n2022年6月26日 上班\n", encoding="utf-8")
    tasks, staff = str(SAMPLES / "tasks-2022.txt"), str(SAMPLES / "staff.csv")
    span = ("--tasks", tasks, "--staff", staff, "--from", "2022-06-01", "--to", "2022-06-30", "--json")

    def planned() -> set[str]:
        return {json.loads(line)["at"][:10] for line in shenbao("plan", *span)[1].splitlines()}

    before = planned()
    status, out, _ = shenbao("import", "holidays", str(file), "--json")
    assert (status, json.loads(out)["changed"]) == (0, None)
    assert planned() == before
    status, out, _ = shenbao("import", "holidays", str(file), "--apply", "--json")
    assert (status, json.loads(out)["changed"]) == (0, 2)
    assert "2022-06-29" in before - planned()


def test_holidays_without_a_day_are_unusable(shenbao: Shenbao, tmp_path: Path) -> None:
    file = tmp_path / "holidays.txt"
    file.write_text("关于放假的说明\n", encoding="utf-8")
    status, out, err = shenbao("import", "holidays", str(file))
    assert (status, out) == (2, "")
    assert "没有读到" in err


def test_alias_for_a_unit_that_nobody_names_is_kept_and_told(office: Shenbao) -> None:
    status, out, err = office("unit", "alias", "add", "市工信局", "市工业与信息化局", "--json")
    assert (status, json.loads(out)["unit"]) == (1, "市工业与信息化局")
    assert err == "任务表和人员名单里都没有“市工业与信息化局”，请核对写法。\n"
