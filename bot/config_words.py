"""What is wrong with a configuration value, and what would be right, in a sentence."""

from __future__ import annotations

from typing import Any

# pydantic's name of the error -> what would be right; {ctx} values come from pydantic.
WORDS = {
    "extra_forbidden": "没有这个配置项，请对照 config.example.toml 检查拼写",
    "missing": "缺少这一项",
    "int_parsing": "要写成整数",
    "int_type": "要写成整数",
    "float_parsing": "要写成数字",
    "float_type": "要写成数字",
    "bool_parsing": "只能写 true 或 false",
    "bool_type": "只能写 true 或 false",
    "string_type": "要写成带引号的文字",
    "time_parsing": '要写成 "08:45" 这样的时间',
    "time_type": '要写成 "08:45" 这样的时间',
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "要大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "string_pattern_mismatch": "只能用 2 至 4 个大写字母",
    "model_type": "要写成一个小节，例如 [{key}]",
    "model_attributes_type": "要写成一个小节，例如 [{key}]",
    "path_type": "要写成带引号的文件路径",
}


def sentence(error: Any) -> str:
    """Word one of pydantic's errors: the key, then what would be right."""
    key = ".".join(str(part) for part in error["loc"])
    context = {**error.get("ctx", {}), "key": key}
    if error["type"] == "value_error":
        return f"{key}：{_value_error(error)}"
    pattern = WORDS.get(error["type"])
    return f"{key}：{pattern.format(**context) if pattern else error['msg']}"


def _value_error(error: Any) -> str:
    reason = str(error["msg"]).removeprefix("Value error, ")
    return "要写成完整的邮箱地址，例如 name@example.org" if "email address" in reason else reason
