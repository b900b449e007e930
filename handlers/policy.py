"""What handlers may know of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from handlers.rules.copies import CopyRule
from handlers.rules.labels import LABELS, PAINTS, Labels, Paints
from handlers.rules.plan_policy import LADDER, OwnLeads, Rung
from handlers.rules.retention import Retention

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits and names that the office sets; frozen, handed to every handler."""

    desk_name: str = "申报台"
    office: str = "江门市科学技术局"
    address: str = "shenbao@example.org"  # letters come from here, and answers come back to it
    further_addresses: frozenset[str] = frozenset()  # of the other mailboxes that the desk reads, lower case
    operator_mailbox: str = "operator@example.org"  # the first operator, and alarms when chat fails
    receipt_prefix: str = "SB"
    key: bytes = field(default=b"", repr=False)  # signs the tokens in Reply-To and in letters
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    bot_username: str | None = None
    # Chat baskets.
    files_per_submission: int = 30
    file_bytes: int = 20 * MEGABYTE  # what a bot can download
    submission_bytes: int = 200 * MEGABYTE
    later_workdays: int = 5  # for what is handed in later (先提交，后补)
    tries: int = 3  # of one item, before a person looks at it
    # Mail.
    mail_bytes: int = 60 * MEGABYTE
    relay_bytes: int = 30 * MEGABYTE  # the relay's limit for one letter
    acknowledgements_per_sender: int = 3  # in 24 hours
    acknowledgements_in_all: int = 500  # in 24 hours
    answers_per_sender: int = 30  # in 24 hours, to words that answer a letter of ours
    letters_per_sender: int = 50  # in 24 hours; more are stored and set aside
    retention: Retention = field(default_factory=Retention)  # how long each class is kept
    # Departments.
    answer_within: int = 5  # working days, after which a department is nudged; 0 for never
    copies: tuple[CopyRule, ...] = ()  # who of the office has a copy
    draws_receipts: bool = False  # a font with Chinese letters was found
    # Staff.
    binding_life: timedelta = timedelta(days=7)
    digest_at: time = time(8, 45)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 30)
    web_address: str = ""  # where people reach the web pages, as in https://desk.example.org
    special_days: tuple[tuple[date, bool], ...] = ()  # days that are worked or not, as imported
    ladder: tuple[Rung, ...] = LADDER  # on which days a due date is brought up, and to whom
    own_leads: tuple[OwnLeads, ...] = ()  # where a task, a unit or a person hears on other days
    labels: Labels = LABELS  # how states of milestones are written
    paints: Paints = PAINTS  # how the picture shows them
    weekly_picture: bool = False  # each Monday to leaders and operators
    leader_digest: str = ""  # how often leaders get the state of their units: "", "daily", "weekly"
    confirmed_by: str = ""  # who confirms 完成: nobody, "leader", "operator", or a unit's name

    @property
    def addresses(self) -> frozenset[str]:
        """Return every address that is the desk's own, in lower case."""
        return self.further_addresses | {self.address.lower()}

    @property
    def domain(self) -> str:
        """Return the part of the desk's address that Message-IDs end with."""
        return self.address.rpartition("@")[2]
