"""The citizen's use cases, one function each."""

from collections.abc import Callable, Sequence
from hmac import compare_digest

from chalicelib.agencies import places
from chalicelib.agencies import service as agencies
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import Announced
from chalicelib.attachments.service import Download, Slot
from chalicelib.aws.table import Put, Write, create
from chalicelib.complaints import service as complaints
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions import Filing
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands
from chalicelib.complaints.storage.case_file import CaseFile
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock, ids, settings
from chalicelib.core.errors import FieldError, InvalidInput, UnknownPair
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain import policies
from chalicelib.domain.people import Citizen, Clerk, Visitor
from chalicelib.domain.recipients import AddressRecipient
from chalicelib.domain.vocabulary import Action, Role, Status
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import RequestKind, RequestPlace, Template

Spend = Callable[[], Put]
"""Verifies a proof of work and gives the write that uses it up. Raises ProofRequired."""

_NOBODY = "0" * 64


def file_complaint(
    who: Visitor | Clerk, filing: Filing, *, once: IdempotencyKey, proof_of_work: Spend, upload_ids: Sequence[str]
) -> CommandResult:
    """File a complaint once. `proof_of_work` verifies it and gives the write that uses it up.

    Raises InvalidInput (unknown agency, place or upload), ProofRequired, KeyReused.
    """

    def begin(number: str) -> Event:
        within = settings.get().answer_within_days
        return actions.submit(filing, number=number, at=clock.now(), within_days=within)

    def list_extra_writes() -> list[Write]:
        wrong = [*agencies.unknown_agency_errors(filing.agency), *find_place_errors(filing.place)]
        if wrong:
            raise InvalidInput(*wrong)
        known = agencies.require_agency(filing.agency, otherwise=InvalidInput.of("agency_id", "unknown_agency"))
        return [known, proof_of_work()]

    return commands.submit(who, once, begin, extra_writes=list_extra_writes, upload_ids=upload_ids)


def open_tracking(*, number: str, email: str) -> Citizen:
    """The citizen who knows this pair. Raises UnknownPair, after the same steps whichever half is wrong."""
    given = complaints.email_pseudonym(email)
    complaint = complaints.complaint(number)
    erased = complaint is None or complaint.status is Status.ERASED
    held = _NOBODY if complaint is None else complaint.email_pseudonym
    if not compare_digest(given, held) or erased:
        raise UnknownPair
    return Citizen(number=number)


def read_complaint(citizen: Citizen, number: str) -> CaseFile:
    """The citizen's own complaint. Raises NotFound."""
    return complaints.case_file(citizen, number)


def send_message(
    citizen: Citizen, number: str, *, text: str, upload_ids: Sequence[str], once: IdempotencyKey
) -> CommandResult:
    """Write to the agency. Raises ActionNotAllowed, KeyReused, InvalidInput."""

    def act(complaint: Complaint) -> Change:
        return actions.write(complaint, text=text, by=Role.CITIZEN, at=clock.now())

    return commands.run(citizen, number, once, Action.MESSAGE, act, upload_ids=upload_ids)


def download(citizen: Citizen, number: str, file_id: str) -> Download:
    """Where a clean file of the complaint can be fetched. Raises NotFound, ActionNotAllowed."""
    return complaints.download(citizen, number, file_id)


def reserve_upload(announced: Announced) -> Slot:
    """Where a citizen sends a file before naming it in a filing or a message."""
    return attachments.reserve(announced, side=policies.CITIZEN_SIDE)


def rate(citizen: Citizen, number: str, *, score: int, comment: str | None, once: IdempotencyKey) -> CommandResult:
    """Judge the latest answer. Raises ActionNotAllowed where it has been judged already, KeyReused."""
    return commands.run(
        citizen,
        number,
        once,
        Action.RATE,
        lambda complaint: actions.rate(complaint, score=score, comment=comment or None, at=clock.now()),
    )


def reopen(
    citizen: Citizen, number: str, *, missing: str, upload_ids: Sequence[str], once: IdempotencyKey
) -> CommandResult:
    """Start the next look. Raises ActionNotAllowed outside the window, KeyReused, InvalidInput."""

    def act(complaint: Complaint) -> Change:
        # Another answer is owed, in the time that the first one was owed in.
        within = settings.get().answer_within_days
        return actions.reopen(complaint, missing=missing, at=clock.now(), within_days=within)

    return commands.run(citizen, number, once, Action.REOPEN, act, upload_ids=upload_ids)


def judge_promise(citizen: Citizen, number: str, *, kept: bool, once: IdempotencyKey) -> CommandResult:
    """Say whether the latest answer's promise was kept. Raises ActionNotAllowed, KeyReused."""
    return commands.run(
        citizen,
        number,
        once,
        Action.PROMISE,
        lambda complaint: actions.judge_promise(complaint, kept=kept, at=clock.now()),
    )


def withdraw(citizen: Citizen, number: str, *, reason: str | None, once: IdempotencyKey) -> CommandResult:
    """Take the request back. Raises ActionNotAllowed, KeyReused."""
    return commands.run(
        citizen,
        number,
        once,
        Action.WITHDRAW,
        lambda complaint: actions.withdraw(complaint, reason=reason or None, at=clock.now()),
    )


def remind_of_numbers(email: str, *, proof_of_work: Spend) -> None:
    """Have the numbers filed with an email sent to it; whether there are any shows nowhere. Raises ProofRequired."""
    mail = notifications.put_mail(
        Template.YOUR_NUMBERS,
        place=RequestPlace(kind=RequestKind.REMINDER, id=ids.new_id()),
        recipient=AddressRecipient(address=email),
        at=clock.now(),
    )
    create([mail, proof_of_work()])


def find_place_errors(place: Place) -> list[FieldError]:
    """The fault of a place that is not on the map, or not where it is said to be."""
    level = places.find_wrong_level(region=place.region, province=place.province, commune=place.commune)
    return [] if level is None else [FieldError(f"place.{level}", "unknown_place")]
