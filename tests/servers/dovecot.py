"""Run a real Dovecot on a free port with a configuration and mailboxes of its own."""

from __future__ import annotations

import contextlib
import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from tests.servers.waiting import wait_until_plain

PASSWORD = "open-sesame"
# Dovecot never opens mail as root; nobody is on every Debian.
NOBODY = 65534
GRACE = 0.2

CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u allow_all_users=yes
}}
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  {chroot}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
{users}
"""
ORDINARY_USER = """\
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
"""


def find_program() -> str | None:
    """Find dovecot, also where an ordinary user's path leaves out /usr/sbin."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def why_absent() -> str | None:
    """Say why Dovecot cannot be used here, or None when it can."""
    found = find_program()
    if found is None:
        return "Dovecot is not installed (apt-get install dovecot-imapd)"
    asked = [found, "--version"]
    version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603  own path
    if not version.startswith("2.3."):
        return f"the test configuration speaks the dialect of Dovecot 2.3, this is {version.split()[:1]}"
    return None


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail as it lies in a Maildir: its bytes and the letters of its flags (S seen, T deleted)."""

    raw: bytes
    flags: str


class Dovecot:
    """Serve any user name with one password; every user has a Maildir that tests read and write."""

    host = "127.0.0.1"
    password = PASSWORD

    def __init__(self) -> None:
        # Unix sockets allow only short paths, and as root the mail user must be able to walk there.
        self.home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.home.chmod(0o755)
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = (NOBODY, NOBODY) if os.geteuid() == 0 else (os.getuid(), os.getgid())

    # The server itself.

    def start(self) -> None:
        """Start, on the port used before if there was one, and wait for the greeting."""
        for _ in range(5):
            port = self.port or free_port()
            self._launch(port)
            if self._greets(port):
                self.port = port
                return
            self.stop()
        raise RuntimeError((self.home / "dovecot.log").read_text(errors="replace"))

    def stop(self) -> None:
        """End the server with all its processes; a client in the middle of something loses its connection."""
        if self._process is None:
            return
        # The master would leave the processes of logged-in clients running; they form a group with it.
        os.killpg(self._process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        self._process = None
        self._await_silence()

    def restart(self) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop for good and remove every file."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _launch(self, port: int) -> None:
        uid, gid = self._owner
        root = os.geteuid() == 0
        names = {"user": getpass.getuser(), "group": grp.getgrgid(os.getgid()).gr_name}
        text = CONFIGURATION.format(
            home=self.home,
            password=PASSWORD,
            uid=uid,
            gid=gid,
            port=port,
            chroot="" if root else "chroot =",
            users="" if root else ORDINARY_USER.format(**names),
        )
        path = self.home / "dovecot.conf"
        path.write_text(text)
        path.chmod(0o644)
        (self.home / "mail").mkdir(exist_ok=True)
        os.chown(self.home / "mail", uid, gid)
        command = [find_program() or "dovecot", "-F", "-c", str(path)]
        self._process = subprocess.Popen(  # noqa: S603  own path
            command, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def _greets(self, port: int) -> bool:
        process = self._process
        end = time.monotonic() + 10
        while process is not None and process.poll() is None and time.monotonic() < end:
            try:
                with socket.create_connection((self.host, port), 1) as probe:
                    if probe.recv(4) == b"* OK":
                        return True
            except OSError:
                time.sleep(0.01)
        return False

    def _await_silence(self) -> None:
        """Wait until nothing answers on the port any more."""

        def silent() -> bool:
            try:
                socket.create_connection((self.host, self.port), 0.2).close()
            except OSError:
                return True
            return False

        if self.port:
            wait_until_plain(silent)

    # The mailboxes.

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """Give a folder's Maildir, made if it is missing; folders are named in modified UTF-7."""
        base = self.home / "mail" / user / "Maildir"
        box = base if folder == "INBOX" else base / f".{folder}"
        for part in (base.parent, base, box, box / "tmp", box / "new", box / "cur"):
            if not part.exists():
                part.mkdir(parents=True)
                os.chown(part, *self._owner)
        return box

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX") -> None:
        """Put a mail into Maildir/new as a delivery agent does: write aside, then rename."""
        box = self.maildir(user, folder)
        name = f"{time.time():.6f}.{uuid.uuid4().hex}.test"
        (box / "tmp" / name).write_bytes(raw)
        os.chown(box / "tmp" / name, *self._owner)
        (box / "tmp" / name).rename(box / "new" / name)

    def stored(self, user: str, folder: str = "INBOX") -> list[Stored]:
        """Give the mails that lie in a folder, in the order of their delivery."""
        box = self.maildir(user, folder)
        files = sorted([*(box / "new").iterdir(), *(box / "cur").iterdir()], key=lambda file: file.name)
        return [Stored(file.read_bytes(), file.name.partition(":2,")[2]) for file in files]

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Give the bytes of the mails that lie in a folder, in the order of their delivery."""
        return [mail.raw for mail in self.stored(user, folder)]

    def reset_uidvalidity(self, user: str, folder: str = "INBOX") -> None:
        """Forget all UIDs, as a restored backup does; the server is stopped and started for it."""
        self.stop()
        box = self.maildir(user, folder)
        old = (box / "dovecot-uidlist").read_text().split()[1].removeprefix("V")
        for index in box.glob("dovecot*"):
            index.unlink()
        listing = box / "dovecot-uidlist"
        listing.write_text(f"3 V{int(old) + 1} N1 G{uuid.uuid4().hex}\n")
        os.chown(listing, *self._owner)
        self.start()
