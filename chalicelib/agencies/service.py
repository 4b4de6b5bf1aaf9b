"""What other rooms may ask of the directory, its mailboxes and its links."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.agencies import store
from chalicelib.agencies.model import Agency, Link, Mailbox, Names
from chalicelib.aws import secrets
from chalicelib.aws.table import Check, Put, Update
from chalicelib.core import settings
from chalicelib.core.errors import FieldError, LinkExpired, LinkInvalid, LinkRevoked, PortalError
from chalicelib.core.ids import new_id
from chalicelib.core.text import email_key
from chalicelib.core.tokens import Purpose, TokenExpired, TokenInvalid
from chalicelib.domain.people import Person
from chalicelib.domain.policies import WriteCondition, policy_of
from chalicelib.domain.vocabulary import MailboxRole, Scope

_CACHE_SECONDS = 300
# What is signed, then 43 characters of signature; before them only what a mail program or a hand has put there.
_TOKEN: Final = re.compile(r"[^\w.-]*(\.?[\w-]+\.[\w-]{43})(?![\w-])", re.ASCII)
_cache: dict[str, tuple[float, Agency]] = {}

# A second look stays with someone else than the front, even while the supervisor's mailbox is out of order.
_FALLBACKS: Final[Mapping[MailboxRole, tuple[MailboxRole, ...]]] = {
    MailboxRole.FRONT: (MailboxRole.FALLBACK, MailboxRole.SUPERVISOR),
    MailboxRole.SUPERVISOR: (MailboxRole.FALLBACK,),
    MailboxRole.FALLBACK: (MailboxRole.SUPERVISOR,),
}


def list_agencies(ids: Iterable[str]) -> dict[str, Agency]:
    """The agencies of these ids that exist; names may be five minutes old."""
    wanted = set(ids)
    fresh = {id_ for id_ in wanted if id_ in _cache and _cache[id_][0] > time.monotonic()}
    for id_, agency in store.get_agencies(sorted(wanted - fresh)).items():
        _cache[id_] = (time.monotonic() + _CACHE_SECONDS, agency)
    return {id_: _cache[id_][1] for id_ in wanted if id_ in _cache}


def unknown_agency_errors(agency: object) -> list[FieldError]:
    """The fault of an `agency_id` that is no agency's; none where it is no text at all, which its field tells."""
    known = not isinstance(agency, str) or not agency or agency in list_agencies([agency])
    return [] if known else [FieldError("agency_id", "unknown_agency")]


def get_names(agency: str) -> Names:
    """An agency's names, or its id where the directory no longer has it."""
    found = list_agencies([agency]).get(agency)
    return found.names if found else Names(ar=agency, fr=agency)


def clear_cache() -> None:
    """Read every agency anew at its next use."""
    _cache.clear()


def require_agency(agency: str, *, otherwise: PortalError) -> Check:
    """A condition for a command's transaction: the agency exists."""
    return store.check_agency(agency, otherwise=otherwise)


def get_mailbox(agency: str, role: MailboxRole) -> Mailbox | None:
    """A registered mailbox, or None."""
    return next(iter(store.get_mailboxes(agency, [role])), None)


def find_reachable_mailbox(agency: str, role: MailboxRole) -> Mailbox | None:
    """Where a mail for this mailbox goes: there, or to the next one of the agency while its own mails come back."""
    found = store.get_mailboxes(agency, [role, *_FALLBACKS[role]])
    return next((each for each in found if each.undeliverable_since is None), None)


def mark_undeliverable(agency: str, address: str, *, at: datetime) -> list[Update]:
    """Writes that mark the agency's mailboxes at an address from which a mail came back; none where they are marked."""
    found = store.get_mailboxes(agency, tuple(MailboxRole))
    bounced = [each for each in found if each.undeliverable_since is None and _is_same_address(each.address, address)]
    return [store.mark_undeliverable(each, at=at) for each in bounced]


def load_directory(agencies: Iterable[Agency], mailboxes: Iterable[Mailbox]) -> None:
    """Write agencies and mailboxes; what exists is replaced.

    A mailbox whose address stays keeps its epoch and its mark; a new address starts unmarked, and ends the queue links
    that were sent to the old one.
    """
    given = list(mailboxes)
    held = store.get_mailboxes_of((each.agency, each.role) for each in given)
    store.save_all(agencies, [_merge(each, held.get((each.agency, each.role))) for each in given])


