"""The servers around the mail benchmark, and what people would use instead of the desk."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers import dovecot
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.waiting import wait_until_plain

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
# fetchmail leaves Nagle's algorithm on, which costs it some 40 ms a letter: this is what it could do.
NO_DELAY = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
int connect(int fd, const struct sockaddr *to, socklen_t size) {
    int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "connect");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return real(fd, to, size);
}
"""
RC = """\
poll 127.0.0.1 service {imap} proto imap auth password user "{user}" password "{password}"
  is dept@example.org here smtphost "127.0.0.1/{smtp}" sslproto '' fetchall no keep
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What moving a mailbox took: seconds, CPU seconds, and peak megabytes of main process and tree."""

    letters: int
    seconds: float
    cpu: float
    megabytes: float
    tree: float

    @property
    def rate(self) -> float:
        """Return letters a second."""
        return self.letters / self.seconds


def find(program: str) -> str | None:
    """Find a program, also where an ordinary user's path leaves it out."""
    return shutil.which(program, path=PATH)


def why_absent() -> str | None:
    """Say why mail cannot be measured here, or None."""
    if find("smtp-sink") is None:
        return "smtp-sink is not installed (apt-get install postfix)"
    return dovecot.why_absent()


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Run Postfix's sink and give its port."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [find("smtp-sink") or "smtp-sink", *user, f"127.0.0.1:{port}", "512"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until_plain(lambda: _open(port))
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _open(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fill(server: Dovecot, user: str, mails: Sequence[Path]) -> None:
    """Put mails into a new user's mailbox by hard links."""
    new = server.maildir(user) / "new"
    for mail in mails:
        os.link(mail, new / mail.name)


def no_delay(folder: Path) -> dict[str, str] | None:
    """Build what switches Nagle's algorithm off, and return its environment; None without a compiler."""
    compiler = find("cc") or find("gcc")
    if compiler is None:
        return None
    source, library = folder / "no_delay.c", folder / "no_delay.so"
    source.write_text(NO_DELAY)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library)}


def fetchmail(
    server: Dovecot, user: str, letters: int, smtp: int, folder: Path, more: Mapping[str, str]
) -> Run:
    """Let fetchmail move a mailbox to the sink."""
    home = folder / f"fetchmail-{user}"
    home.mkdir(mode=0o700)
    rc = home / "fetchmailrc"
    rc.touch(mode=0o600)
    rc.write_text(RC.format(imap=server.port, user=user, password=server.password, smtp=smtp))
    environment = {**os.environ, "FETCHMAILHOME": str(home), **more}
    command = [find("fetchmail") or "fetchmail", "-f", str(rc), "--silent", "--nosyslog"]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    peak = 0.0
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        peak = max(peak, peak_megabytes(process.pid))
        time.sleep(0.01)
    seconds = time.perf_counter() - start
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    left = len(server.stored(user))
    if process.returncode or left:
        raise RuntimeError(f"fetchmail ended with {process.returncode}, {left} letters left")
    return Run(letters, seconds, used.ru_utime + used.ru_stime, peak, peak)


def peak_megabytes(pid: int) -> float:
    """Return the most memory that a process has held since it began; ru_maxrss would count its parent's."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    line = next((each for each in lines if each.startswith("VmHWM")), "VmHWM: 0")
    return int(line.split()[1]) * 1.024 / 1_000
