"""Who acts: types every layer may name. Made by `web.endpoint` from a verified session, trusted everywhere below."""

from dataclasses import dataclass
from typing import ClassVar

from chalicelib.domain.vocabulary import MailboxRole, Role, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Who knows a complaint's number and email, for the length of a session."""

    role: ClassVar[Role] = Role.CITIZEN
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who holds a signed link of an agency: to one complaint (`number`), or to its queue.

    `epoch` is the complaint's when the link was made, or for a queue the mailbox's.
    """

    role: ClassVar[Role] = Role.OFFICER
    agency: str
    mailbox: MailboxRole
    link: str
    scope: Scope
    epoch: int
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The portal itself, where a report of a mail or a schedule makes it act on one complaint."""

    role: ClassVar[Role] = Role.SYSTEM
    number: str


Person = Citizen | Officer
"""Who may hold a session."""

Principal = Person | System


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who calls, before anybody is known: the address throttles count by, and the language to answer in."""

    address: str
    language: str
