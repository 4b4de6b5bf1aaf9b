"""What SES reports about mails that could not be delivered, as EventBridge hands it over. Used by `app.py`."""

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.aws import observability
from chalicelib.aws.mail import REFERENCE_TAG
from chalicelib.complaints import bounces
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import OutboxMail

_PERMANENT: Final = "Permanent"
"""A mailbox that is full or a server that is away is no reason to give an address up."""


def handle_report(detail: Mapping[str, Any]) -> None:
    """Act on the `detail` of SES's "Email Bounced" event. Raises Unavailable, for the event to come again.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-eventbridge.html says what it holds.
    """
    bounce = detail["bounce"]
    observability.count("MailBounced")
    mail = _find_mail(detail["mail"].get("tags", {}).get(REFERENCE_TAG, []))
    if mail is None or bounce["bounceType"] != _PERMANENT:
        return
    # The address we wrote to: the one that bounced may be another, to which it forwards.
    (address,) = detail["mail"]["destination"]
    bounces.handle_bounce(mail, address=address)


def _find_mail(references: list[str]) -> OutboxMail | None:
    """The mail of a report, unless it is none of ours or kept no longer."""
    try:
        return notifications.get_by_reference(references[0]) if references else None
    except ValueError:
        return None
