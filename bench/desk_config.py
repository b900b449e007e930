"""The configuration of a desk that is measured: all on this machine, what has no server switched off."""

from __future__ import annotations

from pathlib import Path

from bench.mail_corpus import ADDRESS
from demo.bot_api import LocalBotApi

NOWHERE = 9  # the discard port, where nobody listens: nothing is to be sent


def desk_config(
    folder: Path,
    smtp: int = NOWHERE,
    *,
    imap: int | None = None,
    user: str = ADDRESS,
    api: LocalBotApi | None = None,
    further: str = "",
) -> str:
    """Word the config.toml of a desk with its data in `folder`; `further` goes under [telegram]."""
    return "\n".join(
        (
            'mode = "live"',
            f'[desk]\naddress = "{ADDRESS}"',
            "[telegram]",
            f'base_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"'
            if api
            else "enabled = false",
            further,
            "[intake]",
            f'port = {imap}\nuser = "{user}"' if imap else "enabled = false",
            'host = "127.0.0.1"\nsecurity = "plain"',
            f'[relay]\nhost = "127.0.0.1"\nport = {smtp}\nsecurity = "plain"\nuser = ""',
            f'[storage]\nfolder = "{folder}"',
            "",
        )
    )
