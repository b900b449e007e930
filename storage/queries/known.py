"""What the database knows about the letters of a batch, as one question about all of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.moments import Moment


class Fact(StrEnum):
    """What a row of the answer says about its mark."""

    TWIN = "twin"  # a letter has this Message-ID
    ALIKE = "alike"  # a letter has this From, Date and body
    RECENT = "recent"  # a letter came from this sender since a moment
    EARLIER = "earlier"  # this sender has handed in for categories
    ANSWERS = "answers"  # so many acknowledgements went to this sender since that moment
    ANSWERS_IN_ALL = "answers in all"  # and to everybody
    ANSWERED = "answered"  # an answer was written under this key


@dataclass(frozen=True, slots=True)
class Marks:
    """What the letters of a batch are known by; senders in lower case."""

    message_ids: Sequence[str]
    digests: Sequence[str]
    senders: Sequence[str]
    answer_keys: Sequence[str]


Row = tuple[str, int, str]  # a mark, the id of a letter or submission or a count, categories


async def facts_of(session: AsyncSession, marks: Marks, since: datetime) -> Mapping[Fact, list[Row]]:
    """Return what is known about marks, lowest number first."""
    await session.flush()
    values = {
        "message_ids": json.dumps(marks.message_ids),
        "digests": json.dumps(marks.digests),
        "senders": json.dumps(marks.senders),
        "answer_keys": json.dumps(marks.answer_keys),
        "since": since,
    }
    rows = (await (await session.connection()).execute(_FACTS, values)).all()
    found: dict[Fact, list[Row]] = defaultdict(list)
    for fact, mark, number, word in sorted(rows, key=lambda row: int(row.number)):
        found[Fact(fact)].append((mark, number, word))
    return found


# Each part is answered by an index. They are one statement, since asking takes longer than the answer; with
# lists as JSON its text is the same for batches of every size, so that it is prepared once.
_FACTS: Final = text(
    "SELECT 'twin' AS fact, message_id AS mark, id AS number, '' AS word FROM letter"
    " WHERE message_id IN (SELECT value FROM json_each(:message_ids))"
    " UNION ALL SELECT 'alike', content_digest, id, '' FROM letter"
    " WHERE content_digest IN (SELECT value FROM json_each(:digests))"
    " UNION ALL SELECT 'recent', lower(sender), id, '' FROM letter"
    " WHERE lower(sender) IN (SELECT value FROM json_each(:senders)) AND received_at >= :since"
    " UNION ALL SELECT 'earlier', lower(applicant.email), submission.id, submission.category"
    " FROM applicant JOIN submission ON submission.applicant_id = applicant.id"
    " WHERE lower(applicant.email) IN (SELECT value FROM json_each(:senders))"
    " AND submission.category IS NOT NULL"
    " UNION ALL SELECT 'answers', lower(recipient), count(*), '' FROM parcel"
    " WHERE lower(recipient) IN (SELECT value FROM json_each(:senders))"
    " AND key LIKE 'ack:%' AND created_at >= :since GROUP BY lower(recipient)"
    " UNION ALL SELECT 'answers in all', '', count(*), '' FROM parcel"
    " WHERE key LIKE 'ack:%' AND created_at >= :since"
    " UNION ALL SELECT 'answered', key, id, '' FROM parcel"
    " WHERE key IN (SELECT value FROM json_each(:answer_keys))"
).bindparams(bindparam("since", type_=Moment()))
