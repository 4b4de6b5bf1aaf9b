"""To whom a mail goes: types every layer may name, and the one text form in which outbox and history keep them."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.vocabulary import MailboxRole


@dataclass(frozen=True, slots=True)
class CitizenRecipient:
    """Who filed the complaint, at the email they filed it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRecipient:
    """A registered mailbox of an agency; while it can't be reached, the agency's next one."""

    agency: str
    role: MailboxRole


@dataclass(frozen=True, slots=True)
class LinkRecipient:
    """The mailbox that a link was sent to: the mail names the link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorRecipient:
    """One coordinator of the coordinating ministry."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRecipient:
    """An email address that somebody typed."""

    address: str


Recipient = CitizenRecipient | MailboxRecipient | LinkRecipient | CoordinatorRecipient | AddressRecipient

_CITIZEN: Final = "citizen"
_LINK: Final = "link"
_COORDINATOR: Final = "coordinator"


def format_recipient(recipient: Recipient) -> str:
    """`citizen`, `link`, `<agency>#<role>`, `coordinator#<id>`, or the address."""
    match recipient:
        case CitizenRecipient():
            return _CITIZEN
        case LinkRecipient():
            return _LINK
        case MailboxRecipient(agency=agency, role=role):
            return f"{agency}#{role}"
        case CoordinatorRecipient(id=id_):
            return f"{_COORDINATOR}#{id_}"
        case AddressRecipient(address=address):
            return address


def parse_recipient(text: str) -> Recipient:
    """The recipient that `format_recipient` wrote. Raises ValueError for anything else."""
    # First: the part of an address before its @ may be anything, `citizen#front` too; ids never hold an @.
    if "@" in text:
        return AddressRecipient(address=text)
    if text in (_CITIZEN, _LINK):
        return CitizenRecipient() if text == _CITIZEN else LinkRecipient()
    owner, separator, rest = text.partition("#")
    if not (owner and separator):
        raise ValueError("no recipient of a mail")
    return (
        CoordinatorRecipient(id=rest)
        if owner == _COORDINATOR
        else MailboxRecipient(agency=owner, role=MailboxRole(rest))
    )
