"""Kill -9 at every numbered step with sixty mails in flight: nothing is lost, nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.fail_points import VARIABLE, Step
from tests.crash.judge import arrived, copies, demand_whole, rows, under_way
from tests.crash.mails import SENDERS
from tests.flows.desk import DESK, Desk
from tests.flows.process import Service
from tests.servers.waiting import wait_until_plain

pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]

# At which time the step is fatal: steps of a single letter come sixty times, those of a batch a few times.
TIMES = {
    Step.FETCHED: 23,
    Step.BLOB_WRITTEN: 23,
    Step.ROWS_WRITTEN: 2,
    Step.ROWS_COMMITTED: 2,
    Step.FLAGGED: 2,
    Step.COUNTING: 2,
    Step.COUNTED: 2,
    Step.PARSED: 27,
    Step.JUDGED: 2,
    Step.COMMITTED: 2,
    Step.BUILDING: 2,
    Step.BYTES_WRITTEN: 2,
    Step.FIXING: 2,
    Step.FIXED: 2,
    Step.CLAIMING: 2,
    Step.CLAIMED: 2,
    Step.SENDING: 31,
    Step.SENT: 31,
    Step.SETTLING: 3,
    Step.SETTLED: 3,
}
# Between the other side's yes and our commit: here a second copy is the price of losing nothing.
OPEN_STEPS = {Step.SENT, Step.SETTLING}


def test_every_step_has_its_crash() -> None:
    assert list(TIMES) == list(Step)


@pytest.mark.parametrize("step", Step)
def test_desk_killed_at_a_step_loses_nothing(crash_desk: Desk, tmp_path: Path, step: Step) -> None:
    desk = crash_desk
    assert desk.dovecot is not None
    for sender in SENDERS:
        desk.dovecot.deliver(DESK, sender.mail())
    with Service(desk, tmp_path, environment={VARIABLE: f"{step}:{TIMES[step]}"}) as doomed:
        wait_until_plain(doomed.ended, limit=60)
        assert doomed.killed(), doomed.log()[-2000:]
    before = {letter.message_id for letter in desk.smtp.journal}
    in_hand = under_way(desk.folder)
    with Service(desk, tmp_path):
        wait_until_plain(lambda: all(arrived(desk.smtp, sender) for sender in SENDERS), limit=90)
        wait_until_plain(lambda: not rows(desk.folder, UNFINISHED), limit=30)
    demand_whole(desk.smtp, desk.folder, SENDERS)
    twice = copies(desk.smtp)
    assert twice == before & in_hand  # each of these left once more, nothing else did
    assert bool(twice) or step not in OPEN_STEPS
    for message_id in twice:
        assert len({each.raw for each in desk.smtp.journal if each.message_id == message_id}) == 1
    print(f"{step}: {len(before)} of {len(desk.smtp.journal)} out before the kill, {len(twice)} came twice")  # noqa: T201


UNFINISHED = (
    "SELECT 1 FROM parcel WHERE lower(state) IN ('unbuilt', 'ready', 'claimed')"
    " AND (recipient LIKE 'unit%' OR key LIKE 'department:%')"
)


def test_letter_that_kills_the_desk_is_set_aside_and_takes_no_other_with_it(
    crash_desk: Desk, tmp_path: Path
) -> None:
    desk = crash_desk
    assert desk.dovecot is not None
    for sender in SENDERS[:5]:
        desk.dovecot.deliver(DESK, sender.mail())
    deaths = 0
    while True:
        with Service(desk, tmp_path, environment={VARIABLE: Step.PARSED}) as doomed:
            wait_until_plain(lambda: doomed.ended() or aside(desk) == 5, limit=60)
            if not doomed.killed():
                break
        deaths += 1
    # The first crash fells the batch; after it each letter is on its own, two tries left.
    assert deaths == 1 + 2 * 5
    assert rows(desk.folder, "SELECT count(*) FROM reviewitem WHERE letter_id IS NOT NULL") == [(5,)]


def aside(desk: Desk) -> int:
    return len(rows(desk.folder, "SELECT 1 FROM letter WHERE lower(state) = 'aside'"))
