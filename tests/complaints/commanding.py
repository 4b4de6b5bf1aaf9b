"""Commands on the aggregate itself, as the services of the sides run them."""

from collections.abc import Sequence

from chalicelib.agencies import service as agencies
from chalicelib.agencies.store import LinkItem, link_key
from chalicelib.aws import table
from chalicelib.complaints.history import events
from chalicelib.complaints.history.events import GENESIS, Event, StoredEvent, event_of
from chalicelib.complaints.rules import actions
from chalicelib.complaints.storage import commands, event_store, store
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Officer
from chalicelib.domain.vocabulary import Action, Role
from tests.builders import a_citizen, a_key, a_submission_event, a_visitor, an_officer
from tests.emulator import Aws


def file_one(once: IdempotencyKey | None = None) -> str:
    begin = lambda number: a_submission_event(number=number)  # noqa: E731 -- what a filing is made of
    return commands.submit(a_visitor(), once or a_key(), begin, extra_writes=list).number


def citizen_writes(number: str, once: IdempotencyKey | None = None, text: str = "Hello") -> CommandResult:
    return commands.run(
        a_citizen(number),
        number,
        once or a_key(),
        Action.MESSAGE,
        lambda complaint: actions.write(complaint, text=text, by=Role.CITIZEN, at=clock.now()),
    )


def link_of(aws: Aws, number: str) -> str:
    """The id of the link in the latest alert."""
    alerts = [each for each in aws.items(f"COMPLAINT#{number}") if "link" in each]
    return str(alerts[-1]["link"]["S"])


def an_officer_of(aws: Aws, number: str) -> Officer:
    link = agencies.get_link(link_of(aws, number))
    assert link is not None
    return an_officer(agency=link.agency, mailbox=link.mailbox, link=link.id, number=number, epoch=link.epoch)


def take_charge(officer: Officer, number: str, once: IdempotencyKey | None = None) -> CommandResult:
    return commands.run(
        officer,
        number,
        once or a_key(),
        Action.TAKE_CHARGE,
        lambda complaint: actions.take_charge(complaint, mailbox=officer.mailbox, at=clock.now()),
    )


def transfer(officer: Officer, number: str, once: IdempotencyKey | None = None, to: str = "health") -> CommandResult:
    return commands.run(
        officer,
        number,
        once or a_key(),
        Action.TRANSFER,
        lambda complaint: actions.transfer(complaint, agency=to, reason="R", by=Role.OFFICER, at=clock.now()),
    )


def seal(event: Event, *, previous: bytes) -> StoredEvent:
    """An event as it is held by who may see all of it; its salts are as good as any for a test."""
    salt = event.seq.to_bytes(32, "big")
    return events.seal(event, previous=previous, facts_salt=salt, details_salt=salt[::-1])


def seal_all(happened: Sequence[Event]) -> list[StoredEvent]:
    """A history, each event tied to the one before it."""
    made: list[StoredEvent] = []
    for event in happened:
        made.append(seal(event, previous=made[-1].hash if made else GENESIS))
    return made


def list_stored_events(number: str) -> list[StoredEvent]:
    """The history of a complaint as it is kept."""
    return [
        event_store.read_stored_event(raw) for raw in store.list_items(number) if raw["sk"]["S"].startswith("EVENT#")
    ]


def list_events(number: str) -> list[Event]:
    """What the history of a complaint says."""
    return [event_of(each) for each in list_stored_events(number)]


def event_sorts(aws: Aws, number: str) -> list[str]:
    return [each for each in aws.sorts(f"COMPLAINT#{number}") if each.startswith("EVENT#")]


def revoke(link: str) -> None:
    assert table.update(link_key(link), [LinkItem.revoked_at.set(clock.stamp(clock.now()))])
