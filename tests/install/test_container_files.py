"""Facts about the container's files; no engine runs them here."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.config import SECRETS, load_config
from bot.config_credentials import VARIABLE, credential_name

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions: name and rest, continued lines joined."""
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (name.upper(), " ".join(rest.split()))
        for name, _, rest in (line.partition(" ") for line in text.splitlines() if line)
    ]


def last_stage() -> dict[str, str]:
    """Return the last of each instruction of the image that runs."""
    found = instructions()
    start = max(index for index, (name, _) in enumerate(found) if name == "FROM")
    return dict(found[start:])


def compose() -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_image_runs_as_a_user_who_is_not_root() -> None:
    assert last_stage()["USER"].split(":")[0] not in {"", "0", "root"}


def test_image_is_healthy_when_the_service_says_that_it_can_work() -> None:
    check = last_stage()["HEALTHCHECK"]
    command = json.loads(check.partition("CMD ")[2])
    port = re.search(r"SHENBAO_WEB__PORT=(\d+)", last_stage()["ENV"])
    assert port is not None
    assert f"http://127.0.0.1:{port[1]}/readyz" in command[-1]
    compile(command[-1], "healthcheck", "exec")


def test_image_keeps_data_and_backups_in_volumes() -> None:
    volumes = json.loads(last_stage()["VOLUME"])
    assert volumes == ["/var/lib/shenbao", "/var/backups/shenbao"]
    assert {each.split(":")[1] for each in compose()["services"]["shenbao"]["volumes"]} >= set(volumes)


def test_image_starts_what_the_wheel_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert json.loads(last_stage()["ENTRYPOINT"])[0] in project["project"]["scripts"]
    assert json.loads(last_stage()["CMD"]) == ["run"]


def test_image_copies_every_package_of_the_wheel_and_nothing_private() -> None:
    copied = {
        word
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for word in rest.split()[:-1]
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    files = {"requirements.lock", "pyproject.toml", "README.md", "LICENSE", "config.example.toml"}
    assert copied == packages | files
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert "**" in ignored
    assert allowed == copied


def test_no_secret_is_baked_in(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = dict(pair.split("=", 1) for pair in last_stage()["ENV"].split() if "=" in pair)
    for name, value in variables.items():
        assert not re.search("TOKEN|PASSWORD|KEY", name)
        if name.startswith("SHENBAO_"):
            monkeypatch.setenv(name, value)
    assert variables[VARIABLE] == "/run/secrets"
    # What is set is what the programme knows.
    assert load_config(None).web.enabled


def test_secrets_of_the_service_are_called_as_the_programme_looks_for_them() -> None:
    known = {credential_name(part, key) for part, key in SECRETS}
    described = compose()
    assert set(described["services"]["shenbao"]["secrets"]) == set(described["secrets"])
    assert set(described["secrets"]) <= known
    for name, each in described["secrets"].items():
        assert each == {"file": f"credentials/{name}"}
    assert not any(
        "password" in str(value).lower() for value in described["services"]["shenbao"].get("environment", {})
    )


def test_container_can_do_no_more_than_it_needs() -> None:
    service = compose()["services"]["shenbao"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service
    assert "privileged" not in service


def test_service_is_built_of_the_files_that_are_here() -> None:
    build = compose()["services"]["shenbao"]["build"]
    assert (FOLDER / build["context"] / build["dockerfile"]).resolve() == (FOLDER / "Dockerfile")
