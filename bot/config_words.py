"""What is wrong with a configuration value, and what would be right, in a sentence."""

from __future__ import annotations

from typing import Any

# Forms of values that the models check; each has a sentence below.
RECEIPT_PREFIX = r"^[A-Z]{2,4}$"
MAILBOX_KEY = r"^[a-z0-9]{1,20}$"  # the environment, where it stands too, knows no case
WEB_ADDRESS = r"^(https?://\S+)?$"

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
    "int_from_float": "要写成整数",
    "finite_number": "要写成数字",
    "list_type": "要写成 [ … ] 这样的一列",
    "tuple_type": "要写成 [ … ] 这样的一列",
    "dict_type": "要写成一个小节，例如 [{key}]",
    "string_too_short": "不能留空",
    "too_short": "不能留空",
    "model_type": "要写成一个小节，例如 [{key}]",
    "model_attributes_type": "要写成一个小节，例如 [{key}]",
    "path_type": "要写成带引号的文件路径",
}
# A pattern of the configuration's models -> what would be right.
FORMS = {
    RECEIPT_PREFIX: "只能用 2 至 4 个大写字母",
    MAILBOX_KEY: "小节名只能用小写字母和数字，最多 20 个",
    WEB_ADDRESS: '要写成 "https://desk.example.org" 这样的地址',
}
OTHERWISE = "这个值读不懂，请对照 config.example.toml"


def sentence(error: Any) -> str:
    """Word one of pydantic's errors: the key, then what would be right."""
    # pydantic calls the name of a subsection, as against its value, "[key]".
    key = ".".join(str(part) for part in error["loc"] if part != "[key]")
    context = {**error.get("ctx", {}), "key": key}
    if error["type"] == "value_error":
        return f"{key}：{_value_error(error)}"
    if error["type"] == "string_pattern_mismatch":
        return f"{key}：{FORMS.get(context['pattern'], OTHERWISE)}"
    words = WORDS.get(error["type"], OTHERWISE).format(**context)
    return f"{key}：{words.replace(' or ', ' 或 ')}"


def _value_error(error: Any) -> str:
    reason = str(error["msg"]).removeprefix("Value error, ")
    return "要写成完整的邮箱地址，例如 name@example.org" if "email address" in reason else reason
