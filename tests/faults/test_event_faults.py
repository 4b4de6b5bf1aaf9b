"""Every function that an event or a schedule calls, with a fault at every call of AWS and called again: one effect."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from chalicelib.attachments import jobs as attachments
from chalicelib.attachments.model import ABANDONED_AFTER
from chalicelib.aws import clients
from chalicelib.complaints import jobs
from chalicelib.complaints.history import chain
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from chalicelib.domain.recipients import MailboxRecipient
from chalicelib.domain.vocabulary import MailboxRole
from chalicelib.notifications import model
from tests.attachments.uploading import notice, reserved, send
from tests.complaints.commanding import list_events, list_stored_events
from tests.faults.injection import SAMPLE, list_faults, record_calls
from tests.portal import Portal
from tests.tiers import thorough


@dataclass(frozen=True)
class Event:
    """Something that happens once and is delivered at least once."""

    deliver: Callable[[], object]
    read_outcome: Callable[[], Any]
    """What has come of it, the same for each run."""
    count_duplicates: Callable[[], int] = lambda: 0
    """How often one thing happened again: never, but a mail may once more for each crash after it was sent."""


def _prepare_mail(api: Portal) -> Event:
    number = api.file().number

    def list_mails() -> list[tuple[str, bytes]]:
        return [each for each in api.aws.raw_mails() if number in each[1].decode().replace("-", "")]

    def read_outcome() -> Any:
        states = [each["state"]["S"] for each in api.aws.items(f"COMPLAINT#{number}") if "state" in each]
        return len(set(list_mails())), states, api.aws.sorts(f"COMPLAINT#{number}")[:2]

    def count_duplicates() -> int:
        return max(Counter(list_mails()).values()) - 1

    return Event(
        deliver=api.deliver_mails,
        read_outcome=read_outcome,
        count_duplicates=count_duplicates,
    )


def _prepare_sweep_of_mails(api: Portal) -> Event:
    mail = _prepare_mail(api)
    return replace(mail, deliver=api.sweep_mails)


def _prepare_bounce(api: Portal) -> Event:
    number = api.file().number
    api.deliver_mails()
    reference = model.OutboxMail(
        place=model.EventPlace(number=number, seq=1, position=2),
        template=model.Template.AGENCY_ALERT,
        recipient=MailboxRecipient(agency="interior", role=MailboxRole.FRONT),
        key="initial",
        created_at=clock.now(),
    ).reference
    detail = {
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "front@interior.example"}]},
        "mail": {"destination": ["front@interior.example"], "tags": {"mail": [reference]}},
    }

    def read_outcome() -> Any:
        events = list_events(number)
        assert chain.find_first_fault(list_stored_events(number)) is None
        return [each.action.value for each in events], api.aws.sorts(f"COMPLAINT#{number}")[-3:-1]

    return Event(deliver=lambda: jobs.handle_report(detail), read_outcome=read_outcome)


def _prepare_file(api: Portal) -> Event:
    upload_id = reserved()
    version = send(upload_id)

    def read_outcome() -> Any:
        (item,) = api.aws.items(f"UPLOAD#{upload_id}")
        kept = clients.client("s3").get_object(Bucket="clean", Key=upload_id)["Body"].read()
        return item["state"]["S"], kept

    return Event(deliver=lambda: notice(upload_id, version), read_outcome=read_outcome)


def _prepare_sweep(api: Portal) -> Event:
    upload_id = reserved()
    send(upload_id)
    late = clock.now() + ABANDONED_AFTER

    def deliver() -> None:
        with clock.at(late):
            attachments.sweep()

    def read_outcome() -> Any:
        (item,) = api.aws.items(f"UPLOAD#{upload_id}")
        left = clients.client("s3").list_objects_v2(Bucket="quarantine", Prefix=upload_id).get("KeyCount", 0)
        return "work_pk" in item, left

    return Event(deliver=deliver, read_outcome=read_outcome)


EVENTS: Final[dict[str, Callable[[Portal], Event]]] = {
    "deliver_mail": _prepare_mail,
    "sweep_mail": _prepare_sweep_of_mails,
    "handle_bounce": _prepare_bounce,
    "scan_upload": _prepare_file,
    "sweep_uploads": _prepare_sweep,
}


@pytest.mark.parametrize("every", [SAMPLE, *thorough(1)])
@pytest.mark.parametrize("function", EVENTS)
def test_an_event_that_fails_anywhere_and_is_delivered_again_has_one_effect(
    api: Portal, function: str, every: int, record_property: Any
) -> None:
    whole = EVENTS[function](api)
    calls = record_calls(whole.deliver)
    expected = whole.read_outcome()
    assert whole.count_duplicates() == 0
    runs = 0
    wrong: list[str] = []

    for fault in list_faults(calls, every=every):
        api.aws.clear()
        event = EVENTS[function](api)
        # What a function raises is its trigger's to try again.
        with suppress(Unavailable):
            fault.inject_into(event.deliver)
        _deliver_later(event.deliver)
        runs += 1
        if event.read_outcome() != expected or event.count_duplicates() > 1:
            wrong.append(str(fault))

    record_property("faults", {"of": "events with faults injected", "runs": runs, "with another outcome": len(wrong)})
    assert wrong == []


def _deliver_later(deliver: Callable[[], object]) -> None:
    """Deliver it again once nobody else can have it in hand any more."""
    with clock.at(clock.now() + model.lease(1)):
        deliver()
