from __future__ import annotations

import pytest

from handlers.rules.contact_lines import read_contacts

Person = tuple[str | None, str | None, list[str]]


def people(text: str) -> list[Person]:
    return [
        (each.department, each.name, [str(phone) for phone in each.phones])
        for each in read_contacts(text).entries
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # words before an office that ask to turn to it are none of its name
        ("业务咨询请联系高新科姜若木，电话0512-63810111。", [("高新科", "姜若木", ["0512-63810111"])]),
        ("如有疑问，请致电规划科姜若木（0512-63810111）。", [("规划科", "姜若木", ["0512-63810111"])]),
        (
            "申报咨询请与园区科技办姜若木（电话：0512-63810111）联系。",
            [("园区科技办", "姜若木", ["0512-63810111"])],
        ),
        (
            "有关事宜请向农村科技科咨询，联系人：姜若木，电话：0512-63810111",
            [("农村科技科", "姜若木", ["0512-63810111"])],
        ),
        # 为 for a colon
        ("联系人为高新科姜若木，电话为0512-63810111", [("高新科", "姜若木", ["0512-63810111"])]),
        # what they are in charge of is none of their names
        ("由高新科姜若木负责答复，电话0512-63810111", [("高新科", "姜若木", ["0512-63810111"])]),
        (
            "高新科姜若木、李青禾负责解答，电话：0512-63810111、0512-63810112",
            [("高新科", "姜若木", ["0512-63810111"]), ("高新科", "李青禾", ["0512-63810112"])],
        ),
        # the phone before the person
        ("可拨打0512-63810111与高新科姜若木联系。", [("高新科", "姜若木", ["0512-63810111"])]),
        ("如有疑问，请拨打0512-63810111咨询高新科姜若木。", [("高新科", "姜若木", ["0512-63810111"])]),
        ("请拨打电话0512-63810111，联系高新科姜若木。", [("高新科", "姜若木", ["0512-63810111"])]),
        (
            "联系人及电话：姜若木 0512-63810111、李青禾 13900000246",
            [(None, "姜若木", ["0512-63810111"]), (None, "李青禾", ["13900000246"])],
        ),
        # an office with its person in parentheses behind a phone
        ("咨询电话：0512-63810111（高新科姜若木）", [("高新科", "姜若木", ["0512-63810111"])]),
    ],
)
def test_sentence_names_whom_to_turn_to(text: str, expected: list[Person]) -> None:
    assert people(text) == expected
