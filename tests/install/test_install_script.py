"""Facts about the scripts that install the service and stand for its command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "deploy"
SCRIPTS = [FOLDER / "install.sh", FOLDER / "shenbao"]
ORDINARY = 65534  # nobody


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_is_one_that_every_shell_reads(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(script)], check=True)  # noqa: S603, S607 - our own script


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_has_nothing_that_shellcheck_knows(script: Path) -> None:
    told = subprocess.run(["shellcheck", str(script)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert told.returncode == 0, told.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_ordinary_user_is_told_what_to_do_first(script: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    told = subprocess.run(
        ["sh", "-s"],  # noqa: S607 - read from its input: the folder may be closed to others
        input=script.read_text(encoding="utf-8").replace('cd "$(dirname "$0")/.."', "cd /"),
        capture_output=True,
        text=True,
        user=ORDINARY,
        check=False,
    )
    assert told.returncode != 0
    assert "sudo -i" in told.stderr
