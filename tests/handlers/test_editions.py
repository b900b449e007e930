"""Facts about putting documents in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.audit import COMMAND
from handlers.editions import (
    apply_document,
    as_json,
    changes_against,
    guide_in_force,
    in_force,
    table_in_force,
)
from handlers.search_index import book_in_force
from storage.database import Database
from storage.states import EditionKind
from storage.tables import AuditEntry, Edition
from tests.handlers.mailroom import Mailroom, sample_guide


async def test_before_the_first_import_nothing_is_in_force(database: Database) -> None:
    async with database.reading() as session:
        assert await guide_in_force(session) is None
        assert await table_in_force(session) is None
        assert await book_in_force(session) is None
        assert await in_force(session, "staff") is None


async def test_guide_comes_back_as_it_was_imported(mailroom: Mailroom) -> None:
    async with mailroom.database.reading() as session:
        found = await guide_in_force(session)
    assert found is not None
    assert found.guide == sample_guide()


async def test_newer_edition_is_in_force_and_the_older_is_kept(mailroom: Mailroom) -> None:
    newer = replace(sample_guide(), title="下一年度指南", year=2024)
    await mailroom.import_guide(newer)
    async with mailroom.database.reading() as session:
        found = await guide_in_force(session)
        assert found is not None
        assert found.guide.title == "下一年度指南"
    editions = await mailroom.rows(Edition)
    assert [each.in_force for each in editions] == [False, True]
    assert editions[0].content["title"] == sample_guide().title


async def test_failed_import_leaves_the_old_edition_in_force(mailroom: Mailroom) -> None:
    async def fail() -> None:
        async with mailroom.database.transaction() as session:
            bad = replace(sample_guide(), title="坏")
            await apply_document(session, bad, mailroom.now, mailroom.policy, COMMAND)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with mailroom.database.reading() as session:
        found = await guide_in_force(session)
    assert found is not None
    assert found.guide.title == sample_guide().title


async def test_import_is_written_into_the_audit_log(mailroom: Mailroom) -> None:
    (entry,) = await mailroom.rows(AuditEntry)
    assert (entry.act, entry.door) == ("import", "command")
    assert entry.subject.startswith(f"{EditionKind.GUIDE}:")
    assert entry.actor != "command"


async def test_same_edition_has_the_same_digest(mailroom: Mailroom) -> None:
    mailroom.now += timedelta(days=1)
    await mailroom.import_guide()
    first, second = await mailroom.rows(Edition)
    assert first.digest == second.digest


def test_unchanged_document_has_no_difference() -> None:
    assert changes_against(sample_guide(), sample_guide()) == ()


def test_json_begins_with_the_kind() -> None:
    assert next(iter(as_json(sample_guide()).items())) == ("kind", "guide")
