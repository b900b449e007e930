"""Names of files that strangers chose, made safe to store and to show."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Characters that Windows refuses in names, and quotes that break a header.
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
# Cc control, Cf format (bidi overrides among them), Cs surrogates, Zl and Zp line separators.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"})
# Names that are devices on Windows, with any suffix.
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST: Final = 180  # bytes of UTF-8; file systems end at 255, and a number may be put in front
_LONGEST_SUFFIX: Final = 16  # characters; what is longer is no suffix
NAMELESS: Final = "附件"

# Suffixes that a machine may run when somebody opens the file.
_RUNNABLE: Final = frozenset(
    {"exe", "scr", "com", "pif", "bat", "cmd", "msi", "msp", "cpl", "dll", "jar", "apk", "app"}  # programmes
    | {"vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "ps1", "psm1", "reg", "sh", "command"}  # scripts
    | {"lnk", "chm", "iso", "img"}  # what leads to a programme
    | {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "ppam"}  # documents with macros
)


def safe_name(name: str) -> str:
    """Make a file name that holds no path, control or bidi character; the suffix stays.

    NFC, at most 180 bytes of UTF-8, never empty, never a device of Windows, never hidden.
    """
    last = re.split(r"[/\\]", name.replace("\uff0f", "/").replace("\uff3c", "\\"))[-1]
    plain = "".join(" " if each in "\t\r\n" else each for each in last)
    plain = "".join(each for each in plain if unicodedata.category(each) not in _INVISIBLE)
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", plain))
    plain = " ".join(plain.split()).strip(". ")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    return _shorten(plain) or NAMELESS


def suffix(name: str) -> str:
    """Return a name's suffix in lower case without its dot, or an empty string."""
    _, dot, tail = name.rpartition(".")
    return tail.lower().strip() if dot and len(tail) <= _LONGEST_SUFFIX else ""


def is_runnable(name: str) -> bool:
    """Tell whether opening a file of this name may run it."""
    return suffix(name) in _RUNNABLE


def _shorten(name: str) -> str:
    if len(name.encode("utf-8")) <= _LONGEST:
        return name
    tail = suffix(name)
    stem = name[: -len(tail) - 1] if tail else name
    ending = f".{tail}" if tail else ""
    room = _LONGEST - len(ending.encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(". ") + ending
