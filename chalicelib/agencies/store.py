"""Agencies, mailboxes and links in the table."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.agencies.model import Agency, Link, Mailbox, Names
from chalicelib.aws import table
from chalicelib.aws.table import ABSENT, PRESENT, Check, Item, Put, Update
from chalicelib.core import clock
from chalicelib.core.errors import PortalError
from chalicelib.domain.vocabulary import MailboxRole, Scope

_KEPT_AFTER_EXPIRY_SECONDS = 365 * 86_400


class AgencyItem(Item):
    """`AGENCY#<id>` / `AGENCY`."""

    name_ar = UnicodeAttribute(null=True)
    name_fr = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    region = UnicodeAttribute(null=True)
    province = UnicodeAttribute(null=True)
    acronyms: ListAttribute[str] = ListAttribute(null=True)


class MailboxItem(Item):
    """`AGENCY#<id>` / `MAILBOX#<role>`."""

    address = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    epoch = NumberAttribute(null=True)
    undeliverable_since = UnicodeAttribute(null=True)


class LinkItem(Item):
    """`LINK#<id>` / `LINK`; kept for a year after its expiry, so that a new one can be asked for with it."""

    agency = UnicodeAttribute(null=True)
    mailbox = UnicodeAttribute(null=True)
    scope = UnicodeAttribute(null=True)
    epoch = NumberAttribute(null=True)
    number = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)


def agency_key(agency: str) -> AgencyItem:
    """The key of an agency."""
    return AgencyItem(pk=f"AGENCY#{agency}", sk="AGENCY")


def link_key(link: str) -> LinkItem:
    """The key of a link."""
    return LinkItem(pk=f"LINK#{link}", sk="LINK")


def mailbox_key(agency: str, role: MailboxRole) -> MailboxItem:
    """The key of a mailbox."""
    return MailboxItem(pk=f"AGENCY#{agency}", sk=f"MAILBOX#{role}")


def get_agencies(ids: Sequence[str]) -> dict[str, Agency]:
    """The agencies that exist among these, by id."""
    found = table.get_many([agency_key(each) for each in ids]) if ids else []
    return {id_: _agency(id_, item) for id_, item in zip(ids, found, strict=True) if isinstance(item, AgencyItem)}


def get_mailboxes(agency: str, roles: Sequence[MailboxRole]) -> list[Mailbox]:
    """The registered mailboxes among these roles, in their order."""
    return list(get_mailboxes_of((agency, each) for each in roles).values())


def get_mailboxes_of(wanted: Iterable[tuple[str, MailboxRole]]) -> dict[tuple[str, MailboxRole], Mailbox]:
    """The registered mailboxes among these, by agency and role, in their order."""
    keys = list(wanted)
    found = zip(keys, table.get_many([mailbox_key(*key) for key in keys]), strict=True)
    return {key: _mailbox(*key, item) for key, item in found if item is not None}


def mark_undeliverable(mailbox: Mailbox, *, at: datetime) -> Update:
    """The write that marks a mailbox whose mails come back; it happens only while it has this address."""
    return Update(
        item=mailbox_key(mailbox.agency, mailbox.role),
        actions=[MailboxItem.undeliverable_since.set(clock.stamp(at))],
        condition=MailboxItem.address == mailbox.address,
    )


def get_link(id_: str) -> Link | None:
    """A link that nobody has revoked."""
    (item,) = table.get_many([link_key(id_)])
    return link_of(item)


def link_of(item: Item | None) -> Link | None:
    """The link an item holds, if it holds one that nobody has revoked."""
    if not isinstance(item, LinkItem) or item.revoked_at is not None:
        return None
    return Link(
        id=item.pk.removeprefix("LINK#"),
        agency=item.agency,
        mailbox=MailboxRole(item.mailbox),
        scope=Scope(item.scope),
        epoch=int(item.epoch),
        expires=clock.read(item.until),
        number=item.number,
    )


def put_link(link: Link) -> Put:
    """The write that makes a link real."""
    item = link_key(link.id)
    item.agency, item.mailbox, item.scope = link.agency, link.mailbox.value, link.scope.value
    item.epoch, item.number, item.until = link.epoch, link.number, clock.stamp(link.expires)
    item.expires_at = clock.seconds(link.expires) + _KEPT_AFTER_EXPIRY_SECONDS
    return Put(item=item, condition=ABSENT)


def check_link(id_: str, *, otherwise: PortalError) -> Check:
    """The condition that a link still opens something."""
    return Check(item=link_key(id_), condition=PRESENT & LinkItem.revoked_at.does_not_exist(), otherwise=otherwise)


def check_mailbox(agency: str, role: MailboxRole, epoch: int, *, otherwise: PortalError) -> Check:
    """The condition that a mailbox has not changed since this epoch."""
    return Check(item=mailbox_key(agency, role), condition=MailboxItem.epoch == epoch, otherwise=otherwise)


def check_agency(id_: str, *, otherwise: PortalError) -> Check:
    """The condition that an agency exists."""
    return Check(item=agency_key(id_), condition=PRESENT, otherwise=otherwise)


def save_all(agencies: Iterable[Agency], mailboxes: Iterable[Mailbox]) -> None:
    """Write the directory, in batches; existing entries are replaced."""
    with Item.batch_write() as batch:
        for agency in agencies:
            batch.save(_agency_item(agency))
        for mailbox in mailboxes:
            item = mailbox_key(mailbox.agency, mailbox.role)
            item.address, item.language, item.epoch = mailbox.address, mailbox.language, mailbox.epoch
            since = mailbox.undeliverable_since
            item.undeliverable_since = None if since is None else clock.stamp(since)
            batch.save(item)


def _mailbox(agency: str, role: MailboxRole, item: Any) -> Mailbox:
    since = item.undeliverable_since
    return Mailbox(
        agency=agency,
        role=role,
        address=item.address,
        language=item.language,
        epoch=int(item.epoch or 1),
        undeliverable_since=None if since is None else clock.read(since),
    )


def _agency(id_: str, item: AgencyItem) -> Agency:
    return Agency(
        id=id_,
        names=Names(ar=item.name_ar, fr=item.name_fr),
        kind=item.kind,
        region=item.region,
        province=item.province,
        acronyms=tuple(item.acronyms or ()),
    )


def _agency_item(agency: Agency) -> AgencyItem:
    item = agency_key(agency.id)
    item.name_ar, item.name_fr, item.kind = agency.names.ar, agency.names.fr, agency.kind
    item.region, item.province, item.acronyms = agency.region, agency.province, list(agency.acronyms)
    return item
