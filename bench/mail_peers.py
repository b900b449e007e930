"""The servers around the mail benchmark, and what people would use instead of the desk."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
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
  is dept@example.org here smtphost "127.0.0.1/{smtp}" sslproto '' fetchall {keep}
"""
FDM = """\
set unmatched-mail drop
set default-user "{owner}"
set file-umask 077
account "bench" imap server "127.0.0.1" port "{imap}" user "{user}" pass "{password}"
action "on" smtp server "127.0.0.1" port "{smtp}" from "desk@example.org" to "dept@example.org"
match all action "on"
"""
GETMAIL = """\
[retriever]
type = SimpleIMAPRetriever
server = 127.0.0.1
port = {imap}
username = {user}
password = {password}
[destination]
type = MDA_lmtp
host = 127.0.0.1
port = {smtp}
override = dept@example.org
[options]
delete = true
verbose = 0
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What moving a mailbox took: seconds, CPU seconds, and peak megabytes of main process and tree."""

    letters: int
    seconds: float
    cpu: float
    megabytes: float
    tree: float
    warm: float = 0.0  # letters a second once a service has loaded what it needs

    @property
    def rate(self) -> float:
        """Return letters a second."""
        return self.letters / self.seconds


def find(program: str) -> str | None:
    """Find a program: beside this interpreter, on the path, or where a user's path leaves it out."""
    return shutil.which(program, path=f"{Path(sys.executable).parent}:{PATH}")


def why_absent() -> str | None:
    """Say why mail cannot be measured here, or None."""
    if find("smtp-sink") is None:
        return "smtp-sink is not installed (apt-get install postfix)"
    return dovecot.why_absent()


@contextmanager
def smtp_sink(*, lmtp: bool = False) -> Iterator[int]:
    """Run Postfix's sink and give its port; with `lmtp` it speaks LMTP (RFC 2033)."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    talk = ["-L"] if lmtp else []
    command = [find("smtp-sink") or "smtp-sink", *user, *talk, f"127.0.0.1:{port}", "512"]
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


@dataclass(frozen=True, slots=True)
class Task:
    """A full mailbox that a programme is to move: whose, where, how many letters, and a folder to work in."""

    server: Dovecot
    user: str
    letters: int
    smtp: int
    lmtp: int
    folder: Path

    def settings(self, words: str, port: int, keep: str = "no keep") -> Path:
        """Write a programme's settings, which hold a password, into a home of its own."""
        home = self.folder / f"peer-{self.user}"
        home.mkdir(mode=0o700)
        file = home / "settings"
        file.touch(mode=0o600)
        values = {"imap": self.server.port, "user": self.user, "password": self.server.password}
        file.write_text(words.format(owner=getpass.getuser(), smtp=port, keep=keep, **values))
        return file


def fetchmail(task: Task, more: Mapping[str, str], *, keep: bool = False) -> Run:
    """Let fetchmail move a mailbox to the sink, or with `keep` copy it."""
    settings = task.settings(RC, task.smtp, "keep" if keep else "no keep")
    command = ("fetchmail", "-f", str(settings), "--silent", "--nosyslog")
    return _moved(command, {"FETCHMAILHOME": str(settings.parent), **more}, task, task.letters * keep)


def fdm(task: Task) -> Run:
    """Let fdm move a mailbox to the sink."""
    settings = task.settings(FDM, task.smtp)
    return _moved(("fdm", "-q", "-f", str(settings), "fetch"), {"HOME": str(settings.parent)}, task)


def getmail(task: Task) -> Run:
    """Let getmail6 move a mailbox to the sink that speaks LMTP."""
    settings = task.settings(GETMAIL, task.lmtp)
    return _moved(("getmail", f"--getmaildir={settings.parent}", f"--rcfile={settings}", "--quiet"), {}, task)


def _moved(command: Sequence[str], more: Mapping[str, str], task: Task, kept: int = 0) -> Run:
    """Run a programme to its end and see that it has left no letter, or just those that it was to keep."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [find(command[0]) or command[0], *command[1:]],
        env={**os.environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        peak = max(peak, peak_megabytes(process.pid))
        time.sleep(0.01)
    seconds = time.perf_counter() - start
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    left = len(task.server.stored(task.user))
    if process.returncode or left != kept:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}, {left} letters left")
    return Run(task.letters, seconds, used.ru_utime + used.ru_stime, peak, peak)


def peak_megabytes(pid: int) -> float:
    """Return the most memory that a process has held since it began; ru_maxrss would count its parent's."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    line = next((each for each in lines if each.startswith("VmHWM")), "VmHWM: 0")
    return int(line.split()[1]) * 1.024 / 1_000
