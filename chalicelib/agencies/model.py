"""What a public body is to the portal: its names, its mailboxes, and the links that open a complaint to it."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.vocabulary import MailboxRole, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How a body is called in the two languages of the administration."""

    ar: str
    fr: str

    def in_language(self, language: str) -> str:
        """The name for a reader of this language."""
        return self.ar if language == "ar" else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One public body of the directory."""

    id: str
    names: Names
    kind: str
    region: str | None = None
    province: str | None = None
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A registered address of an agency; `epoch` grows when the address changes, which ends its queue links."""

    agency: str
    role: MailboxRole
    address: str
    language: str
    epoch: int = 1
    undeliverable_since: datetime | None = None
    """Since when mails to this address come back; a new address starts anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a signed link in a mail stands for; `epoch` is the complaint's, or the mailbox's for a queue."""

    id: str
    agency: str
    mailbox: MailboxRole
    scope: Scope
    epoch: int
    expires: datetime
    number: str | None = None
