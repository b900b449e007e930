"""The desk's configuration in the demo: addresses of this machine in place of real ones."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.config import (
    Config,
    DeskConfig,
    IntakeConfig,
    LogConfig,
    Mode,
    RelayConfig,
    StorageConfig,
    TelegramConfig,
)
from demo.cast import DESK
from demo.stage import Stage

_SWEEP_SECONDS = 3.0  # IDLE tells of new mail, the sweep is for what came in between
_POLL_SECONDS = 20


class _OnlyHere(Config):
    """Ignore the environment: a real token or server named there must stay out of the demo."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def demo_config(stage: Stage, folder: Path, operator_mailbox: str) -> Config:
    """Point the desk at the stage, with its data in a folder."""
    password = SecretStr(stage.post.password)
    return _OnlyHere(
        mode=Mode.LIVE,  # every address that it could write to is on this machine
        desk=DeskConfig(address=DESK, operator_mailbox=operator_mailbox),
        telegram=TelegramConfig(
            token=SecretStr(stage.token),
            base_url=stage.base_url,
            base_file_url=stage.base_file_url,
            poll_seconds=_POLL_SECONDS,
        ),
        intake=IntakeConfig(
            host=stage.post.host,
            port=stage.post.imap.port,
            security="plain",
            user=DESK,
            password=password,
            sweep_seconds=_SWEEP_SECONDS,
        ),
        relay=RelayConfig(
            host=stage.post.host,
            port=stage.post.smtp.port,
            security="plain",
            user=DESK,
            password=password,
            null_return_path=True,
        ),
        storage=StorageConfig(folder=folder),
        log=LogConfig(level="warning"),
    )
