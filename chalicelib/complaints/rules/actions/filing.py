"""A complaint begins, is taken back by its citizen, and loses its person: submit, withdraw, erase."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.actions.counting import days_of
from chalicelib.complaints.rules.actions.notices import to_handler
from chalicelib.complaints.rules.model import Complaint, Place, due
from chalicelib.complaints.rules.record import ActionRecord, Change, Happening, Notice, decide, row, without_empty
from chalicelib.complaints.rules.tally import Tally
from chalicelib.domain.vocabulary import OPEN, SETTLED, Action, Kind, Role, Status
from chalicelib.notifications.model import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who files, and how to reach them; `email` is None for who files at a desk without one."""

    name: str
    email: str | None
    phone: str | None
    language: str
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is filed. `email_pseudonym` is the form in which the email is stored and looked up, None without one."""

    kind: Kind
    agency: str
    place: Place
    subject: str
    facts: str
    wish: str | None
    contact: Contact
    email_pseudonym: str | None


def submit(filing: Filing, *, number: str, at: datetime, within_days: int) -> Event:
    """The first event of a complaint; the answer is due that many days later."""
    contact = filing.contact
    facts = {
        "kind": filing.kind.value,
        "place": without_empty(asdict(filing.place)),
        "language": contact.language,
        "confidential": contact.confidential,
        "due_on": due(at, within_days=within_days).isoformat(),
    }
    details = {
        "subject": filing.subject,
        "facts": filing.facts,
        "wish": filing.wish,
        "citizen": without_empty({"name": contact.name, "email": contact.email, "phone": contact.phone}),
        "email_pseudonym": filing.email_pseudonym,
    }
    return Event(
        number=number,
        seq=1,
        at=at,
        action=Action.SUBMIT,
        by=Role.CITIZEN,
        agencies=(filing.agency,),
        facts=facts,
        details=without_empty(details),
    )


def start(event: Event) -> Complaint:
    """The complaint that a submission makes."""
    facts = event.facts
    return Complaint(
        number=event.number,
        kind=Kind(facts["kind"]),
        status=Status.SUBMITTED,
        agency=event.receiver,
        place=Place(**facts["place"]),
        language=facts["language"],
        email_pseudonym=event.details.get("email_pseudonym", ""),
        confidential=facts["confidential"],
        filed_at=event.at,
        due_on=date.fromisoformat(facts["due_on"]),
        look_since=event.at,
        held_since=event.at,
        deadlines_handled_until=event.at,
    )


def withdraw(complaint: Complaint, *, reason: str | None, at: datetime) -> Change:
    """The citizen takes the complaint back."""
    return decide(WITHDRAW, complaint, by=Role.CITIZEN, at=at, happening=Happening(details={"reason": reason}))


def erase(complaint: Complaint, *, at: datetime) -> Change:
    """The citizen has the person removed; the figures stay."""
    return decide(ERASE, complaint, by=Role.CITIZEN, at=at)


def _submission_notices(_: Event, after: Complaint) -> tuple[Notice, ...]:
    receipt = (Notice(template=Template.RECEIPT),) if after.email_pseudonym else ()
    return (*receipt, to_handler(Template.AGENCY_ALERT, after))


def _count_withdrawal(tally: Tally) -> Iterator[str]:
    yield "withdrawn"
    if tally.look == 1:
        yield f"left_after.{days_of(tally)}"


SUBMIT: Final = ActionRecord(
    action=Action.SUBMIT,
    invalidates_draft_decisions=True,
    facts=frozenset({"kind", "place", "language", "confidential", "due_on"}),
    details=frozenset({"subject", "facts", "wish", "citizen", "email_pseudonym", "files"}),
    counters=lambda _: ("filed",),
    notices=_submission_notices,
)

WITHDRAW: Final = ActionRecord(
    action=Action.WITHDRAW,
    rows=(row(OPEN, Role.CITIZEN, becomes=Status.WITHDRAWN),),
    is_offered=True,
    invalidates_draft_decisions=True,
    details=frozenset({"reason"}),
    text="reason",
    counters=_count_withdrawal,
)

ERASE: Final = ActionRecord(
    action=Action.ERASE,
    rows=(row(SETTLED | {Status.WITHDRAWN, Status.DISCARDED}, Role.CITIZEN, becomes=Status.ERASED),),
    # It comes from the details, which go with the person: so the fold is the same before and after they went.
    changes=lambda _, __: {"email_pseudonym": ""},
)
