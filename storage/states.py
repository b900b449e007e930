"""The states that rows can be in, a sentence each."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """The two ways in which people are reached."""

    CHAT = "chat"
    MAIL = "mail"


class EditionKind(StrEnum):
    """What kind of document an edition holds."""

    GUIDE = "guide"
    TASKS = "tasks"
    STAFF = "staff"


class ImportState(StrEnum):
    """How far a document sent in chat has come."""

    ASKED = "asked"  # what kind of document it is, the operator must say
    READ = "read"  # read, its differences shown, not in force
    REFUSED = "refused"  # it could not be read; the operator was told why
    APPLIED = "applied"  # in force
    DROPPED = "dropped"  # given up


class SubmissionState(StrEnum):
    """How far a submission has come."""

    DRAFT = "draft"  # files are being collected, no receipt yet
    CONFIRMED = "confirmed"  # the applicant confirmed, files are still arriving on disk
    REVIEW = "review"  # 待审: a person decides which department it is for
    DELIVERED = "delivered"  # 已送科室: the department's letter is written
    ACCEPTED = "accepted"  # 受理
    AMEND = "amend"  # 补正: the department asks for more
    RETURNED = "returned"  # 退回
    CLOSED = "closed"  # 办结
    WITHDRAWN = "withdrawn"  # 撤回 by the applicant
    DISCARDED = "discarded"  # an operator judged that it is no submission


class FileState(StrEnum):
    """How far a file sent in chat has come."""

    WANTED = "wanted"  # named by the chat, not yet on disk
    CLAIMED = "claimed"  # being downloaded
    STORED = "stored"  # on disk with its digest
    FAILED = "failed"  # could not be downloaded; the applicant was told
    REMOVED = "removed"  # taken out of the basket


class LetterState(StrEnum):
    """How far an incoming letter has come."""

    STORED = "stored"  # its bytes are on disk, nothing is decided
    JUDGED = "judged"  # an outcome is written
    ASIDE = "aside"  # failed three times, waits for a person


class ParcelKind(StrEnum):
    """What a parcel holds."""

    LETTER = "letter"  # an e-mail
    MESSAGE = "message"  # a chat message
    DOCUMENT = "document"  # a file sent in chat
    EDIT = "edit"  # a change of a chat message sent earlier


class ParcelState(StrEnum):
    """How far a parcel has come."""

    UNDRAWN = "undrawn"  # the page of a receipt is not drawn yet
    UNBUILT = "unbuilt"  # a letter whose bytes are not written yet
    READY = "ready"  # may be claimed from `not_before` on
    CLAIMED = "claimed"  # in the courier's hands
    HELD = "held"  # came back with a backup, and the machine before may have sent it: an operator decides
    SENT = "sent"  # the other side took it
    DEAD = "dead"  # refused for good or given up; a person was told
    DROPPED = "dropped"  # an operator took it out, or the mode is dry-run


class ReviewState(StrEnum):
    """How far a review item has come."""

    OPEN = "open"  # waits for an operator
    ACCEPTED = "accepted"  # an operator chose the department
    DISCARDED = "discarded"  # an operator judged that nothing is to be done


class UpdateState(StrEnum):
    """How far a stored Telegram update has come."""

    STORED = "stored"  # on disk, not handled
    DONE = "done"  # handled, in the same transaction
    ASIDE = "aside"  # failed three times


class MilestoneState(StrEnum):
    """How far a milestone has come."""

    OPEN = "open"  # reminded of
    REPORTED = "reported"  # said to be done, waits for the office that confirms; no reminders
    DONE = "done"  # 完成, with its evidence
    EXPIRED = "expired"  # 已过期 when the table was applied: asked about once, no ladder
    GONE = "gone"  # a later edition of the table no longer has it


class ProposalKind(StrEnum):
    """What somebody else has to agree to."""

    HANDOVER = "handover"  # 转办: the new person takes the milestone over
    EXTENSION = "extension"  # 延期: a leader or an operator moves the due date
    DONE = "done"  # 销号: the office that confirms agrees that it is done


class ProposalState(StrEnum):
    """How far a proposal has come."""

    OPEN = "open"  # nobody has said anything
    AGREED = "agreed"  # it is so now
    REFUSED = "refused"  # everything stays as it was
    OVERTAKEN = "overtaken"  # something newer made it pointless


class Pausable(StrEnum):
    """A part of the service that operators can stop for a while."""

    MAILBOX = "mailbox"  # no mail is taken in; it waits in the mailbox
    RELAY = "relay"  # no letter is sent; it waits in the outbox
    REMINDERS = "reminders"  # nobody is reminded; what was due is joined afterwards


class BroadcastState(StrEnum):
    """How far a broadcast has come."""

    DRAFT = "draft"  # shown to its writer, sent to nobody
    SENT = "sent"  # written to everybody in one transaction
    DROPPED = "dropped"  # given up


class PageKeyKind(StrEnum):
    """What a key of the operators' page is."""

    LINK = "link"  # opens a session, once
    SESSION = "session"  # is what the browser shows at every request
