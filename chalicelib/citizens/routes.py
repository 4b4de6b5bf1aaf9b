"""The citizen's routes: parse, one call, shape."""

from typing import Any

from chalicelib.attachments.schemas import SlotView, UploadBody
from chalicelib.citizens import service
from chalicelib.citizens.schemas import (
    Message,
    NumberReminder,
    OpenedView,
    PromiseJudgement,
    Rating,
    Receipt,
    Reopening,
    SessionView,
    SignIn,
    Submission,
    Withdrawal,
)
from chalicelib.complaints.presentation.schemas import ComplaintView, DownloadView
from chalicelib.complaints.presentation.view import agency_view, citizen_view
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock, text
from chalicelib.core.errors import UnknownPair
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Citizen, Visitor
from chalicelib.web import proof, sessions, throttle
from chalicelib.web.endpoint import Access, Api, Replayed

api = Api(__name__)


@api.endpoint("GET", "/challenge", access=Access.PUBLIC)
def challenge() -> dict[str, Any]:
    """A proof-of-work challenge (ALTCHA v2, PBKDF2/SHA-256)."""
    return proof.new_challenge()


@api.endpoint("POST", "/uploads", access=Access.PUBLIC, status=201)
def reserve_upload(visitor: Visitor, body: UploadBody) -> SlotView:
    """Say which file is about to be sent, and get the form that takes it."""
    throttle.count(throttle.uploads_by_address(), visitor.address)
    return SlotView.of(service.reserve_upload(body.announcement()))


@api.endpoint("POST", "/complaints", access=Access.PUBLIC, status=201)
def submit(visitor: Visitor, body: Submission, once: IdempotencyKey) -> Receipt | Replayed:
    """File a complaint, an observation, a suggestion or a question."""
    throttle.count(throttle.filings_by_address(), visitor.address)
    result = service.file_complaint(
        visitor, body.filing(), once=once, proof_of_work=lambda: proof.spend(body.proof), upload_ids=body.upload_ids
    )
    return _receipt(result)


@api.endpoint("POST", "/sessions", access=Access.PUBLIC)
def open_tracking(visitor: Visitor, body: SignIn) -> OpenedView:
    """Open the tracking space with a number and an email."""
    with throttle.failures(
        UnknownPair,
        (throttle.FAILURES_BY_ADDRESS, visitor.address),
        (throttle.FAILURES_BY_EMAIL, text.email_key(body.email).decode()),
        (throttle.FAILURES_BY_NUMBER, body.number),
    ):
        session = sessions.mint(service.open_tracking(number=body.number, email=body.email))
    return OpenedView(token=session.token, expires_at=clock.stamp(session.expires_at), number=body.number)


@api.endpoint("GET", "/complaints/{number}", access=Access.CITIZEN)
def view(citizen: Citizen, number: str) -> ComplaintView:
    """The citizen's complaint with its history."""
    return citizen_view(service.read_complaint(citizen, number))


@api.endpoint("GET", "/complaints/{number}/files/{file_id}", access=Access.CITIZEN)
def download(citizen: Citizen, number: str, file_id: str) -> DownloadView:
    """Where a file of the complaint can be fetched, for a minute."""
    return DownloadView.of(service.download(citizen, number, file_id))


@api.endpoint("POST", "/complaints/{number}/messages", access=Access.CITIZEN, status=201)
def send_message(citizen: Citizen, number: str, body: Message, once: IdempotencyKey) -> ComplaintView | Replayed:
    """Write to the agency."""
    return _view(service.send_message(citizen, number, text=body.text, upload_ids=body.upload_ids, once=once))


@api.endpoint("POST", "/complaints/{number}/rating", access=Access.CITIZEN)
def rate(citizen: Citizen, number: str, body: Rating, once: IdempotencyKey) -> ComplaintView | Replayed:
    """Judge the answer, once; a satisfied citizen closes the complaint by it."""
    return _view(service.rate(citizen, number, score=body.score, comment=body.comment, once=once))


@api.endpoint("POST", "/complaints/{number}/reopening", access=Access.CITIZEN)
def reopen(citizen: Citizen, number: str, body: Reopening, once: IdempotencyKey) -> ComplaintView | Replayed:
    """Ask for another look, by someone else."""
    return _view(service.reopen(citizen, number, missing=body.missing, upload_ids=body.upload_ids, once=once))


@api.endpoint("POST", "/complaints/{number}/promise", access=Access.CITIZEN)
def judge_promise(
    citizen: Citizen, number: str, body: PromiseJudgement, once: IdempotencyKey
) -> ComplaintView | Replayed:
    """Say whether the answer's promise was kept."""
    return _view(service.judge_promise(citizen, number, kept=body.kept, once=once))


@api.endpoint("POST", "/complaints/{number}/withdrawal", access=Access.CITIZEN)
def withdraw(citizen: Citizen, number: str, body: Withdrawal, once: IdempotencyKey) -> ComplaintView | Replayed:
    """Take the request back."""
    return _view(service.withdraw(citizen, number, reason=body.reason, once=once))


@api.endpoint("POST", "/number-reminders", access=Access.PUBLIC, status=202)
def remind_of_numbers(visitor: Visitor, body: NumberReminder) -> None:
    """Have the numbers filed with an email sent to it."""
    throttle.count(throttle.filings_by_address(), visitor.address)
    throttle.count(throttle.REMINDERS_BY_EMAIL, text.email_key(body.email).decode())
    service.remind_of_numbers(body.email, proof_of_work=lambda: proof.spend(body.proof))


def _view(result: CommandResult) -> ComplaintView | Replayed:
    return Replayed(number=result.number) if result.case is None else citizen_view(result.case)


def _receipt(result: CommandResult) -> Receipt | Replayed:
    if result.case is None:
        return Replayed(number=result.number)
    complaint, filed = result.case.complaint, result.case.events[0]
    return Receipt(
        number=result.number,
        filed_at=clock.stamp(complaint.filed_at),
        due_on=filed.facts["due_on"],
        agency=agency_view(filed.receiver),
        session=SessionView.of(sessions.mint(Citizen(number=result.number))),
    )
