"""Every function that an event or a schedule calls, struck at every call of AWS and called again: one effect."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from chalicelib.attachments import jobs as attachments
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
from tests.faults.killing import calls_of, faults
from tests.portal import Portal


@dataclass(frozen=True)
class Event:
    """Something that happens once and is told at least once."""

    told: Callable[[], object]
    outcome: Callable[[], Any]
    """What has come of it, the same for each run."""
    extras: Callable[[], int] = lambda: 0
    """How often one thing happened again: never, but a mail may once more for each crash after it was sent."""


def _mail(api: Portal) -> Event:
    number = api.file().number

    def sent() -> list[tuple[str, bytes]]:
        return [each for each in api.aws.raw_mails() if number in each[1].decode().replace("-", "")]

    def outcome() -> Any:
        states = [each["state"]["S"] for each in api.aws.items(f"COMPLAINT#{number}") if "state" in each]
        return len(set(sent())), states, api.aws.sorts(f"COMPLAINT#{number}")[:2]

    return Event(told=api.deliver_mails, outcome=outcome, extras=lambda: max(Counter(sent()).values()) - 1)


def _sweep_of_mails(api: Portal) -> Event:
    mail = _mail(api)
    return replace(mail, told=api.sweep_mails)


def _bounce(api: Portal) -> Event:
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

    def outcome() -> Any:
        events = list_events(number)
        assert chain.find_first_fault(list_stored_events(number)) is None
        return [each.action.value for each in events], api.aws.sorts(f"COMPLAINT#{number}")[-3:-1]

    return Event(told=lambda: jobs.handle_report(detail), outcome=outcome)


def _file(api: Portal) -> Event:
    upload_id = reserved()
    version = send(upload_id)

    def outcome() -> Any:
        (item,) = api.aws.items(f"UPLOAD#{upload_id}")
        kept = clients.client("s3").get_object(Bucket="clean", Key=upload_id)["Body"].read()
        return item["state"]["S"], kept

    return Event(told=lambda: notice(upload_id, version), outcome=outcome)


def _sweep(api: Portal) -> Event:
    upload_id = reserved()
    send(upload_id)
    late = clock.now() + attachments.service.ABANDONED_AFTER

    def told() -> None:
        with clock.at(late):
            attachments.sweep()

    def outcome() -> Any:
        (item,) = api.aws.items(f"UPLOAD#{upload_id}")
        left = clients.client("s3").list_objects_v2(Bucket="quarantine", Prefix=upload_id).get("KeyCount", 0)
        return "work_pk" in item, left

    return Event(told=told, outcome=outcome)


EVENTS: Final[dict[str, Callable[[Portal], Event]]] = {
    "deliver_mail": _mail,
    "sweep_mail": _sweep_of_mails,
    "handle_bounce": _bounce,
    "scan_upload": _file,
    "sweep_uploads": _sweep,
}


@pytest.mark.parametrize("function", EVENTS)
def test_an_event_struck_anywhere_and_told_again_has_one_effect(
    api: Portal, function: str, record_property: Any
) -> None:
    whole = EVENTS[function](api)
    calls = calls_of(whole.told)
    expected = whole.outcome()
    assert whole.extras() == 0
    runs = 0
    wrong: list[str] = []

    for fault in faults(calls):
        api.aws.clear()
        event = EVENTS[function](api)
        # What a function raises is its trigger's to try again.
        with suppress(Unavailable):
            fault.during(event.told)
        _later(event.told)
        runs += 1
        if event.outcome() != expected or event.extras() > 1:
            wrong.append(str(fault))

    record_property("faults", {"of": "events struck", "runs": runs, "with another outcome": len(wrong)})
    assert wrong == []


def _later(told: Callable[[], object]) -> None:
    """Told again once nobody else can have it in hand any more."""
    with clock.at(clock.now() + model.lease(1)):
        told()
