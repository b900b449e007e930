"""Configuration: config.toml and the environment become one checked value."""

from __future__ import annotations

import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config_words import sentence
from bot.mail.presets import PRESETS, Preset, preset_named

ENVIRONMENT_PREFIX = "SHENBAO_"


class Mode(StrEnum):
    """How far what the desk writes may go."""

    LIVE = "live"  # to the real recipients
    SANDBOX = "sandbox"  # everything to one address and one chat
    DRY_RUN = "dry-run"  # nothing leaves


class BadConfig(Exception):  # noqa: N818 - it names what is bad
    """Tell what is wrong with the configuration, a line a problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeskConfig(_Part):
    """Who the desk is."""

    name: str = "申报台"
    office: str = "江门市科学技术局"
    address: EmailStr = "shenbao@example.org"
    operator_mailbox: EmailStr = "operator@example.org"
    receipt_prefix: str = Field(default="SB", pattern=r"^[A-Z]{2,4}$")
    zone: str = "Asia/Shanghai"
    key: SecretStr | None = None
    key_file: Path | None = None

    @field_validator("zone")
    @classmethod
    def zone_exists(cls, value: str) -> str:
        """Refuse a zone that the tz database does not know."""
        try:
            ZoneInfo(value)
        except (ValueError, LookupError, OSError) as error:
            raise ValueError("要写成 Asia/Shanghai 这样的时区名") from error
        return value


class TelegramConfig(_Part):
    """The bot's access to Telegram."""

    enabled: bool = True
    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    proxy: str | None = None
    poll_seconds: int = Field(default=30, ge=0, le=50)


class _Server(_Part):
    """A mail server, named by a provider's preset or by itself; what is written wins over the preset."""

    @model_validator(mode="before")
    @classmethod
    def preset_fills_gaps(cls, values: Any) -> Any:
        """Take what is not written from the preset; refuses a name that is none."""
        name = values.get("preset") if isinstance(values, dict) else None
        if name is None:
            return values
        preset = preset_named(str(name))
        if preset is None:
            known = "、".join(each.name for each in PRESETS)
            raise ValueError(f"没有叫“{name}”的邮箱服务商，可以写 {known}")
        return {**cls.from_preset(preset), **values}

    @classmethod
    def from_preset(cls, preset: Preset) -> dict[str, Any]:
        """Return the values of a preset, without a host that every office has for itself."""
        raise NotImplementedError


class IntakeConfig(_Server):
    """The mailbox that submissions are sent to, read by IMAP."""

    enabled: bool = True
    preset: str | None = None
    host: str = "imap.example.org"
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "plain"] = "tls"
    user: str = "shenbao@example.org"
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    folder: str = "INBOX"
    sweep_seconds: float = Field(default=90, gt=0, le=3600)
    max_mb: int = Field(default=60, ge=1, le=500)
    daily_per_sender: int = Field(default=50, ge=1)

    @classmethod
    def from_preset(cls, preset: Preset) -> dict[str, Any]:
        """Return how the provider's mailboxes are read."""
        host = {"host": preset.imap_host} if preset.imap_host else {}
        return {**host, "port": preset.imap_port}


class RelayConfig(_Server):
    """The SMTP server that sends the desk's letters."""

    preset: str | None = None
    host: str = "smtp.example.org"
    port: int = Field(default=465, ge=1, le=65535)
    security: Literal["tls", "starttls", "plain"] = "tls"
    user: str | None = "shenbao@example.org"
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    null_return_path: bool = False
    max_mb: int = Field(default=30, ge=1, le=200)

    @classmethod
    def from_preset(cls, preset: Preset) -> dict[str, Any]:
        """Return how the provider takes letters."""
        host = {"host": preset.smtp_host} if preset.smtp_host else {}
        return {
            **host,
            "port": preset.smtp_port,
            "security": preset.smtp_security,
            "null_return_path": preset.null_return_path,
        }


class SandboxConfig(_Part):
    """Where everything goes in sandbox mode."""

    mailbox: EmailStr = "operator@example.org"
    chat: int | None = None


class StorageConfig(_Part):
    """Where data lies on this machine."""

    folder: Path = Path("data")
    min_free_mb: int = Field(default=500, ge=0)


