"""Facts about the envelope of what leaves the desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import open_parts
from bot.courier import Courier, Lane
from bot.mail.carrier import MailCarrier
from demo.moving_clock import MovingClock
from handlers.outbox import Wrapping, write_letter
from handlers.rules.compose import Enclosure
from storage.states import Channel
from tests.flows.desk import DESK, MORNING, Desk, letter_to
from tests.servers.smtp_server import SmtpServer

# Whom a letter is for, whether nobody is to hear of its failure, and what is enclosed.
LETTERS = (("answer", True, ()), ("quota", True, ("一",)), ("department", False, ()))


async def senders(folder: Path, server: SmtpServer, *, null_return_path: bool) -> dict[str, str]:
    """Send answers and a department's letter, and return who each came from."""
    config = Desk(folder, server).config()
    relay = config.relay.model_copy(update={"null_return_path": null_return_path})
    async with (
        open_parts(config.model_copy(update={"relay": relay}), MovingClock(MORNING)) as parts,
        MailCarrier(parts) as carrier,
    ):
        async with parts.database.transaction() as session:
            for name, null, texts in LETTERS:
                files = [Enclosure("说明.txt", "text/plain", text=each) for each in texts]
                spec = replace(letter_to(f"{name}@example.org", *files), null_return_path=null)
                await write_letter(session, spec, Wrapping(f"{name}:1", MORNING))
        await Courier(parts, [Lane(Channel.MAIL, carrier)]).carry_all_due()
    return {each.recipient: each.sender for each in server.journal}


@pytest.mark.parametrize(("allowed", "sender"), [(True, ""), (False, DESK)])
async def test_what_answers_by_itself_has_the_null_return_path_where_the_relay_takes_it(
    tmp_path: Path,
    smtp_server: SmtpServer,
    allowed: bool,  # noqa: FBT001 - a parameter of the table
    sender: str,
) -> None:
    found = await senders(tmp_path, smtp_server, null_return_path=allowed)
    assert found == {
        "answer@example.org": sender,
        "quota@example.org": sender,
        "department@example.org": DESK,
    }
