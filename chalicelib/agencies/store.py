"""Agencies, mailboxes and links in the table."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from chalicelib.agencies.model import Agency, Link, Mailbox
from chalicelib.aws import table
from chalicelib.aws.items import Fields
from chalicelib.aws.table import ABSENT, PRESENT, Check, Item, Put, Update
from chalicelib.core import clock
from chalicelib.core.errors import PortalError
from chalicelib.domain.vocabulary import MailboxRole

_KEPT_AFTER_EXPIRY_SECONDS = 365 * 86_400


class AgencyItem(Item):
    """`AGENCY#<id>` / `AGENCY`."""

    fields = Fields(Agency, key={"id"}, prefixes={"names": "name_"})


class MailboxItem(Item):
    """`AGENCY#<id>` / `MAILBOX#<role>`."""

    fields = Fields(Mailbox, key={"agency", "role"})


class LinkItem(Item):
    """`LINK#<id>` / `LINK`; kept for a year after its expiry, so that a new one can be asked for with it."""

    fields = Fields(Link, key={"id"})
    revoked_at = UnicodeAttribute(null=True)


def agency_key(agency: str, **values: Any) -> AgencyItem:
    """The item of an agency, with nothing but its key unless values are given."""
    return AgencyItem(pk=f"AGENCY#{agency}", sk="AGENCY", **values)


def link_key(link: str, **values: Any) -> LinkItem:
    """The item of a link, with nothing but its key unless values are given."""
    return LinkItem(pk=f"LINK#{link}", sk="LINK", **values)


def mailbox_key(agency: str, role: MailboxRole, **values: Any) -> MailboxItem:
    """The item of a mailbox, with nothing but its key unless values are given."""
    return MailboxItem(pk=f"AGENCY#{agency}", sk=f"MAILBOX#{role}", **values)


def get_agencies(ids: Sequence[str]) -> dict[str, Agency]:
    """The agencies that exist among these, by id."""
    items = zip(ids, table.get_many([agency_key(each) for each in ids]), strict=True)
    return {id_: AgencyItem.fields.load(item, id=id_) for id_, item in items if item is not None}


def get_mailboxes(agency: str, roles: Sequence[MailboxRole]) -> list[Mailbox]:
    """The registered mailboxes among these roles, in their order."""
    return list(get_mailboxes_of((agency, each) for each in roles).values())


def get_mailboxes_of(keys: Iterable[tuple[str, MailboxRole]]) -> dict[tuple[str, MailboxRole], Mailbox]:
    """The registered mailboxes among these, by agency and role, in their order."""
    wanted = list(keys)
    items = zip(wanted, table.get_many([mailbox_key(*key) for key in wanted]), strict=True)
    return {
        (agency, role): MailboxItem.fields.load(item, agency=agency, role=role)
        for (agency, role), item in items
        if item is not None
    }


def mark_undeliverable(mailbox: Mailbox, *, at: datetime) -> Update:
    """The write that marks a mailbox whose mails come back; it happens only while it has this address."""
    return Update(
        item=mailbox_key(mailbox.agency, mailbox.role),
        actions=MailboxItem.fields.changes(undeliverable_since=at),
        condition=MailboxItem.fields["address"] == mailbox.address,
    )


def get_link(id_: str) -> Link | None:
    """A link that nobody has revoked."""
    (item,) = table.get_many([link_key(id_)])
    if not isinstance(item, LinkItem) or item.revoked_at is not None:
        return None
    return LinkItem.fields.load(item, id=id_)


def put_link(link: Link) -> Put:
    """The write that makes a link real."""
    item = link_key(link.id, **LinkItem.fields.dump(link))
    item.expires_at = clock.seconds(link.expires) + _KEPT_AFTER_EXPIRY_SECONDS
    return Put(item=item, condition=ABSENT)


def check_link(id_: str, *, otherwise: PortalError) -> Check:
    """The condition that a link still opens something."""
    return Check(item=link_key(id_), condition=PRESENT & LinkItem.revoked_at.does_not_exist(), otherwise=otherwise)


def check_mailbox(agency: str, role: MailboxRole, epoch: int, *, otherwise: PortalError) -> Check:
    """The condition that a mailbox has not changed since this epoch."""
    return Check(item=mailbox_key(agency, role), condition=MailboxItem.fields["epoch"] == epoch, otherwise=otherwise)


def check_agency(id_: str, *, otherwise: PortalError) -> Check:
    """The condition that an agency exists."""
    return Check(item=agency_key(id_), condition=PRESENT, otherwise=otherwise)


def save_all(agencies: Iterable[Agency], mailboxes: Iterable[Mailbox]) -> None:
    """Write the directory, in batches; existing entries are replaced."""
    with Item.batch_write() as batch:
        for agency in agencies:
            batch.save(agency_key(agency.id, **AgencyItem.fields.dump(agency)))
        for mailbox in mailboxes:
            batch.save(mailbox_key(mailbox.agency, mailbox.role, **MailboxItem.fields.dump(mailbox)))
