"""Who acts. Made by `web.endpoint` from a verified session, or by a schedule; trusted everywhere below.

What each of them may see and do stands in `policies`, and nowhere else.
"""

from dataclasses import dataclass

from chalicelib.domain.vocabulary import MailboxRole, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who calls, before anybody is known: the address throttles count by, and the language to answer in."""

    address: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Who knows a complaint's number and email, for the length of a session."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who holds a signed link of an agency: to one complaint (`number`), or to its queue.

    `epoch` is the complaint's when the link was made, or for a queue the mailbox's.
    """

    agency: str
    mailbox: MailboxRole
    link: str
    scope: Scope
    epoch: int
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """A colleague to whom an agency's mailbox has passed one complaint by a link of its own. No route makes one yet."""

    agency: str
    mailbox: MailboxRole
    link: str
    number: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    """Somebody of the ministry that runs the portal. No route makes one yet."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Who files for somebody at a counter or by telephone. No route makes one yet."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The statutory clock, where a deadline of one complaint has come."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The portal itself, where a report of a mail makes it act on one complaint."""

    number: str


Person = Visitor | Citizen | Officer | Delegate | Coordinator | Clerk | Clock | System
