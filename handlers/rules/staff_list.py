"""A document read as the staff list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from handlers.rules.lines import Cell, Document, Row
from handlers.rules.mail_address import read_address
from handlers.rules.people import Kind, Person, Role, StaffList
from handlers.rules.phone_number import read_phone
from handlers.rules.problems import Level, Problem, Unreadable

_Word = TypeVar("_Word", Role, Kind)


class Column(StrEnum):
    """What a column of the staff list holds."""

    NAME = "name"
    UNIT = "unit"
    DEPARTMENT = "department"
    EMAIL = "email"
    ROLE = "role"
    PHONE = "phone"
    KIND = "kind"


# The names of columns, lower case and without blanks, hyphens and underscores.
_COLUMNS = {
    Column.NAME: "姓名 名字 名称 人员 人员姓名 联系人 name fullname person",
    Column.UNIT: "单位 单位名称 责任单位 所在单位 工作单位 所属单位 unit organization organisation bureau",
    Column.DEPARTMENT: "科室 部门 处室 股室 所在科室 所属科室 内设机构 department section office division",
    Column.EMAIL: "邮箱 邮件 电子邮箱 电子邮件 邮箱地址 电邮 email mail emailaddress",
    Column.ROLE: "角色 身份 权限 role",
    Column.PHONE: "电话 手机 手机号 手机号码 联系电话 电话号码 办公电话 联系方式 phone mobile tel",
    Column.KIND: "类型 类别 性质 种类 kind type",
}
_BY_NAME = {name: column for column, names in _COLUMNS.items() for name in names.split()}
# The words for a role; an empty cell means staff.
_ROLES = {
    Role.STAFF: "staff 工作人员 人员 职员 干部 经办 经办人 经办人员 成员 员工 承办人 联络员",
    Role.LEADER: "leader 领导 分管领导 主管 主管领导 科室领导 单位领导 负责人",
    Role.OPERATOR: "operator 操作员 管理员 系统管理员 运营 运维",
}
_KINDS = {
    Kind.PERSON: "person 人 个人 人员 真人",
    Kind.MAILBOX: "mailbox 邮箱 公共邮箱 公用邮箱 共用邮箱 共享邮箱 单位邮箱 科室邮箱",
}
_ROLE_BY_WORD = {word: role for role, words in _ROLES.items() for word in words.split()}
_KIND_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_HEADER_WITHIN = 5  # rows; a title may stand above the header
_NO_LIST = "这个文件里没有找到人员名单：首行需要写明姓名、单位、邮箱等栏目，请您检查是否发错了文件。"
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def read_staff(document: Document) -> StaffList:
    """Read a staff list; a row that cannot be used is left out and told, a doubtful cell left empty.

    Raises Unreadable where no row names the columns.
    """
    reading = _Reading()
    for table in document.tables:
        reading.take(table)
    if not reading.headed:
        raise Unreadable(_NO_LIST)
    return StaffList(tuple(reading.people), tuple(reading.problems))


@dataclass(slots=True)
class _Entry:
    """One row while it is judged."""

    cells: Mapping[Column, Cell]
    place: Cell
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: Column) -> str:
        cell = self.cells.get(column)
        plain = unicodedata.normalize("NFKC", cell.text) if cell else ""
        shown = "".join(mark for mark in plain if mark.isspace() or unicodedata.category(mark)[0] != "C")
        return _BETWEEN_HAN.sub("", " ".join(shown.split())).removeprefix("'")

    def tell(self, level: Level, column: Column, message: str) -> None:
        cell = self.cells.get(column, self.place)
        self.problems.append(Problem(level, column.value, message, cell.line, cell.address))


@dataclass(slots=True)
class _Reading:
    """The people found so far, known by mailbox, else by name and unit."""

    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headed: bool = False
    _known: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, table: Sequence[Row]) -> None:
        columns: Mapping[int, Column] = {}
        for position, row in enumerate(table):
            header = _header(row)
            if header and (columns or position < _HEADER_WITHIN):
                columns, self.headed = header, True
            elif columns and any(cell.text for cell in row):
                self._take_row(row, columns)

    def _take_row(self, row: Row, columns: Mapping[int, Column]) -> None:
        cells = {column: row[at] for at, column in columns.items() if at < len(row)}
        entry = _Entry(cells, next(cell for cell in row if cell.text))
        person = _person(entry)
        if person and self._is_new(person, entry):
            self.people.append(person)
        self.problems += entry.problems

    def _is_new(self, person: Person, entry: _Entry) -> bool:
        key = (person.email.lower(),) if person.email else (person.name, person.unit)
        if key in self._known:
            entry.tell(Level.ERROR, Column.EMAIL, f"“{person.name}”与前面一行重复，这一行没有导入")
            return False
        self._known.add(key)
        return True


def _header(row: Row) -> dict[int, Column]:
    """Read the names of columns; a row that names neither a unit nor a person or mailbox is none."""
    columns: dict[int, Column] = {}
    for at, cell in enumerate(row):
        plain = unicodedata.normalize("NFKC", cell.text).lower()
        column = _BY_NAME.get(re.sub(r"\(.*?\)|[\s\-_*:]", "", plain))
        if column and column not in columns.values():
            columns[at] = column
    found = set(columns.values())
    return columns if Column.UNIT in found and found & {Column.NAME, Column.EMAIL} else {}


def _person(entry: _Entry) -> Person | None:
    """Judge one row; None where it cannot be used."""
    unit, name = entry.text(Column.UNIT), entry.text(Column.NAME)
    kind = _word(entry, Column.KIND, _KIND_BY_WORD, Kind.PERSON)
    email = _email(entry)
    missing = list(_missing(unit, name, email, kind))
    for column, message in missing:
        entry.tell(Level.ERROR, column, f"{message}，这一行没有导入")
    if missing:
        return None
    return Person(
        name=name or unit,
        unit=unit,
        department=entry.text(Column.DEPARTMENT) or None,
        email=email,
        role=_word(entry, Column.ROLE, _ROLE_BY_WORD, Role.STAFF),
        phone=_phone(entry),
        kind=kind,
    )


def _missing(unit: str, name: str, email: str | None, kind: Kind) -> Iterator[tuple[Column, str]]:
    if not unit:
        yield Column.UNIT, "没有写单位"
    if not name and kind is Kind.PERSON:
        yield Column.NAME, "没有写姓名"
    if not email and kind is Kind.MAILBOX:
        yield Column.EMAIL, "共用邮箱没有可用的地址"


def _word(entry: _Entry, column: Column, words: Mapping[str, _Word], otherwise: _Word) -> _Word:
    text = entry.text(column)
    found = words.get(text.lower().replace(" ", ""))
    if text and found is None:
        known = "、".join(dict.fromkeys(str(value) for value in words.values()))
        entry.tell(Level.WARNING, column, f"“{text}”不认识，可写{known}，暂按{otherwise}处理")
    return otherwise if found is None else found


def _email(entry: _Entry) -> str | None:
    text = entry.text(Column.EMAIL)
    address = read_address(text) if text else None
    if text and address is None:
        entry.tell(Level.WARNING, Column.EMAIL, f"“{text}”不是有效的邮箱地址，留空")
    elif not text and Column.EMAIL in entry.cells:
        entry.tell(Level.WARNING, Column.EMAIL, "没有写邮箱，收不到信，也不能绑定")
    return address


def _phone(entry: _Entry) -> str | None:
    text = entry.text(Column.PHONE)
    phone = read_phone(text) if text else None
    if text and phone is None:
        entry.tell(Level.WARNING, Column.PHONE, f"“{text}”不是有效的电话号码，留空")
    return phone
