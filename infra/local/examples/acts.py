"""What happens to an example after it was filed: one function an act, at whatever time the clock says."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.citizens import service as citizens
from chalicelib.complaints.rules.actions import ReasonedAnswer
from chalicelib.core import clock
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.desk import service as desk
from chalicelib.domain.people import Citizen, Officer
from chalicelib.domain.vocabulary import MailboxRole, Outcome
from infra.local.examples.links import Links


@dataclass(frozen=True, slots=True)
class Case:
    """What an act works on: the complaint's number, and where the links to it arrive."""

    number: str
    links: Links

    @property
    def citizen(self) -> Citizen:
        """Who filed it."""
        return Citizen(number=self.number)

    def officer(self, role: MailboxRole = MailboxRole.FRONT) -> Officer:
        """Who acts for the agency."""
        return self.links.officer(self.number, role)


Act = Callable[[Case], object]


def once() -> IdempotencyKey:
    """A key that no act has had."""
    return IdempotencyKey(value=str(uuid.uuid4()), body=b"example")


def charge(case: Case) -> object:
    """The agency takes charge."""
    return desk.take_charge(case.officer(), case.number, once=once())


def ask(text: str) -> Act:
    """The agency asks the citizen."""
    return lambda case: desk.ask_citizen(case.officer(), case.number, text=text, once=once())


def tell(text: str) -> Act:
    """The agency writes."""
    return lambda case: desk.send_message(case.officer(), case.number, text=text, upload_ids=(), once=once())


def reply(text: str) -> Act:
    """The citizen writes."""
    return lambda case: citizens.send_message(case.citizen, case.number, text=text, upload_ids=(), once=once())


def rate(score: int) -> Act:
    """The citizen judges the answer, from 1 to 5."""
    return lambda case: citizens.rate(case.citizen, case.number, score=score, comment=None, once=once())


def reopen(missing: str) -> Act:
    """The citizen asks for a second look."""
    return lambda case: citizens.reopen(case.citizen, case.number, missing=missing, upload_ids=(), once=once())


def withdraw(reason: str) -> Act:
    """The citizen takes it back."""
    return lambda case: citizens.withdraw(case.citizen, case.number, reason=reason, once=once())


def transfer(agency: str, reason: str) -> Act:
    """The agency passes it on."""
    return lambda case: desk.transfer(
        case.officer(), case.number, agency=agency, reason=reason, version=None, once=once()
    )


def answer(
    outcome: Outcome,
    reasons: str,
    *,
    remedy: str | None = None,
    promised_in_days: int | None = None,
    by: MailboxRole = MailboxRole.FRONT,
) -> Act:
    """The agency answers; the supervisor's mailbox where it is a second look."""

    def act(case: Case) -> object:
        promised: date | None = None
        if promised_in_days is not None:
            promised = clock.local_date(clock.now()) + timedelta(days=promised_in_days)
        decision = ReasonedAnswer(outcome=outcome, reasons=reasons, ground=None, remedy=remedy, promised_on=promised)
        return desk.answer(case.officer(by), case.number, decision, version=None, upload_ids=(), once=once())

    return act
