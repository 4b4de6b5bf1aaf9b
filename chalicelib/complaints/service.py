"""Reading complaints: what other rooms may ask of the aggregate without changing it."""

from collections.abc import Iterator, Sequence

from chalicelib.agencies import service as agencies
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import FileState
from chalicelib.attachments.service import Download
from chalicelib.aws import secrets
from chalicelib.aws.table import Update
from chalicelib.complaints.rules import access
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.complaints.storage import event_store, heads, store
from chalicelib.complaints.storage.case_file import CaseFile, read_case_file
from chalicelib.core import text
from chalicelib.core.errors import ActionNotAllowed, LinkRevoked, NotFound
from chalicelib.domain import policies
from chalicelib.domain.people import Officer, Person


def case_file(who: Person, number: str) -> CaseFile:
    """A complaint with its history, for who may see it. Raises NotFound, LinkRevoked."""
    _require_link(who)
    found = read_case_file(number)
    if found is None:
        raise NotFound
    access.require_access(who, found.complaint)
    return found


def download(who: Person, number: str, file_id: str) -> Download:
    """Where a clean file of the complaint can be fetched. Raises NotFound, LinkRevoked, ActionNotAllowed."""
    files = case_file(who, number).files_for(policies.policy_of(who))
    file = next((each for each in files if each.id == file_id), None)
    if file is None:
        raise NotFound
    if file.state is not FileState.CLEAN:
        raise ActionNotAllowed(f"a {file.state} file")
    return attachments.download(file)


def complaint(number: str) -> Complaint | None:
    """Where a complaint stands, for rooms that decide themselves what to show of it."""
    head = store.get_head(number)
    return None if head is None else head.complaint


def list_queue(officer: Officer, queue: str, *, limit: int, after: str | None) -> tuple[list[Complaint], str | None]:
    """One page of the officer's queue by due date, of what this mailbox may handle, and the last position.

    A link to one complaint shows that complaint alone. Raises LinkRevoked.
    """
    _require_link(officer)
    if officer.number is not None:
        return _find(officer, officer.number, queue), None
    found, last = store.list_queue(officer.agency, queue, limit=limit, after=after)
    return [each for each in found if policies.may_see(officer, each)], last


def find_in_queue(officer: Officer, number: str) -> list[Complaint]:
    """The complaint of this number, if the officer may see it. Raises LinkRevoked where it left with the link."""
    _require_link(officer)
    return _find(officer, number)


def _find(officer: Officer, number: str, queue: str | None = None) -> list[Complaint]:
    head = store.get_head(number)
    if head is None or not policies.may_see(officer, head.complaint):
        if head is not None and officer.number == number:
            raise LinkRevoked
        return []
    return [head.complaint] if queue in (None, heads.queue_of(head.complaint)) else []


def email_pseudonym(email: str) -> str:
    """The form in which a citizen's email is stored on the head, compared and looked up."""
    return secrets.email_pseudonym(text.email_key(email))


def list_by_email(pseudonym: str, *, limit: int = 50) -> list[Complaint]:
    """The latest complaints of an email, newest first."""
    return store.list_by_email(pseudonym, limit=limit)


def list_unfolded() -> Iterator[UnfoldedEvent]:
    """The events whose tallies are in no aggregate yet."""
    return event_store.list_unfolded()


def list_still_unfolded(events: Sequence[UnfoldedEvent]) -> list[UnfoldedEvent]:
    """Those of these events that no fold has counted meanwhile."""
    return event_store.list_still_unfolded(events)


def mark_folded(event: UnfoldedEvent) -> Update:
    """A write for the fold's transaction: the event is in the aggregates now, and was not before."""
    return event_store.mark_folded(event)


def _require_link(who: Person) -> None:
    if not agencies.is_link_valid(who):
        raise LinkRevoked
