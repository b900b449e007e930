"""Facts about several intake mailboxes in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import BadConfig, Config, load_config, read_secret
from bot.config_problems import find_problems
from bot.logs import values_of_secrets
from bot.policies import policy_of

FURTHER = """
[intake]
host = "127.0.0.1"
security = "plain"
user = "shenbao@example.org"
[intake.more.gaoxin]
address = "Gaoxin@example.org"
preset = "163"
[intake.more.nongye]
address = "nongye@example.org"
user = "nongye"
host = "mail.example.org"
folder = "Submissions"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadConfig) as refusal:
        load_config(written(folder, text))
    return refusal.value.problems


def test_one_mailbox_is_read_where_one_is_written() -> None:
    (only,) = Config().intake.mailboxes
    assert (only.account, only.folder) == ("shenbao@example.org", "INBOX")


def test_further_mailboxes_have_names_servers_and_folders_of_their_own(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, FURTHER))
    assert [(each.account, each.host, each.user, each.folder) for each in config.intake.mailboxes] == [
        ("shenbao@example.org", "127.0.0.1", "shenbao@example.org", "INBOX"),
        ("Gaoxin@example.org", "imap.163.com", "Gaoxin@example.org", "INBOX"),
        ("nongye@example.org", "mail.example.org", "nongye", "Submissions"),
    ]


def test_every_address_of_a_mailbox_is_the_desks_own(tmp_path: Path) -> None:
    policy = policy_of(load_config(written(tmp_path, f"[storage]\nfolder = '{tmp_path}'\n{FURTHER}")))
    assert policy.addresses == {"shenbao@example.org", "gaoxin@example.org", "nongye@example.org"}
    assert policy.address == "shenbao@example.org"  # letters go out under one address


def test_password_of_a_further_mailbox_comes_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nongye").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("SHENBAO_INTAKE__MORE__GAOXIN__PASSWORD", "from the environment")
    config = load_config(written(tmp_path, f"{FURTHER}password_file = '{tmp_path / 'nongye'}'\n"))
    found = [read_secret(each.password, each.password_file) for each in config.intake.more.values()]
    assert found == ["from the environment", "from a file"]
    assert set(found) <= set(values_of_secrets(config))  # masked in the log


def test_further_mailbox_may_stand_in_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_INTAKE__MORE__B__ADDRESS", "b@example.org")
    monkeypatch.setenv("SHENBAO_INTAKE__MORE__B__HOST", "mail.example.org")
    assert [each.account for each in load_config(None).intake.mailboxes] == [
        "shenbao@example.org",
        "b@example.org",
    ]


def test_what_a_further_mailbox_lacks_is_named(tmp_path: Path) -> None:
    told = problems(tmp_path, "[intake.more.b]\nport = 143\n")
    assert {line.partition("：")[0] for line in told} == {"intake.more.b.address", "intake.more.b.host"}


def test_password_of_a_further_mailbox_in_the_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, f'{FURTHER}password = "geheim"\n')
    assert told.startswith("intake.more.nongye.password：")
    assert "SHENBAO_INTAKE__MORE__NONGYE__PASSWORD" in told
    assert "geheim" not in told


def test_folder_that_stands_twice_is_refused(tmp_path: Path) -> None:
    told = problems(tmp_path, FURTHER.replace("nongye@example.org", "gaoxin@example.org", 1).replace(
        "Gaoxin", "gaoxin"
    ).replace('folder = "Submissions"', ""))  # fmt: skip
    assert any("写了两次" in line for line in told)


def test_further_mailbox_lacks_its_password_and_its_encryption_by_name(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, f'{FURTHER}security = "plain"\n'))
    keys = [line.partition("：")[0] for line in find_problems(config)]
    assert "intake.more.gaoxin.password" in keys
    assert "intake.more.nongye.security" in keys


def test_operator_may_not_be_a_mailbox_that_the_desk_reads(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, f'[desk]\noperator_mailbox = "gaoxin@example.org"\n{FURTHER}'))
    assert any(line.startswith("desk.operator_mailbox") for line in find_problems(config))