class WebConfig(_Part):
    """The small web server that tells how the service is."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class RemindersConfig(_Part):
    """When staff are nudged."""

    enabled: bool = True
    digest_at: time = time(8, 45)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 30)


class ClamdConfig(_Part):
    """The virus scanner that flags mails, where there is one."""

    socket: str | None = None


class LogConfig(_Part):
    """What the log looks like."""

    form: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(BaseSettings):
    """Everything that an installation can set; the environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    mode: Mode = Mode.SANDBOX
    desk: DeskConfig = DeskConfig()
    telegram: TelegramConfig = TelegramConfig()
    intake: IntakeConfig = IntakeConfig()
    relay: RelayConfig = RelayConfig()
    sandbox: SandboxConfig = SandboxConfig()
    storage: StorageConfig = StorageConfig()
    web: WebConfig = WebConfig()
    reminders: RemindersConfig = RemindersConfig()
    clamd: ClamdConfig = ClamdConfig()
    log: LogConfig = LogConfig()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment above the file."""
        return env_settings, init_settings

    @property
    def database(self) -> Path:
        """Return where the database lies."""
        return self.storage.folder / "shenbao.db"

    @property
    def blobs(self) -> Path:
        """Return the folder of stored bytes."""
        return self.storage.folder / "blobs"

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which office hours and due dates are meant."""
        return ZoneInfo(self.desk.zone)


# A secret may stand in the environment or in a file of its own, never in config.toml.
SECRETS = {("desk", "key"), ("telegram", "token"), ("intake", "password"), ("relay", "password")}


def read_secret(value: SecretStr | None, file: Path | None) -> str | None:
    """Return a secret from the environment's value or from the file that the configuration names."""
    if value is not None:
        return value.get_secret_value()
    return file.read_text(encoding="utf-8").strip() if file else None


def load_config(path: Path | None) -> Config:
    """Read the configuration; raises BadConfig with a line for every problem.

    With `path` None there is only the environment and the defaults.
    """
    values = _read_toml(path) if path else {}
    problems = [_secret_in_file(part, key) for part, key in sorted(SECRETS) if key in _table(values, part)]
    try:
        config = Config(**values)
    except ValidationError as error:
        problems += [sentence(one) for one in error.errors()]
        raise BadConfig(problems) from error
    if problems:
        raise BadConfig(problems)
    return config


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadConfig([f"找不到配置文件 {path}，请检查 --config 或 SHENBAO_CONFIG"]) from error
    except OSError as error:
        raise BadConfig([f"读不到配置文件 {path}：{error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadConfig([f"配置文件 {path} 不是 UTF-8 编码，请另存为 UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig([f"配置文件 {path} 格式有误：{error}"]) from error


def _table(values: dict[str, Any], part: str) -> dict[str, Any]:
    table = values.get(part, {})
    return table if isinstance(table, dict) else {}


def _secret_in_file(part: str, key: str) -> str:
    variable = f"{ENVIRONMENT_PREFIX}{part}__{key}".upper()
    remedy = f"请用环境变量 {variable}，或把 {part}.{key}_file 指向一个只有本人可读的文件"
    return f"{part}.{key}：密码不写在配置文件里，{remedy}"


def find_problems(config: Config) -> list[str]:
    """Name what `run` would miss: secrets that are not there, plain connections to other machines."""
    checks = [
        (config.telegram.enabled, "telegram", "token", config.telegram.token, config.telegram.token_file),
        (config.intake.enabled, "intake", "password", config.intake.password, config.intake.password_file),
        (
            config.relay.user is not None,
            "relay",
            "password",
            config.relay.password,
            config.relay.password_file,
        ),
    ]
    problems = [_missing(part, key, value, file) for wanted, part, key, value, file in checks if wanted]
    for part, server in (("intake", config.intake), ("relay", config.relay)):
        if server.security == "plain" and server.host not in ("127.0.0.1", "localhost", "::1"):
            problems.append(f'{part}.security："plain" 只能连接本机，请改为 "tls"')
    return [problem for problem in problems if problem]


def _missing(part: str, key: str, value: SecretStr | None, file: Path | None) -> str | None:
    variable = f"{ENVIRONMENT_PREFIX}{part}__{key}".upper()
    try:
        found = read_secret(value, file)
    except (OSError, UnicodeDecodeError):
        return f"{part}.{key}_file：读不到文件 {file}"
    return None if found else f"{part}.{key}：还没有设置，请用环境变量 {variable} 或 {part}.{key}_file"
