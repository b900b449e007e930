"""Facts about the wheel: what an office installs runs without the source beside it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.demo.demo_process import READY, read_until, stop
from tests.flows.desk import Desk
from tests.flows.process import write_config
from tests.servers.smtp_server import SmtpServer

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60.0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as pip would, into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - fixed words
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def start(installed: Path, folder: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    # The folder of the source is on no path: neither the working one nor that of the editable install.
    variables = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "SHENBAO_CONFIG": str(folder / "config.toml"),
        **more,
    }
    return subprocess.Popen(  # noqa: S603 - our own programme
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    process = start(installed, folder, *words)
    out, error = process.communicate(timeout=LIMIT)
    return subprocess.CompletedProcess(words, process.returncode, out, error)


def test_wheel_holds_every_file_of_its_packages(installed: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    wanted = {
        file.relative_to(ROOT)
        for package in packages
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {each for each in wanted if not (installed / each).is_file()} == set()
    assert any(each.suffix == ".py" and "versions" in each.parts for each in wanted)


def test_programme_of_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", "import bot, templates, samples; print(bot.__file__, templates.__file__)"]
    variables = {**os.environ, "PYTHONPATH": str(installed)}
    told = subprocess.run(asked, cwd=tmp_path, env=variables, capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout.count(str(installed)) == 2


def test_init_import_and_questions_work_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    who = ["--office", "甲局", "--address", "desk@example.org", "--operator-mailbox", "op@example.org"]
    assert run(installed, tmp_path, "init", *who, "--preset", "163", "--no-telegram").returncode == 0
    assert (tmp_path / "config.toml").read_text(encoding="utf-8").count("# ") > 50
    guide = str(installed / "samples" / "guide-2023.txt")
    told = run(installed, tmp_path, "import", "guide", guide, "--apply", "--json")
    assert told.returncode in {0, 1}, told.stderr
    assert json.loads(told.stdout)["kind"] == "guide"
    assert "5万/项" in run(installed, tmp_path, "ask", "企业科技特派员的经费多少？").stdout


def test_demo_runs_from_the_wheel_and_leaves_nothing_behind(installed: Path, tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    variables = {"TMPDIR": str(used), "PYTHONUNBUFFERED": "1"}
    with start(installed, tmp_path, "demo", "--no-browser", **variables) as demo:
        try:
            address = read_until(demo.stdout, "")
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
            assert "申报台" in httpx.get(address).text
            read_until(demo.stderr, READY)
            state = httpx.get(f"{address}/state").json()
            assert list(used.iterdir()) != []
            status, said = stop(demo)
        finally:
            demo.kill()
    assert state["progress"]["ready"] is True
    assert [each["part"] for each in state["chats"]] == ["申报人", "申报人", "工作人员", "管理员"]
    assert len([each for each in state["boxes"] if each["kind"] == "department"]) == 5
    assert (status, "Traceback" in said) == (0, False)
    assert list(used.iterdir()) == []


def test_service_runs_once_from_the_wheel(installed: Path, tmp_path: Path, smtp_server: SmtpServer) -> None:
    write_config(Desk(tmp_path / "data", smtp_server), tmp_path)
    told = run(installed, tmp_path, "run", "--once")
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "data" / "shenbao.db").exists()


def test_service_starts_and_stops_from_the_wheel(
    installed: Path, tmp_path: Path, smtp_server: SmtpServer
) -> None:
    write_config(Desk(tmp_path / "data", smtp_server), tmp_path)
    with start(installed, tmp_path, "run") as service:
        try:
            read_until(service.stderr, "service.started")
            status, said = stop(service)
        finally:
            service.kill()
    assert (status, "Traceback" in said) == (0, False)
