"""The rows: one class a table, one line a column."""

from __future__ import annotations

from storage.tables.applicants import ApplicantUnit, Follow, Promise
from storage.tables.assignments import Absence, Assignment, Proposal
from storage.tables.audit import AuditEntry
from storage.tables.calendars import CalendarFeed, SpecialDay
from storage.tables.chats import Dialogue, Update
from storage.tables.documents import Alias, CategorySetting, Edition, PendingImport
from storage.tables.erasures import Erasure
from storage.tables.letters import Example, Letter, MailboxPosition, ReviewItem
from storage.tables.linking import AddressCode, Companion, Invitation
from storage.tables.milestones import Milestone, MilestoneEntry, Reminder, Snooze
from storage.tables.operation import Broadcast, Outage, PageKey, Pause
from storage.tables.parcels import Parcel
from storage.tables.people import BindingCode, StaffMember
from storage.tables.questions import Unanswered
from storage.tables.submissions import Applicant, Entry, Serial, Submission, SubmissionFile
from storage.tables.units import UnitAlias

__all__ = [
    "Absence",
    "AddressCode",
    "Alias",
    "Applicant",
    "ApplicantUnit",
    "Assignment",
    "AuditEntry",
    "BindingCode",
    "Broadcast",
    "CalendarFeed",
    "CategorySetting",
    "Companion",
    "Dialogue",
    "Edition",
    "Entry",
    "Erasure",
    "Example",
    "Follow",
    "Invitation",
    "Letter",
    "MailboxPosition",
    "Milestone",
    "MilestoneEntry",
    "Outage",
    "PageKey",
    "Parcel",
    "Pause",
    "PendingImport",
    "Promise",
    "Proposal",
    "Reminder",
    "ReviewItem",
    "Serial",
    "Snooze",
    "SpecialDay",
    "StaffMember",
    "Submission",
    "SubmissionFile",
    "Unanswered",
    "UnitAlias",
    "Update",
]
