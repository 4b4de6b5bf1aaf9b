"""Who may see and who may act on which complaint. A foreign complaint and an absent one look the same."""

from chalicelib.complaints.rules import conditions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core.errors import LinkRevoked, NotFound
from chalicelib.domain.people import Officer, Principal
from chalicelib.domain.vocabulary import Scope, Status


def may_see(who: Principal, complaint: Complaint) -> bool:
    """Whether this session still opens this complaint."""
    if not isinstance(who, Officer):
        return who.number == complaint.number and complaint.status is not Status.ERASED
    return _is_addressed(who, complaint) and _is_current(who, complaint)


def require_acting(who: Principal, complaint: Complaint) -> None:
    """Raises NotFound for a complaint that was never this session's, LinkRevoked for one that no longer is."""
    if may_see(who, complaint):
        return
    if isinstance(who, Officer) and who.scope is Scope.COMPLAINT and _is_addressed(who, complaint):
        raise LinkRevoked
    raise NotFound


def _is_addressed(who: Officer, complaint: Complaint) -> bool:
    return who.scope is Scope.QUEUE or who.number == complaint.number


def _is_current(who: Officer, complaint: Complaint) -> bool:
    if complaint.status is Status.ERASED:
        return False
    epoch_holds = who.scope is Scope.QUEUE or who.epoch == complaint.epoch
    return epoch_holds and conditions.may_handle(complaint, agency=who.agency, mailbox=who.mailbox)
