"""Configuration: config.toml, the environment and the credentials become one checked value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    EmailStr,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config_credentials import with_credentials
from bot.config_departments import DepartmentsConfig, ReceiptConfig
from bot.config_environment import DEEPER, PREFIX, environment_problems
from bot.config_keeping import BackupConfig, RetentionConfig
from bot.config_mail import FurtherMailbox, IntakeConfig, MailboxConfig, Part, RelayConfig
from bot.config_reminders import RemindersConfig
from bot.config_toml import BadConfig, read_toml
from bot.config_words import RECEIPT_PREFIX, WEB_ADDRESS, sentence

__all__ = [
    "BackupConfig",
    "BadConfig",
    "ClamdConfig",
    "Config",
    "DepartmentsConfig",
    "DeskConfig",
    "FurtherMailbox",
    "IntakeConfig",
    "LogConfig",
    "MailboxConfig",
    "Mode",
    "ReceiptConfig",
    "RelayConfig",
    "RemindersConfig",
    "RetentionConfig",
    "SandboxConfig",
    "Secret",
    "StorageConfig",
    "TelegramConfig",
    "WebConfig",
    "config_of",
    "load_config",
    "read_secret",
    "read_toml",
    "secrets_of",
    "variable_of",
]


class Mode(StrEnum):
    """How far what the desk writes may go."""

    LIVE = "live"  # to the real recipients
    SANDBOX = "sandbox"  # everything to one address and one chat
    DRY_RUN = "dry-run"  # nothing leaves


class DeskConfig(Part):
    """Who the desk is."""

    name: str = "申报台"
    office: str = "江门市科学技术局"
    address: EmailStr = "shenbao@example.org"
    operator_mailbox: EmailStr = "operator@example.org"
    receipt_prefix: str = Field(default="SB", pattern=RECEIPT_PREFIX)
    later_workdays: int = Field(default=5, ge=1, le=60)
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


class TelegramConfig(Part):
    """The bot's access to Telegram."""

    enabled: bool = True
    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    proxy: str | None = Field(default=None, repr=False)  # its address may hold a password
    poll_seconds: int = Field(default=30, ge=0, le=50)
    calls_per_second: int = Field(default=25, ge=0, le=1000)


class SandboxConfig(Part):
    """Where everything goes in sandbox mode."""

    mailbox: EmailStr = "operator@example.org"
    chat: int | None = None


class StorageConfig(Part):
    """Where data lies on this machine."""

    folder: Path = Path("data")
    min_free_mb: int = Field(default=500, ge=0)


class WebConfig(Part):
    """The small web server that tells how the service is."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    address: str = Field(default="", pattern=WEB_ADDRESS)


class ClamdConfig(Part):
    """The virus scanner that flags mails, where there is one."""

    socket: str | None = None


class LogConfig(Part):
    """What the log looks like."""

    form: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(BaseSettings):
    """Everything that an installation can set; the environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=DEEPER, extra="forbid", frozen=True
    )

    mode: Mode = Mode.SANDBOX
    desk: DeskConfig = DeskConfig()
    telegram: TelegramConfig = TelegramConfig()
    intake: IntakeConfig = IntakeConfig()
    relay: RelayConfig = RelayConfig()
    sandbox: SandboxConfig = SandboxConfig()
    storage: StorageConfig = StorageConfig()
    backup: BackupConfig = BackupConfig()
    retention: RetentionConfig = RetentionConfig()
    web: WebConfig = WebConfig()
    reminders: RemindersConfig = RemindersConfig()
    departments: DepartmentsConfig = DepartmentsConfig()
    receipt: ReceiptConfig = ReceiptConfig()
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
    def own_addresses(self) -> frozenset[str]:
        """Return every address that is the desk's own, in lower case."""
        return frozenset({self.desk.address.lower()}).union(
            *(each.addresses for each in self.intake.mailboxes)
        )

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which office hours and due dates are meant."""
        return ZoneInfo(self.desk.zone)


# A secret may stand in the environment or in a file of its own, never in config.toml.
SECRETS = {("desk", "key"), ("telegram", "token"), ("intake", "password"), ("relay", "password")}


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that the configuration may hold: where it belongs, and its value or the file with it."""

    part: str  # as it stands in the file, such as "intake.more.gaoxin"
    key: str
    value: SecretStr | None
    file: Path | None
    wanted: bool = True  # `run` cannot do without it

    @property
    def variable(self) -> str:
        """Return the environment's name of it."""
        return variable_of(self.part, self.key)


def secrets_of(config: Config) -> list[Secret]:
    """List the secrets of an installation."""
    desk, telegram, intake, relay = config.desk, config.telegram, config.intake, config.relay
    further = [
        Secret(f"intake.more.{name}", "password", each.password, each.password_file, intake.enabled)
        for name, each in intake.more.items()
    ]
    return [
        Secret("telegram", "token", telegram.token, telegram.token_file, telegram.enabled),
        Secret("intake", "password", intake.password, intake.password_file, intake.enabled),
        *further,
        Secret("relay", "password", relay.password, relay.password_file, bool(relay.user)),
        Secret("desk", "key", desk.key, desk.key_file, wanted=False),
    ]


def read_secret(value: SecretStr | None, file: Path | None) -> str | None:
    """Return a secret from the environment's value or from the file that the configuration names."""
    if value is not None:
        return value.get_secret_value()
    return file.read_text(encoding="utf-8").strip() if file else None


def load_config(path: Path | None) -> Config:
    """Read the configuration; raises BadConfig with a line for every problem.

    With `path` None there is only the environment and the defaults.
    """
    return config_of(read_toml(path) if path else {}, path)


def config_of(values: dict[str, Any], path: Path | None = None) -> Config:
    """Check what a configuration file says, with the environment above it; raises BadConfig.

    Beside the file at `path` there may be a folder of credentials.
    """
    problems = [_secret_in_file(part, key) for part, key in _written_secrets(values)]
    if unreadable := environment_problems(Config):
        raise BadConfig(problems + unreadable)
    try:
        config = Config(**with_credentials(values, _places_of_secrets(values), path))
    except ValidationError as error:
        raise BadConfig(problems + [sentence(one) for one in error.errors()]) from error
    if problems:
        raise BadConfig(problems)
    return config


def _table(values: dict[str, Any], part: str) -> dict[str, Any]:
    table = values.get(part, {})
    return table if isinstance(table, dict) else {}


def _places_of_secrets(values: dict[str, Any]) -> list[tuple[str, str]]:
    """List where secrets may stand: the fixed places, and the further mailboxes that the file names."""
    further = _table(_table(values, "intake"), "more")
    return [*sorted(SECRETS), *((f"intake.more.{name}", "password") for name in further)]


def _written_secrets(values: dict[str, Any]) -> list[tuple[str, str]]:
    """List the secrets that stand in the file, where they must not."""
    further = _table(_table(values, "intake"), "more")
    return [
        (part, key)
        for part, key in _places_of_secrets(values)
        if key in (_table(further, part.rpartition(".")[2]) if "." in part else _table(values, part))
    ]


def variable_of(part: str, key: str) -> str:
    """Return the environment's name of a value."""
    return f"{PREFIX}{part.replace('.', DEEPER)}{DEEPER}{key}".upper()


def _secret_in_file(part: str, key: str) -> str:
    remedy = f"请用环境变量 {variable_of(part, key)}，或把 {part}.{key}_file 指向一个只有本人可读的文件"
    return f"{part}.{key}：密码不写在配置文件里，{remedy}"
