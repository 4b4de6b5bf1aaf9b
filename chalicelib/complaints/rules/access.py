"""Who may act on which complaint. A foreign complaint and an absent one look the same."""

from chalicelib.complaints.rules.model import Complaint
from chalicelib.core.errors import Forbidden, LinkRevoked, NotFound
from chalicelib.domain import policies
from chalicelib.domain.people import Person
from chalicelib.domain.vocabulary import Action


def require_access(who: Person, complaint: Complaint) -> None:
    """Raises NotFound for a complaint that was never this person's to see, LinkRevoked for one that no longer is."""
    if policies.may_see(who, complaint):
        return
    if policies.has_lost(who, complaint):
        raise LinkRevoked
    raise NotFound


def require_acting(who: Person, action: Action, complaint: Complaint) -> None:
    """Raises what `require_access` raises, and Forbidden for what this kind of person never may do."""
    require_access(who, complaint)
    if policies.role_for(who, action, complaint) is None:
        raise Forbidden
