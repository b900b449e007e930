"""Read a configuration file as it stands, and say in which line it is broken."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

# What tomllib says -> what is wrong, in words for somebody who has never heard of TOML.
FAULTS: Final = (
    ("Cannot overwrite a value", "这一项前面已经写过一次"),
    ("Cannot declare", "这个小节前面已经写过一次"),
    ("Cannot mutate immutable", "这一项前面已经写过一次"),
    ("Invalid value", "等号后面不完整：文字要加引号，开关只写 true 或 false"),
    ("Expected newline or end of document", "一行只写一项，引号要成对"),
    ("Expected '=' after a key", "要写成“名称 = 值”"),
    ("Expected ']'", "小节名要写成 [desk] 这样，方括号成对"),
    ("Illegal character '\\n'", "引号没有成对"),
    ("Unterminated string", "引号没有成对"),
    ("Unescaped '\\'", "引号里的反斜杠要写两个，路径也可以用 /"),
    ("Unclosed array", "方括号没有成对"),
    ("Unclosed inline table", "花括号没有成对"),
    ("Invalid statement", "不是一项配置：说明文字前面要加 #"),
    ("Invalid initial character for a key part", "名称只用字母、数字和下划线"),
)
LINE: Final = re.compile(r"\(at line (\d+),")


class BadConfig(Exception):  # noqa: N818 - it names what is bad
    """Tell what is wrong with the configuration, a line a problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_toml(path: Path) -> dict[str, Any]:
    """Read a configuration file as it stands; raises BadConfig where it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadConfig([f"找不到配置文件 {path}，请检查 --config 或 SHENBAO_CONFIG"]) from error
    except OSError as error:
        raise BadConfig([f"读不到配置文件 {path}：{error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadConfig([f"配置文件 {path} 不是 UTF-8 编码，请另存为 UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig([f"配置文件 {path} {_fault(str(error))}"]) from error


def _fault(said: str) -> str:
    """Word what tomllib says; the line itself is not repeated, it may hold a secret."""
    at = LINE.search(said)
    where = f"第 {at[1]} 行" if at else "末尾"
    what = next((words for start, words in FAULTS if said.startswith(start)), "请检查引号、方括号和等号")
    return f"{where}格式有误：{what}"
