from __future__ import annotations

import pytest

from bot.mail.imap import ImapAccount
from bot.mail.presets import PRESETS, preset_for, preset_named
from bot.mail.smtp import Relay


@pytest.mark.parametrize(
    ("address", "name"),
    [("a@163.com", "163"), ("a@QQ.com", "qq"), ("a@foxmail.com", "qq"), ("a@yeah.net", "yeah")],
)
def test_address_tells_the_provider(address: str, name: str) -> None:
    preset = preset_for(address)
    assert preset is not None
    assert preset is preset_named(name)


@pytest.mark.parametrize("address", ["a@example.org", "qq.com", "", "a@mail.qq.com"])
def test_address_of_ones_own_domain_tells_nothing(address: str) -> None:
    assert preset_for(address) is None


def test_names_and_domains_are_told_once() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    domains = [domain for preset in PRESETS for domain in preset.domains]
    assert len(set(domains)) == len(domains)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_makes_an_account_and_a_relay(preset: object) -> None:
    known = next(one for one in PRESETS if one is preset)
    assert ImapAccount("x", known.imap_host, known.imap_port, "u", "p").security == "tls"
    assert Relay(known.smtp_host, known.smtp_port, known.smtp_security).security in {"tls", "starttls"}
