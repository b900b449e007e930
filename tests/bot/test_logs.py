"""Facts about what never stands in the log."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from bot.logs import Lines, mask

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456789:AAF-canary_token_canary_token_canary"
PASSWORD = "canary pass/word+1"
KEY = "canary-key"
CARD = "440701199003071234"
MOBILE = "13800138000"
PROXY = "canary-of-the-proxy"
SECRETS = (TOKEN, PASSWORD, KEY, PROXY, CARD, MOBILE)
# Say each secret in every way in which a line can hold it.
SCRIPT = """
import logging, sys
import structlog
from bot.config import load_config
from bot.logs import set_up_logs

set_up_logs(load_config(None))
log, other = structlog.get_logger(), logging.getLogger("some.library")
for secret in sys.argv[1:]:
    log.info("event " + secret)
    log.info("event", value=secret, many=[secret, (secret,)], mapping={"a": secret}, error=ValueError(secret))
    log.bind(bound=secret).warning("event")
    other.warning("event %s", secret)
    other.debug("event https://api.telegram.org/bot%s/getMe", secret)
    for fail in (log.exception, other.exception):
        try:
            raise RuntimeError(secret)
        except RuntimeError:
            fail("event")
    if secret.isdigit():
        log.info("event", number=int(secret))
for library in ("httpx", "httpcore", "aioimaplib"):
    logging.getLogger(library).debug("the whole mail")
log.info("parcel.carried", parcel=17, remark="好", receipt="SB-2022-000042-7K", fine=None, sure=True)
"""


@cache
def written(form: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a log of this form."""
    environment = {
        **os.environ,
        "SHENBAO_LOG__FORM": form,
        "SHENBAO_LOG__LEVEL": "debug",
        "SHENBAO_TELEGRAM__TOKEN": TOKEN,
        "SHENBAO_INTAKE__PASSWORD": PASSWORD,
        "SHENBAO_RELAY__PASSWORD": PASSWORD,
        "SHENBAO_DESK__KEY": KEY,
        "SHENBAO_TELEGRAM__PROXY": f"http://user:{PROXY}@127.0.0.1:9",
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-c", SCRIPT, *SECRETS]
    return subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_line_holds_a_secret(form: str, secret: str) -> None:
    told = written(form).stderr
    assert told.count("event") >= 7 * len(SECRETS)
    assert secret not in told
    assert "RuntimeError" in told


@pytest.mark.parametrize("form", ["console", "json"])
def test_log_goes_to_standard_error_alone(form: str) -> None:
    assert written(form).stdout == ""


@pytest.mark.parametrize("form", ["console", "json"])
def test_libraries_that_print_whole_mails_or_tokens_stay_quiet(form: str) -> None:
    assert "whole mail" not in written(form).stderr


def test_json_lines_are_json_and_keep_what_is_no_secret() -> None:
    lines = [json.loads(line) for line in written("json").stderr.splitlines()]
    last = lines[-1]
    assert {key: last[key] for key in ("event", "level", "parcel", "remark", "receipt", "fine", "sure")} == {
        "event": "parcel.carried",
        "level": "info",
        "parcel": 17,
        "remark": "好",
        "receipt": "SB-2022-000042-7K",
        "fine": None,
        "sure": True,
    }


@pytest.mark.parametrize(
    "text",
    ["SB-2022-000042-7K", "2022-06-20 09:30:00", "0750-8220246", "parcel=123456", "91440700MA4UABCD12"],
)
def test_ordinary_numbers_stay_readable(text: str) -> None:
    assert mask(text) == text


def test_line_that_cannot_be_written_stops_nobody() -> None:
    lines = Lines(BrokenStream())
    lines.write("event\n")
    lines.flush()


class BrokenStream(StringIO):
    def write(self, line: str) -> int:
        raise OSError(errno.ENOSPC, "no space", line)

    def flush(self) -> None:
        raise BrokenPipeError
