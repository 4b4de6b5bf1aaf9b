"""Every act on a complaint, by its name: what it needs, what it records. Pure; `commands.run` makes it happen.

Each takes the complaint as it is and returns the complaint after it with its event. All raise ActionNotAllowed where
the lifecycle forbids the act now. `details` are hidden from the public and committed to by the event's seal.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import conditions
from chalicelib.complaints.rules.lifecycle import TRANSFERS_BEFORE_COORDINATION
from chalicelib.complaints.rules.model import Complaint, Place, due
from chalicelib.core.errors import FieldError, InvalidInput, Stale
from chalicelib.domain.vocabulary import COORDINATION, Action, Ground, Kind, MailboxRole, Outcome, Role

PROMISE_WITHIN_DAYS: Final = 730
"""A promise for a later day is none that anybody could follow up."""

Change = tuple[Complaint, Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who files, and how to reach them."""

    name: str
    email: str
    phone: str | None
    language: str
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a citizen submits."""

    kind: Kind
    agency: str
    place: Place
    subject: str
    facts: str
    wish: str | None
    contact: Contact
    email_pseudonym: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonedAnswer:
    """An agency's reasoned answer."""

    outcome: Outcome
    reasons: str
    ground: Ground | None = None
    remedy: str | None = None
    promised_on: date | None = None


def require_current(complaint: Complaint, version: int | None) -> None:
    """Raises Stale where something that matters came after the version a decision was made on."""
    if version is not None and complaint.last_material > version:
        raise Stale


def submit(filing: Filing, *, number: str, at: datetime, within_days: int) -> Event:
    """The first event of a complaint; the answer is due that many days later."""
    details = {
        "kind": filing.kind.value,
        "place": asdict(filing.place),
        "subject": filing.subject,
        "facts": filing.facts,
        "wish": filing.wish,
        "citizen": asdict(filing.contact),
        "email_pseudonym": filing.email_pseudonym,
        "due_on": due(at, within_days=within_days).isoformat(),
    }
    return Event(
        number=number,
        seq=1,
        at=at,
        action=Action.SUBMIT,
        by=Role.CITIZEN,
        agencies=(filing.agency,),
        details=_filled(details),
    )


