"""Facts about the systemd unit."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.desk import Desk
from tests.flows.process import write_config
from tests.servers.smtp_server import SmtpServer

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "shenbao.service"
EXPOSURE = 2.0  # systemd-analyze's scale ends at 10; below 2 it says OK
LIMIT = 60.0
ANALYZE = shutil.which("systemd-analyze")
analysed = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def settings(section: str) -> dict[str, list[str]]:
    """Return a section's settings; a name may stand several times."""
    found: dict[str, list[str]] = {}
    inside = False
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            inside = line == f"[{section}]"
        elif inside and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def analyse(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ANALYZE), *words], capture_output=True, text=True, check=False)  # noqa: S603 - its own words


@analysed
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    # The programme is not installed here: any that is there stands for it.
    unit = tmp_path / "shenbao.service"
    programme = settings("Service")["ExecStart"][0].split()[0]
    unit.write_text(UNIT.read_text(encoding="utf-8").replace(programme, sys.executable), encoding="utf-8")
    told = analyse("verify", "--man=no", str(unit))
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@analysed
def test_service_is_exposed_as_little_as_can_be() -> None:
    asked = ("security", "--offline=true", f"--threshold={int(EXPOSURE * 10)}", "--no-pager", str(UNIT))
    told = analyse(*asked)
    assert told.returncode == 0, told.stdout[-200:] + told.stderr


def test_service_keeps_what_hardens_it() -> None:
    wanted = {
        "Type": "notify",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "StateDirectory": "shenbao",
        "UMask": "0077",
        "User": "shenbao",
    }
    found = settings("Service")
    assert {name: found[name][-1] for name in wanted} == wanted
    assert [each.partition(":")[2] for each in found["LoadCredential"]] == ["/etc/shenbao/credentials"]


def test_places_of_unit_command_and_script_are_the_same() -> None:
    script = (ROOT / "deploy" / "install.sh").read_text(encoding="utf-8")
    command = (ROOT / "deploy" / "shenbao").read_text(encoding="utf-8")
    for place in ("/etc/shenbao/config.toml", "/opt/shenbao/current"):
        assert all(place in text for text in (UNIT.read_text(encoding="utf-8"), script, command))
    for place in ("/var/lib/shenbao", "/etc/shenbao/credentials", "/var/backups/shenbao"):
        assert all(place in text for text in (UNIT.read_text(encoding="utf-8"), script))


def test_command_line_of_the_unit_says_ready_alive_and_stopping(
    tmp_path: Path, smtp_server: SmtpServer
) -> None:
    config = write_config(Desk(tmp_path / "data", smtp_server), tmp_path)
    programme, *words = shlex.split(settings("Service")["ExecStart"][0])
    assert Path(programme).name == "shenbao"
    words = [str(config) if word == "/etc/shenbao/config.toml" else word for word in words]
    credentials = tmp_path / "handed over"
    credentials.mkdir()
    (credentials / "shenbao_desk-key").write_text("a key for the tests", encoding="utf-8")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(LIMIT)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000"}
        variables = {**os.environ, **told, "CREDENTIALS_DIRECTORY": str(credentials), "PYTHONPATH": str(ROOT)}
        service = subprocess.Popen(  # noqa: S603 - the unit's own command line
            [sys.executable, "-m", "bot", *words], env=variables, cwd=tmp_path, stderr=subprocess.DEVNULL
        )
        try:
            assert hear(ear, b"READY=1")
            assert hear(ear, b"WATCHDOG=1")
            service.send_signal(signal.SIGTERM)
            assert hear(ear, b"STOPPING=1")
            assert service.wait(LIMIT) == 0
        finally:
            service.kill()
            service.wait()
    assert not (tmp_path / "data" / "signing.key").exists()


def hear(ear: socket.socket, wanted: bytes) -> bool:
    """Listen until it is said; raises TimeoutError where it is not."""
    while ear.recv(200) != wanted:
        pass
    return True
