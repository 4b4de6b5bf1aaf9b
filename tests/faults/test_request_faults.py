"""The requests that write without a key (reminders, links, slots), with a fault at every call of AWS and made again.

They promise less than commands, and keep it: what was asked for happens, at most once more than it was asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.attachments.uploading import PHOTO, announce, notice, send
from tests.faults.injection import SAMPLE, list_faults, record_calls
from tests.portal import Answer, Portal
from tests.tiers import thorough


@dataclass(frozen=True)
class Attempt:
    """A request as its client makes it, afresh each time."""

    make: Callable[[], Answer]
    list_effects: Callable[[], list[Any]]
    """What has come of it, one entry for each time."""


def _prepare_reminder(api: Portal) -> Attempt:
    email = api.file().email
    api.deliver_mails()
    return Attempt(
        make=lambda: api.post("/number-reminders", {"email": email, "proof": api.proof()}),
        list_effects=lambda: [each.to == email for each in api.deliver_mails()],
    )


def _prepare_new_link(api: Portal) -> Attempt:
    api.file()
    link = next(each.link for each in api.deliver_mails() if each.to == "front@interior.example")
    return Attempt(
        make=lambda: api.post("/agency/links", {"link": link}),
        list_effects=lambda: [(each.to, api.open(each.link) != "") for each in api.deliver_mails()],
    )


def _prepare_queue_link(api: Portal) -> Attempt:
    api.file()
    desk = api.desk_of("interior")
    return Attempt(
        make=lambda: api.post("/agency/queue-links", {}, desk),
        list_effects=lambda: [(each.to, api.open(each.link) != "") for each in api.deliver_mails()],
    )


def _prepare_slot(api: Portal) -> Attempt:
    return Attempt(make=lambda: announce(api), list_effects=lambda: _check_slots(api))


def _prepare_officer_slot(api: Portal) -> Attempt:
    api.file()
    desk = api.desk_of("interior")
    return Attempt(make=lambda: announce(api, token=desk), list_effects=lambda: _check_slots(api))


def _check_slots(api: Portal) -> list[Any]:
    """Whether a file can be put into each slot, and is judged there."""
    slots = [each["pk"]["S"].removeprefix("UPLOAD#") for each in api.aws.items("UPLOAD#")]
    for upload_id in slots:
        notice(upload_id, send(upload_id, PHOTO))
    return [each["state"]["S"] for each in api.aws.items("UPLOAD#")]


REQUESTS: Final[dict[str, Callable[[Portal], Attempt]]] = {
    "reminder": _prepare_reminder,
    "new link": _prepare_new_link,
    "link to the queue": _prepare_queue_link,
    "slot": _prepare_slot,
    "officer's slot": _prepare_officer_slot,
}


@pytest.mark.parametrize("every", [SAMPLE, *thorough(1)])
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_that_fails_anywhere_and_is_made_again_is_served(
    api: Portal, request_: str, every: int, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    whole = REQUESTS[request_](api)
    calls = record_calls(whole.make)
    (expected,) = whole.list_effects()
    wrong: list[str] = []
    runs = 0

    for fault in list_faults(calls, every=every):
        api.aws.clear()
        attempt = REQUESTS[request_](api)
        fault.inject_into(attempt.make)
        again = attempt.make()
        runs += 1
        if again.status >= 300 or attempt.list_effects() not in ([expected], [expected, expected]):
            wrong.append(str(fault))

    record_property("faults", {"of": "requests with faults injected", "runs": runs, "not served": len(wrong)})
    assert wrong == []
    assert "unexpected failure" not in caplog.text
