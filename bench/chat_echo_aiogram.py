"""A bare echo bot on aiogram, as its documentation writes it: nothing stored, nothing understood.

Its arguments are a token and the addresses of methods and files.
"""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Say the same."""
    await message.answer(message.text or "")


async def main(token: str, base_url: str, base_file_url: str) -> None:
    """Poll until a signal ends it."""
    server = TelegramAPIServer(f"{base_url}{{token}}/{{method}}", f"{base_file_url}{{token}}/{{path}}")
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    sys.stdout.write("up\n")
    sys.stdout.flush()
    await dispatcher.start_polling(Bot(token, session=AiohttpSession(api=server)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
