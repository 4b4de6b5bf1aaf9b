"""Whom mails go to, for the actions whose mails depend on who handles the complaint."""

from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Notice
from chalicelib.domain import policies
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.notifications.model import Template


def to_handler(template: Template, after: Complaint, *, with_link: bool = True) -> Notice:
    """A mail to the mailbox that handles the complaint now."""
    recipient = MailboxRecipient(agency=after.agency, role=policies.mailbox_for(after.look))
    return Notice(template=template, recipient=recipient, with_link=with_link)
