"""A new Debian machine with a systemd of its own, in a container on this one."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.waiting import wait_until_plain

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "dist" / "fresh"
SUITE = platform.freedesktop_os_release().get("VERSION_CODENAME", "stable")  # the release of this machine
FIRST = "systemd-sysv,util-linux"  # what every real machine has, and the smallest Debian lacks
# What the manual lets one install from Debian; a machine without a network has it from its medium.
OFFLINE = "python3 python3-venv ca-certificates fonts-wqy-microhei nano curl"
VARIABLES = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
CERTIFICATES = "etc/index-certificates.pem"  # of the package index, where this machine names them
LIMIT = 900  # seconds for one block of commands


def why_absent() -> str | None:
    """Say why no machine can be made here, or None when it can."""
    if os.geteuid() != 0:
        return "a new machine is made by root"
    missing = [
        name for name in ("debootstrap", "systemd-nspawn", "nsenter", "script") if not shutil.which(name)
    ]
    return f"not installed: {' '.join(missing)}" if missing else None


class Machine:
    """A machine from `with` to its end; it shares the network of this process, and nothing else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._container: subprocess.Popen[bytes] | None = None
        self._leader = 0

    def __enter__(self) -> Self:
        """Boot, and wait until systemd has started everything."""
        options = ["--quiet", "--register=no", "--keep-unit", "--console=pipe", "--boot"]
        with self.root.with_suffix(".console").open("wb") as console:
            self._container = subprocess.Popen(
                ["/usr/bin/systemd-nspawn", *options, "-D", self.root],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until_plain(self._booted, limit=60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Halt the machine and remove its disk."""
        if self._container is not None:
            subprocess.run(
                [*self._inside(), "systemctl", "halt", "--force"], check=False, capture_output=True
            )
            try:
                self._container.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self._container.pid, signal.SIGKILL)
                self._container.wait(30)
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run commands as root, as a person would who stops at the first that fails."""
        command = [*self._inside(), "bash", "-e", "-c", script]
        return subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=LIMIT, check=False
        )

    def converse(self, script: str, answers: Sequence[tuple[str, str]]) -> str:
        """Run commands at a terminal and type an answer at each question; return what was shown."""
        words = " ".join(f"'{each}'" for each in (*self._inside(), "bash", "-e", "-c", script))
        with subprocess.Popen(
            ["/usr/bin/script", "-qec", words, "/dev/null"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as terminal:
            shown = b""
            for question, answer in answers:
                shown += self._until(terminal, question)
                assert terminal.stdin is not None
                terminal.stdin.write(f"{answer}\n".encode())
                terminal.stdin.flush()
            assert terminal.stdout is not None
            shown += terminal.stdout.read()
        assert terminal.returncode == 0, shown.decode()
        return shown.decode()

    @staticmethod
    def _until(terminal: subprocess.Popen[bytes], question: str) -> bytes:
        shown, wanted = b"", question.encode()
        assert terminal.stdout is not None
        while wanted not in shown or not shown.endswith(b": "):
            byte = terminal.stdout.read(1)
            assert byte, f"never asked {question}: {shown.decode(errors='replace')}"
            shown += byte
        return shown

    def _inside(self) -> list[str]:
        trusted = {"SSL_CERT_FILE": f"/{CERTIFICATES}"} if (self.root / CERTIFICATES).exists() else {}
        variables = [f"{name}={value}" for name, value in (VARIABLES | trusted).items()]
        enter = ["/usr/bin/nsenter", "-t", str(self._leader), *["-m", "-u", "-i", "-p", "-C", "-r", "-w"]]
        return [*enter, "env", "-i", *variables]

    def _booted(self) -> bool:
        assert self._container is not None
        assert self._container.poll() is None, "the container ended"
        children = (
            Path(f"/proc/{self._container.pid}/task/{self._container.pid}/children").read_text().split()
        )
        if not children:
            return False
        self._leader = int(children[0])
        asked = [*self._inside(), "systemctl", "is-system-running"]
        state = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        return state in {"running", "degraded"}


def make_disk(name: str, *, offline: bool = False) -> Path:
    """Return the disk of a new machine, a copy of one that is made once."""
    origin = base(offline=offline)
    disk = BUILT / name
    shutil.rmtree(disk, ignore_errors=True)
    _do("cp", "-a", str(origin), str(disk))
    return disk


def base(*, offline: bool) -> Path:
    """Return the disk that new machines are copied from; made the first time."""
    made = BUILT / ("base-offline" if offline else "base")
    if made.exists():
        return made
    BUILT.mkdir(parents=True, exist_ok=True)
    making = made.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    if offline:
        _do("cp", "-a", str(base(offline=False)), str(making))
        for command in ("apt-get update -qq", f"apt-get install -y -qq --no-install-recommends {OFFLINE}"):
            _do("chroot", str(making), "env", "DEBIAN_FRONTEND=noninteractive", *command.split())
    else:
        _do("debootstrap", "--variant=minbase", f"--include={FIRST}", SUITE, str(making), _mirror())
        _hand_over_settings(making)
    making.rename(made)
    return made


def _mirror() -> str:
    """Return the mirror that this machine's own apt uses."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    found = (line.split("|") for line in told)
    return next(
        uri
        for uri, release, component, kind in found
        if (release, component, kind) == (SUITE, "main", "Packages")
    )


def _hand_over_settings(root: Path) -> None:
    """Let the new machine reach Debian's mirror and the package index as this one does."""
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    proxies = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    lines = [line for line in proxies.splitlines() if line.startswith(("Acquire::http", "Acquire::https"))]
    (root / "etc/apt/apt.conf.d/99machine").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    settings = dict(line.split("=", 1) for line in told.splitlines() if line.startswith("global."))
    kept = {key: value.strip("'") for key, value in settings.items() if "file:" not in value}
    certificates = kept.pop("global.cert", None)
    wanted = {
        key.removeprefix("global."): value
        for key, value in kept.items()
        if "index" in key or "host" in key or "proxy" in key
    }
    if certificates is not None:
        shutil.copy(certificates, root / CERTIFICATES)
        wanted["cert"] = f"/{CERTIFICATES}"
    text = "".join(f"{key} = {value}\n" for key, value in wanted.items())
    (root / "etc" / "pip.conf").write_text(f"[global]\n{text}", encoding="utf-8")


def _do(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


# Stands in for the person who edits a file: sets the values that the test's servers need.
EDITOR = """\
#!/usr/bin/python3
import json, re, sys
wanted, section, lines = json.loads({values!r}), "", []
for line in open(sys.argv[1], encoding="utf-8"):
    named, value = re.fullmatch(r"\\[([\\w.]+)\\]\\s*", line), re.match(r"(?:# )?(\\w+) = ", line)
    section = named[1] if named else section
    key = section + "." + value[1] if value else ""
    lines.append(value[1] + " = " + json.dumps(wanted.pop(key)) + "\\n" if key in wanted else line)
open(sys.argv[1], "w", encoding="utf-8").writelines(lines)
sys.exit(len(wanted))
"""


def put_editor(root: Path, values: dict[str, str | int | bool]) -> None:
    """Put an editor before the real one, which sets these values of the configuration."""
    editor = root / "usr/local/sbin/nano"
    editor.write_text(EDITOR.format(values=json.dumps(values)), encoding="utf-8")
    editor.chmod(0o755)
