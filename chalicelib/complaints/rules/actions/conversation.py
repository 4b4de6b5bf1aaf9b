"""An officer takes charge and asks, both sides write, officers keep notes."""

from datetime import datetime
from typing import Final

from chalicelib.complaints.rules.actions.notices import to_handler
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, Change, Happening, Notice, decide, row
from chalicelib.domain.vocabulary import OPEN, Action, MailboxRole, Reader, Role, Status
from chalicelib.notifications.model import Template

_S = Status


def take_charge(complaint: Complaint, *, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer starts to work on it."""
    happening = Happening(facts={"mailbox": mailbox.value})
    return decide(TAKE_CHARGE, complaint, by=Role.OFFICER, at=at, happening=happening)


def ask_citizen(complaint: Complaint, *, text: str, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer asks the citizen for something; the clock keeps running."""
    happening = Happening(facts={"mailbox": mailbox.value}, details={"text": text})
    return decide(ASK_CITIZEN, complaint, by=Role.OFFICER, at=at, happening=happening)


def write(complaint: Complaint, *, text: str, by: Role, at: datetime, mailbox: MailboxRole | None = None) -> Change:
    """One turn of the conversation; a citizen's also answers a question that was asked."""
    happening = Happening(facts={"mailbox": mailbox and mailbox.value}, details={"text": text})
    return decide(MESSAGE, complaint, by=by, at=at, happening=happening)


def note(complaint: Complaint, *, text: str, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer's note, which the citizen never sees."""
    happening = Happening(facts={"mailbox": mailbox.value}, details={"text": text})
    return decide(NOTE, complaint, by=Role.OFFICER, at=at, happening=happening)


TAKE_CHARGE: Final = ActionRecord(
    action=Action.TAKE_CHARGE,
    rows=(row({_S.SUBMITTED, _S.REOPENED}, Role.OFFICER, becomes=_S.IN_PROGRESS),),
    is_offered=True,
    facts=frozenset({"mailbox"}),
)

ASK_CITIZEN: Final = ActionRecord(
    action=Action.ASK_CITIZEN,
    rows=(row({_S.SUBMITTED, _S.IN_PROGRESS, _S.REOPENED}, Role.OFFICER, becomes=_S.NEEDS_INFORMATION),),
    is_offered=True,
    facts=frozenset({"mailbox"}),
    details=frozenset({"text"}),
    text="text",
    changes=lambda _, event: {"asked_at": event.at},
    notices=lambda _, __: (Notice(template=Template.QUESTION),),
)

MESSAGE: Final = ActionRecord(
    action=Action.MESSAGE,
    rows=(
        row(
            {_S.NEEDS_INFORMATION},
            Role.CITIZEN,
            becomes=_S.IN_PROGRESS,
            notices=lambda _, after: (to_handler(Template.MESSAGE_TO_AGENCY, after),),
        ),
        row(
            OPEN - {_S.NEEDS_INFORMATION} | {_S.ANSWERED},
            Role.CITIZEN,
            notices=lambda _, after: (to_handler(Template.MESSAGE_TO_AGENCY, after),),
        ),
        row(OPEN | {_S.ANSWERED}, Role.OFFICER, notices=lambda _, __: (Notice(template=Template.MESSAGE_TO_CITIZEN),)),
    ),
    is_offered=True,
    invalidates_draft_decisions=True,
    facts=frozenset({"mailbox"}),
    details=frozenset({"text", "files"}),
    text="text",
)

NOTE: Final = ActionRecord(
    action=Action.NOTE,
    rows=(row(OPEN | {_S.ANSWERED}, Role.OFFICER),),
    is_offered=True,
    hidden_from=frozenset({Reader.CITIZEN}),
    facts=frozenset({"mailbox"}),
    details=frozenset({"text"}),
    text="text",
)
