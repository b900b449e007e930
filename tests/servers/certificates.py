"""Make a certificate for 127.0.0.1 that lives as long as one test run."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate with its key, in two files."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Give a context for a server that shows this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def why_absent() -> str | None:
    """Say why no certificate can be made here, or None when it can."""
    return None if shutil.which("openssl") else "openssl is not installed"


def make_certificate(folder: Path, name: str = "IP:127.0.0.1") -> Certificate:
    """Make a certificate for one subject alternative name."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={name}"]
    command += ["-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  fixed words
    return made
