"""Receipt numbers are given once, and begin anew with the office's year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from handlers.policy import Policy
from handlers.receipts import next_receipt
from handlers.rules.receipts import is_receipt
from storage.database import open_database

SUMMER = datetime(2022, 6, 20, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2022, 12, 31, 16, 30, tzinfo=UTC)  # 00:30 on 1 January in Jiangmen


async def test_numbers_follow_each_other_and_begin_anew_with_the_year(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "d.db", create=True)
    try:
        numbers = []
        for moment in (SUMMER, SUMMER, NEW_YEARS_EVE):
            async with database.transaction() as session:
                numbers.append(await next_receipt(session, moment, Policy()))
    finally:
        await database.close()
    assert [number[:14] for number in numbers] == ["SB-2022-000001", "SB-2022-000002", "SB-2023-000001"]
    assert all(is_receipt(number) for number in numbers)
