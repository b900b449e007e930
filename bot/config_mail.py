"""The part of the configuration that names mail servers: the mailboxes that are read, and the relay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from bot.config_words import MAILBOX_KEY
from bot.mail.presets import PRESETS, Preset, preset_named

MailboxKey = Annotated[str, StringConstraints(pattern=MAILBOX_KEY)]


class Part(BaseModel):
    """A part of the configuration: nothing unknown in it, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Server(Part):
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


class MailboxConfig(_Server):
    """A mailbox that submissions are sent to, read by IMAP."""

    preset: str | None = None
    host: str = "imap.example.org"
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "plain"] = "tls"
    user: str = "shenbao@example.org"
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    folder: str = "INBOX"

    @classmethod
    def from_preset(cls, preset: Preset) -> dict[str, Any]:
        """Return how the provider's mailboxes are read."""
        host = {"host": preset.imap_host} if preset.imap_host else {}
        return {**host, "port": preset.imap_port}

    @property
    def account(self) -> str:
        """Return what the mailbox is called in the database and towards operators."""
        return self.user

    @property
    def addresses(self) -> frozenset[str]:
        """Return the addresses that its mail is written to, as far as they stand here; in lower case."""
        return frozenset({self.user.lower()} if "@" in self.user else ())


class FurtherMailbox(MailboxConfig):
    """A mailbox that is read beside the first one; without a login name its address is the name."""

    address: EmailStr
    host: str
    user: str = ""

    @model_validator(mode="before")
    @classmethod
    def address_is_the_login(cls, values: Any) -> Any:
        """Log in with the address where no login name is written."""
        if isinstance(values, dict) and not values.get("user"):
            return {**values, "user": values.get("address", "")}
        return values

    @property
    def account(self) -> str:
        """Return the address: two servers may have the same login name."""
        return self.address

    @property
    def addresses(self) -> frozenset[str]:
        """Return its address, and the login name where that is an address too."""
        return super().addresses | {self.address.lower()}


class IntakeConfig(MailboxConfig):
    """The first mailbox, what holds for all of them, and the further ones by a short name."""

    enabled: bool = True
    sweep_seconds: float = Field(default=90, gt=0, le=3600)
    max_mb: int = Field(default=60, ge=1, le=500)
    daily_per_sender: int = Field(default=50, ge=1)
    more: dict[MailboxKey, FurtherMailbox] = Field(default_factory=dict)

    @property
    def mailboxes(self) -> tuple[MailboxConfig, ...]:
        """Return every mailbox, the first one first."""
        return self, *self.more.values()

    @model_validator(mode="after")
    def each_is_read_once(self) -> Self:
        """Refuse a folder that stands here twice: its letters would be stored twice."""
        seen = set()
        for each in self.mailboxes:
            for place in ((each.account, each.folder), (each.host, each.user, each.folder)):
                if place in seen:
                    raise ValueError(f"邮箱 {each.account} 的文件夹 {each.folder} 写了两次")
                seen.add(place)
        return self


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
