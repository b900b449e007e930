"""A bare echo bot on python-telegram-bot, as its documentation writes it: nothing stored, nothing understood.

Its arguments are a token and the addresses of methods and files.
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main(token: str, base_url: str, base_file_url: str) -> None:
    """Poll until a signal ends it."""
    builder = ApplicationBuilder().token(token).base_url(base_url).base_file_url(base_file_url)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    sys.stdout.write("up\n")
    sys.stdout.flush()
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