def take_charge(complaint: Complaint, *, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer starts to work on it."""
    return _act(complaint, Action.TAKE_CHARGE, Role.OFFICER, at, details={"mailbox": mailbox.value})


def ask_citizen(complaint: Complaint, *, text: str, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer asks the citizen for something; the clock keeps running."""
    return _act(complaint, Action.ASK_CITIZEN, Role.OFFICER, at, details={"text": text, "mailbox": mailbox.value})


def write(complaint: Complaint, *, text: str, by: Role, at: datetime, mailbox: MailboxRole | None = None) -> Change:
    """One turn of the conversation; a citizen's also answers a question that was asked."""
    return _act(complaint, Action.MESSAGE, by, at, details=_filled({"text": text, "mailbox": mailbox}))


def note(complaint: Complaint, *, text: str, mailbox: MailboxRole, at: datetime) -> Change:
    """An officer's note, which the citizen never sees."""
    return _act(complaint, Action.NOTE, Role.OFFICER, at, details={"text": text, "mailbox": mailbox.value})


def answer(
    complaint: Complaint, decision: ReasonedAnswer, *, mailbox: MailboxRole, at: datetime, reopen_within_days: int
) -> Change:
    """The reasoned answer. Raises InvalidInput for what `faults_of` finds."""
    conditions.require(complaint, Action.ANSWER, Role.OFFICER, at)
    wrong = faults_of(
        outcome=decision.outcome, has_ground=decision.ground is not None, promised_on=decision.promised_on, at=at
    )
    if wrong:
        raise InvalidInput(*wrong)
    details = {
        "reasons": decision.reasons,
        "ground": decision.ground,
        "remedy": decision.remedy,
        "promised_on": decision.promised_on.isoformat() if decision.promised_on else None,
        "reopen_until": due(at, within_days=reopen_within_days).isoformat(),
        "mailbox": mailbox.value,
    }
    return _act(complaint, Action.ANSWER, Role.OFFICER, at, outcome=decision.outcome, details=_filled(details))


def transfer(
    complaint: Complaint, *, agency: str, reason: str, by: Role, at: datetime, mailbox: MailboxRole | None = None
) -> Change:
    """Pass it to the competent agency: same clock, same look. Raises InvalidInput where it already is there.

    The third transfer by officers of other agencies goes to the coordination, whoever was asked for.
    """
    conditions.require(complaint, Action.TRANSFER, by, at)
    receiver = _receiver(complaint, agency, by)
    if complaint.agency in (agency, receiver):
        raise InvalidInput.of("agency_id", "same_agency")
    details = {"reason": reason, "wanted": agency if agency != receiver else None, "mailbox": mailbox}
    return _act(complaint, Action.TRANSFER, by, at, receiver=receiver, details=_filled(details))


def rate(complaint: Complaint, *, score: int, comment: str | None, at: datetime) -> Change:
    """How satisfied the citizen is with the answer, 1 to 5; from 4 on the complaint is closed."""
    return _act(complaint, Action.RATE, Role.CITIZEN, at, score=score, details=_filled({"comment": comment}))


def reopen(complaint: Complaint, *, missing: str, at: datetime, within_days: int) -> Change:
    """Start the next look, with a due date of its own; from the third on it is the coordination's."""
    receiver = complaint.agency if complaint.look + 1 <= conditions.SECOND_LOOK else COORDINATION
    details = {"missing": missing, "due_on": due(at, within_days=within_days).isoformat()}
    return _act(complaint, Action.REOPEN, Role.CITIZEN, at, receiver=receiver, details=details)


def close(complaint: Complaint, *, at: datetime) -> Change:
    """The window for reopening has ended."""
    return _act(complaint, Action.CLOSE, Role.CLOCK, at)


def judge_promise(complaint: Complaint, *, kept: bool, at: datetime) -> Change:
    """The citizen says whether the answer's promise was kept."""
    return _act(complaint, Action.PROMISE, Role.CITIZEN, at, details={"kept": kept})


def withdraw(complaint: Complaint, *, reason: str | None, at: datetime) -> Change:
    """The citizen takes the request back."""
    return _act(complaint, Action.WITHDRAW, Role.CITIZEN, at, details=_filled({"reason": reason}))


def mark_undeliverable(complaint: Complaint, *, recipient: str, at: datetime) -> Change:
    """A mail about it came back for good: `recipient` is `citizen` or `<agency>#<role>`, as the outbox says it."""
    return _act(complaint, Action.MARK_UNDELIVERABLE, Role.SYSTEM, at, details={"recipient": recipient})


def discard(complaint: Complaint, *, reason: str, at: datetime) -> Change:
    """A coordinator sets an abuse aside; the citizen reads why."""
    return _act(complaint, Action.DISCARD, Role.COORDINATOR, at, details={"reason": reason})


def restore(complaint: Complaint, *, at: datetime) -> Change:
    """A coordinator undoes a discarding."""
    return _act(complaint, Action.RESTORE, Role.COORDINATOR, at)


def erase(complaint: Complaint, *, at: datetime) -> Change:
    """The citizen has the person removed; the figures stay."""
    return _act(complaint, Action.ERASE, Role.CITIZEN, at)


def _act(complaint: Complaint, action: Action, role: Role, at: datetime, **particulars: Any) -> Change:
    conditions.require(complaint, action, role, at)
    receiver = particulars.pop("receiver", complaint.agency)
    event = Event(
        number=complaint.number,
        seq=complaint.version + 1,
        at=at,
        action=action,
        by=role,
        agencies=(complaint.agency,) if receiver == complaint.agency else (complaint.agency, receiver),
        **particulars,
    )
    return complaint.apply(event), event


def _receiver(complaint: Complaint, wanted: str, by: Role) -> str:
    passed_on = by is Role.OFFICER and complaint.agency != COORDINATION
    if passed_on and complaint.transfers >= TRANSFERS_BEFORE_COORDINATION:
        return COORDINATION
    return wanted


def faults_of(*, outcome: Outcome | None, has_ground: bool, promised_on: date | None, at: datetime) -> list[FieldError]:
    """What contradicts itself, or the day, in a decision of which some parts may not be known."""
    wrong: list[FieldError] = []
    if outcome is Outcome.NOT_ADMISSIBLE and not has_ground:
        wrong.append(FieldError("ground", "required"))
    if outcome not in (Outcome.NOT_ADMISSIBLE, None) and has_ground:
        wrong.append(FieldError("ground", "ground_out_of_place"))
    if promised_on is not None and promised_on < due(at, within_days=0):
        wrong.append(FieldError("promised_on", "in_the_past"))
    latest = due(at, within_days=PROMISE_WITHIN_DAYS)
    if promised_on is not None and promised_on > latest:
        wrong.append(FieldError("promised_on", "too_far", {"latest": latest.isoformat()}))
    return wrong


def _filled(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in details.items() if value is not None}
