"""Commands on the aggregate itself, as the services of the sides run them."""

from chalicelib.agencies import service as agencies
from chalicelib.agencies.store import LinkItem, link_key
from chalicelib.aws import table
from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import StoredEvent
from chalicelib.complaints.history.events import Seal, SealedEvent, committed_fields, public_fields
from chalicelib.complaints.rules import acts
from chalicelib.complaints.storage import commands, store
from chalicelib.complaints.storage.commands import CommandResult
from chalicelib.core import clock
from chalicelib.core.idempotency import IdempotencyKey
from chalicelib.domain.people import Officer
from chalicelib.domain.vocabulary import Action, Role
from tests.builders import a_citizen, a_key, a_submission_event, an_officer
from tests.emulator import Aws


def file_one(once: IdempotencyKey | None = None) -> str:
    return commands.submit(once or a_key(), lambda number: a_submission_event(number=number), also=list).number


def citizen_writes(number: str, once: IdempotencyKey | None = None, text: str = "Hello") -> CommandResult:
    return commands.run(
        a_citizen(number),
        number,
        once or a_key(),
        Action.MESSAGE,
        lambda complaint: acts.write(complaint, text=text, by=Role.CITIZEN, at=clock.now()),
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
        lambda complaint: acts.take_charge(complaint, mailbox=officer.mailbox, at=clock.now()),
    )


def transfer(officer: Officer, number: str, once: IdempotencyKey | None = None, to: str = "health") -> CommandResult:
    return commands.run(
        officer,
        number,
        once or a_key(),
        Action.TRANSFER,
        lambda complaint: acts.transfer(complaint, agency=to, reason="R", by=Role.OFFICER, at=clock.now()),
    )


def line_of(sealed: SealedEvent) -> StoredEvent:
    """A sealed event as it is held by who may see all of it."""
    return StoredEvent(
        public=public_fields(sealed.event),
        commitment=sealed.seal.commitment,
        hash=sealed.seal.hash,
        salt=sealed.seal.salt,
        details=None if sealed.seal.salt is None else committed_fields(sealed.event),
    )


def sealed_event(line: StoredEvent) -> SealedEvent:
    """The event of a line with its seal."""
    return SealedEvent(
        event=chain.event_of(line), seal=Seal(salt=line.salt, commitment=line.commitment, hash=line.hash)
    )


def list_lines(number: str) -> list[StoredEvent]:
    """The history of a complaint as it is kept."""
    return [store.read_stored_event(raw) for raw in store.list_items(number) if raw["sk"]["S"].startswith("EVENT#")]


def list_sealed(number: str) -> list[SealedEvent]:
    """The events of a complaint with their seals."""
    return [sealed_event(each) for each in list_lines(number)]


def event_sorts(aws: Aws, number: str) -> list[str]:
    return [each for each in aws.sorts(f"COMPLAINT#{number}") if each.startswith("EVENT#")]


def revoke(link: str) -> None:
    assert table.update(link_key(link), [LinkItem.revoked_at.set(clock.stamp(clock.now()))])
