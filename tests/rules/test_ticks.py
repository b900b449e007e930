"""Facts about which file stands for which item of the list."""

from __future__ import annotations

from handlers.rules.checklist import Seen
from handlers.rules.ticks import OTHER, NamedFile, tick

MATERIALS = ("项目申报书", "营业执照或组织机构代码证扫描件", "上一年度财务报表或审计报告", "其他证明材料")


def test_file_is_ticked_to_the_item_that_its_name_fits() -> None:
    ticks = tick(MATERIALS, [NamedFile("1.申报书（盖章）.pdf"), NamedFile("2022审计报告.pdf")])
    assert [each.files for each in ticks.items] == [(0,), (), (1,), ()]
    assert [each.item for each in ticks.missing] == [MATERIALS[1]]


def test_tap_of_the_applicant_counts_before_the_name() -> None:
    ticks = tick(MATERIALS, [NamedFile("申报书.pdf", MATERIALS[1])])
    assert ticks.items[0].seen is Seen.MISSING
    assert ticks.items[1].seen is Seen.FOUND
    assert ticks.item_of(0) == MATERIALS[1]


def test_item_holds_several_files() -> None:
    photos = [NamedFile(f"照片{number}.jpg", MATERIALS[0]) for number in (1, 2, 3)]
    assert tick(MATERIALS, photos).items[0].files == (0, 1, 2)


def test_file_whose_name_says_nothing_is_loose() -> None:
    ticks = tick(MATERIALS, [NamedFile("照片1.jpg")])
    assert ticks.loose == (0,)
    assert ticks.item_of(0) is None


def test_other_proof_goes_to_the_items_own_line_and_conditional_items_are_never_missing() -> None:
    ticks = tick(MATERIALS, [NamedFile("x.pdf", OTHER)])
    assert ticks.items[3].is_there
    assert MATERIALS[3] not in [each.item for each in tick(MATERIALS, []).missing]


def test_other_proof_of_a_list_without_such_a_line_is_kept_apart() -> None:
    ticks = tick(MATERIALS[:2], [NamedFile("x.pdf", OTHER)])
    assert ticks.others == (0,)
    assert ticks.item_of(0) == OTHER


def test_tick_to_an_item_of_another_category_is_forgotten() -> None:
    assert tick(MATERIALS, [NamedFile("申报书.pdf", "可行性报告")]).items[0].files == (0,)
