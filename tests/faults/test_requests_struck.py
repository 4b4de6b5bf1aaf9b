"""The requests that write without a key (reminders, links, slots), struck at every call of AWS and made again.

They promise less than commands, and keep it: what was asked for happens, at most once more than it was asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.attachments.uploading import PHOTO, announce, notice, send
from tests.faults.killing import calls_of, faults
from tests.portal import Answer, Portal


@dataclass(frozen=True)
class Asked:
    """A request as its client makes it, afresh each time."""

    make: Callable[[], Answer]
    happened: Callable[[], list[Any]]
    """What has come of it, one entry for each time."""


def _reminder(api: Portal) -> Asked:
    email = api.file().email
    api.deliver_mails()
    return Asked(
        make=lambda: api.post("/number-reminders", {"email": email, "proof": api.proof()}),
        happened=lambda: [each.to == email for each in api.deliver_mails()],
    )


def _new_link(api: Portal) -> Asked:
    api.file()
    link = next(each.link for each in api.deliver_mails() if each.to == "front@interior.example")
    return Asked(
        make=lambda: api.post("/agency/links", {"link": link}),
        happened=lambda: [(each.to, api.open(each.link) != "") for each in api.deliver_mails()],
    )


def _queue_link(api: Portal) -> Asked:
    api.file()
    desk = api.desk_of("interior")
    return Asked(
        make=lambda: api.post("/agency/queue-links", {}, desk),
        happened=lambda: [(each.to, api.open(each.link) != "") for each in api.deliver_mails()],
    )


def _slot(api: Portal) -> Asked:
    return Asked(make=lambda: announce(api), happened=lambda: _usable(api))


def _officer_slot(api: Portal) -> Asked:
    api.file()
    desk = api.desk_of("interior")
    return Asked(make=lambda: announce(api, token=desk), happened=lambda: _usable(api))


def _usable(api: Portal) -> list[Any]:
    """Whether a file can be put into each slot, and is judged there."""
    slots = [each["pk"]["S"].removeprefix("UPLOAD#") for each in api.aws.items("UPLOAD#")]
    for upload_id in slots:
        notice(upload_id, send(upload_id, PHOTO))
    return [each["state"]["S"] for each in api.aws.items("UPLOAD#")]


REQUESTS: Final[dict[str, Callable[[Portal], Asked]]] = {
    "reminder": _reminder,
    "new link": _new_link,
    "link to the queue": _queue_link,
    "slot": _slot,
    "officer's slot": _officer_slot,
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_struck_anywhere_and_made_again_is_heard(
    api: Portal, request_: str, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    whole = REQUESTS[request_](api)
    calls = calls_of(whole.make)
    (expected,) = whole.happened()
    wrong: list[str] = []
    runs = 0

    for fault in faults(calls):
        api.aws.clear()
        asked = REQUESTS[request_](api)
        fault.during(asked.make)
        again = asked.make()
        runs += 1
        if again.status >= 300 or asked.happened() not in ([expected], [expected, expected]):
            wrong.append(str(fault))

    record_property("faults", {"of": "requests without a key struck", "runs": runs, "unheard": len(wrong)})
    assert wrong == []
    assert "unexpected failure" not in caplog.text
