"""A complaint passes to the competent agency: same clock, same look."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions.notices import to_handler
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import (
    ActionRecord,
    Change,
    Changes,
    Happening,
    Notice,
    decide,
    require,
    row,
)
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core.errors import InvalidInput
from chalicelib.domain import policies
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.domain.vocabulary import COORDINATION, OPEN, Action, MailboxRole, Role, Status
from chalicelib.notifications.model import Template

TRANSFERS_BEFORE_COORDINATION: Final = 2
"""How often officers of other agencies may pass a complaint on; the next transfer goes to the coordination."""


def transfer(
    complaint: Complaint, *, agency: str, reason: str, by: Role, at: datetime, mailbox: MailboxRole | None = None
) -> Change:
    """Pass it to the competent agency. Raises InvalidInput where it already is there.

    The third transfer by officers of other agencies goes to the coordination, whoever was asked for.
    """
    require(TRANSFER, complaint, by=by, at=at)
    is_limited = _is_limited(complaint, by) and complaint.transfers >= TRANSFERS_BEFORE_COORDINATION
    receiver = COORDINATION if is_limited else agency
    if complaint.agency in (agency, receiver):
        raise InvalidInput.of("agency_id", "same_agency")
    facts = {"wanted": agency if agency != receiver else None, "mailbox": mailbox and mailbox.value}
    happening = Happening(receiver=receiver, facts=facts, details={"reason": reason})
    return decide(TRANSFER, complaint, by=by, at=at, happening=happening)


def _is_limited(complaint: Complaint, by: Role) -> bool:
    """Whether a transfer counts: an officer's of another agency than the coordination."""
    found = TRANSFER.row_for(complaint.status, by)
    return found is not None and found.is_limited and complaint.agency != COORDINATION


def _change_by_transfer(before: Complaint, event: Event) -> Changes:
    transfers = before.transfers + _is_limited(before, event.by)
    return {"epoch": before.epoch + 1, "transfers": transfers, "held_since": event.at}


def _transfer_notices(event: Event, after: Complaint) -> tuple[Notice, ...]:
    return (
        Notice(template=Template.TRANSFER_TO_CITIZEN),
        to_handler(Template.TRANSFER_IN, after),
        Notice(
            template=Template.TRANSFER_OUT,
            recipient=MailboxRecipient(agency=event.agency, role=policies.mailbox_for(after.look)),
        ),
    )


def _count_transfer(tally: Tally) -> Iterator[str]:
    if tally.from_:
        yield "moved_out"
    if tally.to:
        yield "moved_in"


TRANSFER: Final = ActionRecord(
    action=Action.TRANSFER,
    rows=(
        row(OPEN, Role.OFFICER, becomes=Status.SUBMITTED, is_limited=True),
        row(OPEN, Role.COORDINATOR, becomes=Status.SUBMITTED),
    ),
    condition=lambda complaint, _: complaint.look <= policies.SECOND_LOOK,
    is_offered=True,
    invalidates_draft_decisions=True,
    facts=frozenset({"wanted", "mailbox"}),
    details=frozenset({"reason"}),
    text="reason",
    changes=_change_by_transfer,
    counters=_count_transfer,
    notices=_transfer_notices,
)