def _merge(mailbox: Mailbox, held: Mailbox | None) -> Mailbox:
    if held is None:
        return mailbox
    if held.address == mailbox.address:
        return replace(mailbox, epoch=held.epoch, undeliverable_since=held.undeliverable_since)
    return replace(mailbox, epoch=held.epoch + 1)


def new_link(*, agency: str, mailbox: MailboxRole, epoch: int, number: str | None, at: datetime) -> Link:
    """A link to one complaint, or to the agency's queue where no number is given. `put_link` makes it real."""
    return Link(
        id=new_id(),
        agency=agency,
        mailbox=mailbox,
        scope=Scope.COMPLAINT if number else Scope.QUEUE,
        epoch=epoch,
        number=number,
        expires=at + timedelta(days=settings.get().link_days),
    )


def put_link(link: Link) -> Put:
    """A write for a command's transaction."""
    return store.put_link(link)


def list_link_checks(who: Person) -> list[Check]:
    """Conditions for a command's transaction: what `is_link_valid` asks still holds while it is written."""
    return [_WRITE_CHECKS[each](who) for each in sorted(policy_of(who).write_conditions(who))]


def is_link_valid(who: Person) -> bool:
    """Whether nobody has revoked the person's link nor, where it is to a queue, changed its mailbox since.

    True for who needs no link. Whether it still opens a complaint is the complaint's to say.
    """
    return all(_READ_CHECKS[each](who) for each in sorted(policy_of(who).write_conditions(who)))


def _is_mailbox_unchanged(who: Any) -> bool:
    registered = get_mailbox(who.agency, who.mailbox)
    return registered is not None and registered.epoch == who.epoch


_WRITE_CHECKS: Final[Mapping[WriteCondition, Callable[[Any], Check]]] = {
    WriteCondition.LINK_VALID: lambda who: store.check_link(who.link, otherwise=LinkRevoked()),
    WriteCondition.MAILBOX_UNCHANGED: lambda who: store.check_mailbox(
        who.agency, who.mailbox, who.epoch, otherwise=LinkRevoked()
    ),
}
_READ_CHECKS: Final[Mapping[WriteCondition, Callable[[Any], bool]]] = {
    WriteCondition.LINK_VALID: lambda who: store.get_link(who.link) is not None,
    WriteCondition.MAILBOX_UNCHANGED: _is_mailbox_unchanged,
}
"""The same conditions asked before a read, and made part of a write."""


def get_link(id_: str) -> Link | None:
    """A link that nobody has revoked, whether or not its time is over."""
    return store.get_link(id_)


def sign_link(link: Link, *, key: str) -> str:
    """What stands behind `#` in a mail; the same bytes at every rendering."""
    payload = {
        "l": link.id,
        "a": link.agency,
        "m": link.mailbox.value,
        "s": link.scope.value,
        "e": link.epoch,
        "n": link.number,
    }
    return secrets.signing_keys().sign(Purpose.LINK, payload, expires=link.expires, key=key)


def verify_link(pasted: str, *, accept_expired: bool = False) -> str:
    """The id of the link in what a person pasted: a token, a whole address, `#` mangled to `%23` or `%2523`.

    It may be broken over lines, or stand in a sentence. Raises LinkInvalid, and LinkExpired unless `accept_expired`.
    """
    try:
        payload = secrets.signing_keys().verify(Purpose.LINK, _extract_token(pasted))
    except TokenExpired as expired:
        if not accept_expired:
            raise LinkExpired from expired
        payload = expired.payload
    except TokenInvalid as invalid:
        raise LinkInvalid from invalid
    return str(payload["l"])


def _is_same_address(one: str, other: str) -> bool:
    return email_key(one) == email_key(other)


def _extract_token(pasted: str) -> str:
    fragment = pasted.replace("%2523", "#").replace("%23", "#").rpartition("#")[2]
    found = _TOKEN.match("".join(fragment.split())) or _TOKEN.match(fragment)
    return found.group(1) if found else ""
