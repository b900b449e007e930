"""`shenbao demo` keeps a named folder, and says in one sentence what cannot be."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import httpx

from tests.demo.demo_process import READY, read_until, start, stop


def test_named_folder_is_kept_and_used_again(tmp_path: Path) -> None:
    data = tmp_path / "kept"
    for _ in range(2):
        with start(tmp_path, "--data", str(data), "--today", "2022-06-20") as process:
            address = read_until(process.stdout, "http://")
            read_until(process.stderr, READY)
            assert httpx.get(f"{address}/state").json()["day"]["iso"] == "2022-06-20"
            assert stop(process, signal.SIGTERM)[0] == 0
    assert (data / "shenbao.db").exists()


def test_port_in_use_gets_one_sentence(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        start(tmp_path, "--port", str(taken.getsockname()[1])) as process,
    ):
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert "端口" in said
    assert said.count("\n") == 1


def test_wrong_day_gets_one_sentence(tmp_path: Path) -> None:
    with start(tmp_path, "--today", "明天") as process:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "2022-06-20" in said
        assert said.count("\n") == 1
