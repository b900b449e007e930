"""The rows: one class a table, one line a column."""

from __future__ import annotations

from storage.tables.applicants import ApplicantUnit, Follow, Promise
from storage.tables.audit import AuditEntry
from storage.tables.chats import Dialogue, Update
from storage.tables.documents import Alias, CategorySetting, Edition, PendingImport
from storage.tables.letters import Example, Letter, MailboxPosition, ReviewItem
from storage.tables.milestones import Milestone, MilestoneEntry, Reminder, Snooze
from storage.tables.parcels import Parcel
from storage.tables.people import BindingCode, StaffMember
from storage.tables.questions import Unanswered
from storage.tables.submissions import Applicant, Entry, Serial, Submission, SubmissionFile

__all__ = [
    "Alias",
    "Applicant",
    "ApplicantUnit",
    "AuditEntry",
    "BindingCode",
    "CategorySetting",
    "Dialogue",
    "Edition",
    "Entry",
    "Example",
    "Follow",
    "Letter",
    "MailboxPosition",
    "Milestone",
    "MilestoneEntry",
    "Parcel",
    "PendingImport",
    "Promise",
    "Reminder",
    "ReviewItem",
    "Serial",
    "Snooze",
    "StaffMember",
    "Submission",
    "SubmissionFile",
    "Unanswered",
    "Update",
]
