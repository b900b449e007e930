"""Choose python-telegram-bot's coming way to tell lengths of time, before it is imported anywhere."""

import os

# Without it the library warns whenever Telegram asks for patience.
os.environ.setdefault("PTB_TIMEDELTA", "1")
