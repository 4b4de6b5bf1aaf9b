"""The officer's routes: parse, one call, shape."""

from chalicelib.attachments.schemas import SlotView, UploadBody
from chalicelib.complaints.presentation.schemas import DownloadView, OfficerView
from chalicelib.complaints.presentation.view import agency_view, head_view, officer_view
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock
from chalicelib.core.errors import LinkInvalid
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.desk import service
from chalicelib.desk.schemas import (
    Answer,
    LinkBody,
    MailboxView,
    OfficerMessage,
    OfficerSession,
    QueuePage,
    QueueQuery,
    TextBody,
    Transfer,
    Transferred,
)
from chalicelib.domain.people import Officer, Visitor
from chalicelib.web import sessions, throttle
from chalicelib.web.endpoint import Access, Api, Replayed
from chalicelib.web.fields import Nothing
from chalicelib.web.pages import read_cursor, write_cursor

api = Api(__name__)


@api.endpoint("POST", "/agency/sessions", access=Access.PUBLIC)
def open_link(visitor: Visitor, body: LinkBody) -> OfficerSession:
    """Exchange a signed link for a session."""
    with throttle.failures(LinkInvalid, (throttle.FAILURES_BY_ADDRESS, visitor.address)):
        officer = service.open_link(body.link)
    session = sessions.mint(officer)
    return OfficerSession(
        token=session.token,
        expires_at=clock.stamp(session.expires_at),
        agency=agency_view(officer.agency),
        mailbox=MailboxView(role=officer.mailbox.value),
        scope=officer.scope.value,
        number=officer.number,
    )


@api.endpoint("POST", "/agency/links", access=Access.PUBLIC, status=202)
def ask_for_new_link(visitor: Visitor, body: LinkBody) -> None:
    """Have a new link sent to the mailbox an expired one was sent to."""
    throttle.count(throttle.filings_by_address(), visitor.address)
    link = service.read_link(body.link)
    throttle.count(throttle.LINKS_BY_LINK, link or body.link)
    service.ask_for_new_link(link)


@api.endpoint("POST", "/agency/queue-links", access=Access.OFFICER, status=202)
def ask_for_queue_link(officer: Officer, body: Nothing) -> None:
    """Have a link to the agency's queue sent to the officer's own mailbox."""
    throttle.count(throttle.LINKS_BY_LINK, officer.link)
    service.ask_for_queue_link(officer)


@api.endpoint("POST", "/agency/uploads", access=Access.OFFICER, status=201)
def reserve_upload(officer: Officer, body: UploadBody) -> SlotView:
    """Say which file is about to be sent, and get the form that takes it."""
    throttle.count(throttle.UPLOADS_BY_LINK, officer.link)
    return SlotView.of(service.reserve_upload(officer, body.announcement()))


@api.endpoint("GET", "/agency/complaints", access=Access.OFFICER)
def list_queue(officer: Officer, query: QueueQuery) -> QueuePage:
    """The agency's queue by due date."""
    found, last = service.list_queue(
        officer,
        queue=query.queue,
        number=query.number,
        limit=query.limit,
        after=read_cursor(query.cursor),
    )
    return QueuePage(items=[head_view(each) for each in found], next_cursor=write_cursor(last))


@api.endpoint("GET", "/agency/complaints/{number}", access=Access.OFFICER)
def view(officer: Officer, number: str) -> OfficerView:
    """A complaint the agency holds, with notes and the citizen's contact."""
    return officer_view(service.read_complaint(officer, number))


@api.endpoint("GET", "/agency/complaints/{number}/files/{file_id}", access=Access.OFFICER)
def download(officer: Officer, number: str, file_id: str) -> DownloadView:
    """Where a file of the complaint can be fetched, for a minute."""
    return DownloadView.of(service.download(officer, number, file_id))


@api.endpoint("POST", "/agency/complaints/{number}/charge", access=Access.OFFICER)
def take_charge(officer: Officer, number: str, body: Nothing, once: IdempotencyKey) -> OfficerView | Replayed:
    """Say that the agency has started."""
    return _view(service.take_charge(officer, number, once=once))


@api.endpoint("POST", "/agency/complaints/{number}/questions", access=Access.OFFICER, status=201)
def ask_citizen(officer: Officer, number: str, body: TextBody, once: IdempotencyKey) -> OfficerView | Replayed:
    """Ask the citizen for something."""
    return _view(service.ask_citizen(officer, number, text=body.text, once=once))


@api.endpoint("POST", "/agency/complaints/{number}/messages", access=Access.OFFICER, status=201)
def send_message(officer: Officer, number: str, body: OfficerMessage, once: IdempotencyKey) -> OfficerView | Replayed:
    """Write to the citizen."""
    return _view(service.send_message(officer, number, text=body.text, upload_ids=body.upload_ids, once=once))


@api.endpoint("POST", "/agency/complaints/{number}/notes", access=Access.OFFICER, status=201)
def note(officer: Officer, number: str, body: TextBody, once: IdempotencyKey) -> OfficerView | Replayed:
    """Keep a note the citizen never sees."""
    return _view(service.note(officer, number, text=body.text, once=once))


@api.endpoint("POST", "/agency/complaints/{number}/answers", access=Access.OFFICER, status=201)
def answer(officer: Officer, number: str, body: Answer, once: IdempotencyKey) -> OfficerView | Replayed:
    """Give the reasoned answer."""
    return _view(
        service.answer(
            officer, number, body.reasoned_answer(), version=body.version, upload_ids=body.upload_ids, once=once
        )
    )


@api.endpoint("POST", "/agency/complaints/{number}/transfers", access=Access.OFFICER)
def transfer(officer: Officer, number: str, body: Transfer, once: IdempotencyKey) -> Transferred | Replayed:
    """Pass the complaint to the competent agency."""
    result = service.transfer(
        officer, number, agency=body.agency_id, reason=body.reason, version=body.version, once=once
    )
    if result.after is None:
        return Replayed(number=result.number)
    return Transferred(number=result.number, agency=agency_view(result.after.agency))


def _view(result: CommandResult) -> OfficerView | Replayed:
    return Replayed(number=result.number) if result.case is None else officer_view(result.case)
