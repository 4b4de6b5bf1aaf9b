"""The officer's use cases, one function each."""

from collections.abc import Sequence

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Link
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import Announced
from chalicelib.attachments.service import Download, Slot
from chalicelib.aws.table import Write, create
from chalicelib.complaints import service as complaints
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions import ReasonedAnswer
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.storage import commands
from chalicelib.complaints.storage.case_file import CaseFile
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock, ids, settings
from chalicelib.core.errors import InvalidInput, LinkInvalid, LinkRevoked
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain import policies
from chalicelib.domain.people import Officer
from chalicelib.domain.recipients import LinkRecipient, MailboxRecipient, Recipient
from chalicelib.domain.vocabulary import Action, Role
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import RequestKind, RequestPlace, Template


def open_link(pasted: str) -> Officer:
    """The officer a link speaks for. Raises LinkInvalid, LinkExpired, LinkRevoked."""
    link = agencies.get_link(agencies.verify_link(pasted))
    if link is None:
        raise LinkRevoked
    officer = _officer(link)
    if not _opens(officer):
        raise LinkRevoked
    return officer


def read_link(pasted: str) -> str | None:
    """The id of the link in what was pasted, though its time may be over; None where it is none of ours."""
    try:
        return agencies.verify_link(pasted, accept_expired=True)
    except LinkInvalid:
        return None


def ask_for_new_link(link: str | None) -> None:
    """Have a new link sent to the mailbox that got this one, if it still handles the complaint; never elsewhere.

    A link that is none of ours makes the same work item, for which nothing will be sent.
    """
    _send_link(recipient=LinkRecipient(), link=link or "unknown")


def ask_for_queue_link(officer: Officer) -> None:
    """Have a link to the agency's queue sent to the officer's own registered mailbox."""
    if not agencies.is_link_valid(officer):
        raise LinkRevoked
    _send_link(recipient=MailboxRecipient(agency=officer.agency, role=officer.mailbox), link=None)


def list_queue(
    officer: Officer, *, queue: str, number: str | None, limit: int, after: str | None
) -> tuple[list[Complaint], str | None]:
    """A page of the agency's queue by due date, and the position it ends at. Raises LinkRevoked."""
    if number is not None:
        return complaints.find_in_queue(officer, number), None
    return complaints.list_queue(officer, queue, limit=limit, after=after)


def read_complaint(officer: Officer, number: str) -> CaseFile:
    """A complaint the agency holds. Raises NotFound, LinkRevoked."""
    return complaints.case_file(officer, number)


def download(officer: Officer, number: str, file_id: str) -> Download:
    """Where a clean file of the complaint can be fetched. Raises NotFound, LinkRevoked, ActionNotAllowed."""
    return complaints.download(officer, number, file_id)


def reserve_upload(officer: Officer, announced: Announced) -> Slot:
    """Where an officer sends a file before naming it; any officer of the agency may name it. Raises LinkRevoked."""
    if not (agencies.is_link_valid(officer) and _holds_complaint(officer)):
        raise LinkRevoked
    return attachments.reserve(announced, side=policies.agency_side(officer.agency))


def take_charge(officer: Officer, number: str, *, once: IdempotencyKey) -> CommandResult:
    """Say that the agency has started. Raises ActionNotAllowed, LinkRevoked, KeyReused, as all below."""
    return commands.run(
        officer,
        number,
        once,
        Action.TAKE_CHARGE,
        lambda complaint: actions.take_charge(complaint, mailbox=officer.mailbox, at=clock.now()),
    )


def ask_citizen(officer: Officer, number: str, *, text: str, once: IdempotencyKey) -> CommandResult:
    """Ask the citizen for something; the clock keeps running."""
    return commands.run(
        officer,
        number,
        once,
        Action.ASK_CITIZEN,
        lambda complaint: actions.ask_citizen(complaint, text=text, mailbox=officer.mailbox, at=clock.now()),
    )


def send_message(
    officer: Officer, number: str, *, text: str, upload_ids: Sequence[str], once: IdempotencyKey
) -> CommandResult:
    """Write to the citizen."""

    def act(complaint: Complaint) -> Change:
        return actions.write(complaint, text=text, by=Role.OFFICER, at=clock.now(), mailbox=officer.mailbox)

    return commands.run(officer, number, once, Action.MESSAGE, act, upload_ids=upload_ids)


def note(officer: Officer, number: str, *, text: str, once: IdempotencyKey) -> CommandResult:
    """Keep a note for colleagues; the citizen never sees it."""
    return commands.run(
        officer,
        number,
        once,
        Action.NOTE,
        lambda complaint: actions.note(complaint, text=text, mailbox=officer.mailbox, at=clock.now()),
    )


def answer(
    officer: Officer,
    number: str,
    given: ReasonedAnswer,
    *,
    version: int | None,
    upload_ids: Sequence[str],
    once: IdempotencyKey,
) -> CommandResult:
    """Give the reasoned answer. Raises Stale where something came after `version`."""

    def act(complaint: Complaint) -> Change:
        actions.require_current(complaint, version)
        within = settings.get().reopen_within_days
        return actions.answer(complaint, given, mailbox=officer.mailbox, at=clock.now(), reopen_within_days=within)

    return commands.run(officer, number, once, Action.ANSWER, act, upload_ids=upload_ids)


def transfer(
    officer: Officer, number: str, *, agency: str, reason: str, version: int | None, once: IdempotencyKey
) -> CommandResult:
    """Pass the complaint to the competent agency. Raises Stale, InvalidInput."""

    def act(complaint: Complaint) -> Change:
        actions.require_current(complaint, version)
        return actions.transfer(
            complaint, agency=agency, reason=reason, by=Role.OFFICER, at=clock.now(), mailbox=officer.mailbox
        )

    def list_extra_writes(_: Complaint, event: Event) -> list[Write]:
        unknown = InvalidInput.of("agency_id", "unknown_agency")
        return [agencies.require_agency(each, otherwise=unknown) for each in {agency, event.receiver}]

    return commands.run(officer, number, once, Action.TRANSFER, act, extra_writes=list_extra_writes)


def _officer(link: Link) -> Officer:
    return Officer(
        agency=link.agency,
        mailbox=link.mailbox,
        link=link.id,
        scope=link.scope,
        number=link.number,
        epoch=link.epoch,
    )


def _opens(officer: Officer) -> bool:
    return agencies.is_link_valid(officer) if officer.number is None else _holds_complaint(officer)


def _holds_complaint(officer: Officer) -> bool:
    """Whether the complaint the link is to, if it is to one, is still the agency's."""
    if officer.number is None:
        return True
    complaint = complaints.complaint(officer.number)
    return complaint is not None and policies.may_see(officer, complaint)


def _send_link(*, recipient: Recipient, link: str | None) -> None:
    mail = notifications.put_mail(
        Template.NEW_LINK,
        place=RequestPlace(kind=RequestKind.NEW_LINK, id=ids.new_id()),
        recipient=recipient,
        at=clock.now(),
        link=link,
    )
    create([mail])
