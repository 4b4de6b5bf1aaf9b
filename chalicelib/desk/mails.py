"""The mail with a new link. Whether anybody is to get one is decided here, after the request was answered."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Link
from chalicelib.aws.table import Conflict, commit
from chalicelib.complaints import service as complaints
from chalicelib.core import clock
from chalicelib.domain import policies
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.domain.vocabulary import MailboxRole
from chalicelib.notifications.model import Content, Loader, OutboxMail, RequestPlace, Template


def _new_link(mail: OutboxMail) -> Content | None:
    link = _get_new_link(mail) or _add_new_link(mail)
    mailbox = agencies.find_reachable_mailbox(link.agency, link.mailbox) if link else None
    if link is None or mailbox is None:
        return None
    return Content(
        address=mailbox.address,
        language=mailbox.language,
        values={
            "scope": link.scope.value,
            "number": link.number,
            "agency": agencies.get_names(link.agency).in_language(mailbox.language),
            "link_token": agencies.sign_link(link, key=mail.key),
            "expires_on": clock.local_date(link.expires),
        },
    )


def _new_link_id(mail: OutboxMail) -> str:
    """The new link's id is the request's: rendering the mail again finds the link that the first rendering made."""
    if not isinstance(mail.place, RequestPlace):
        raise ValueError("a mail of no request")
    return mail.place.id


def _get_new_link(mail: OutboxMail) -> Link | None:
    return agencies.get_link(_new_link_id(mail))


def _add_new_link(mail: OutboxMail) -> Link | None:
    link = _to_complaint(mail) if mail.link else _to_queue(mail)
    if link is None:
        return None
    new = replace(link, id=_new_link_id(mail))
    try:
        commit([agencies.put_link(new)])
    except Conflict:
        # Made a moment ago, by a call whose answer was lost; or revoked since: a link that is dead stays dead.
        return _get_new_link(mail)
    return new


def _to_complaint(mail: OutboxMail) -> Link | None:
    old = agencies.get_link(mail.link) if mail.link else None
    if old is None:
        return None
    if old.number is None:
        return _queue_link(old.agency, old.mailbox, mail)
    complaint = complaints.complaint(old.number)
    if complaint is None or not policies.may_handle(complaint, agency=old.agency, mailbox=old.mailbox):
        return None
    return agencies.new_link(
        agency=old.agency, mailbox=old.mailbox, epoch=complaint.epoch, number=old.number, at=mail.created_at
    )


def _to_queue(mail: OutboxMail) -> Link | None:
    if not isinstance(mail.recipient, MailboxRecipient):
        raise ValueError("a queue of no mailbox")
    return _queue_link(mail.recipient.agency, mail.recipient.role, mail)


def _queue_link(agency: str, role: MailboxRole, mail: OutboxMail) -> Link | None:
    mailbox = agencies.get_mailbox(agency, role)
    if mailbox is None:
        return None
    return agencies.new_link(agency=agency, mailbox=role, epoch=mailbox.epoch, number=None, at=mail.created_at)


LOADERS: Mapping[Template, Loader] = {Template.NEW_LINK: _new_link}
