"""The portal over a bad line to AWS: whoever tries again gets there, and nothing is done twice.

Nothing here is pretended: an emulator with real transactions, and between it and the portal a proxy that throttles,
cuts and loses. `make faults` lives ten times as many lives.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.aws import clients
from chalicelib.complaints.history import chain
from chalicelib.complaints.rules.records import fold
from chalicelib.complaints.storage import store
from tests import emulator
from tests.builders import a_directory
from tests.complaints.commanding import list_events, list_stored_events
from tests.emulated import emulator_in
from tests.faults import wire
from tests.faults.killing import no_waiting
from tests.faults.lives import Count, GivenUp, Life
from tests.faults.wire import StoredEvent
from tests.portal import Portal

pytestmark = pytest.mark.xdist_group("emulated")
LIVES: Final = int(os.environ.get("FAULTS_LIVES", "20"))
REACHED: Final = 0.995
"""The least share of commands that must succeed."""
SHORTEST_LIFE: Final = 7
"""Commands; a life that ends early shows in their number."""
_TOLERANCE: Final = 0.5
"""The proxy draws lots: each of its shares comes out somewhere near what it was asked for."""


@pytest.fixture
def line(environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StoredEvent]:
    """The portal's table in an emulator at the end of a line, which is good as yet."""
    with (
        emulator_in(tmp_path / "emulator") as here,
        wire.line_to(here.emulator_url, log=tmp_path / "line.log") as made,
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", made.url)
        emulator.make_table()
        emulator.make_secrets()
        agencies.load_directory(*a_directory())
        yield made


def test_over_a_bad_line_commands_arrive_and_none_arrives_twice(
    line: StoredEvent, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    count = Count()
    lives = [_a_life(position, count) for position in range(LIVES)]

    line.spoil()
    with no_waiting():
        for position, life in enumerate(lives):
            with suppress(GivenUp):
                life.answered() if position % 2 else life.looked_at_again()
    struck = line.struck()
    line.mend()

    record_property("faults", {"of": "commands over a bad line", **count.figures})
    for life in lives:
        _assert_whole(life)
    known = sum("submit" in each.done for each in lives)
    assert known <= _filed() <= known + count.given_up.count("submit")
    assert "unexpected failure" not in caplog.text
    assert count.commands >= SHORTEST_LIFE * LIVES * REACHED
    assert len(count.given_up) <= (1 - REACHED) * count.commands, count.given_up
    for name, share in wire.SHARES.items():
        assert struck[name] == pytest.approx(share, rel=_TOLERANCE)


def _a_life(position: int, count: Count) -> Life:
    address = f"198.51.100.{position % 250 + 1}:4711"
    portal = Portal.started(emulator.Aws())
    portal.headers["cloudfront-viewer-address"] = address
    return Life(portal=portal, count=count)


def _filed() -> int:
    pages = clients.client("dynamodb").get_paginator("scan").paginate(TableName="portal")
    return sum(each["sk"]["S"] == "HEAD" for page in pages for each in page["Items"])


def _assert_whole(life: Life) -> None:
    """What was acknowledged is there, once, in its order; what was given up on at most once."""
    if "submit" not in life.done:
        return
    events = list_events(life.number)
    head = store.get_head(life.number)
    assert head is not None
    assert chain.find_first_fault(list_stored_events(life.number)) is None
    assert head.complaint == fold(events)
    actions = [each.action.value for each in events]
    assert actions[: len(life.done)] == life.done
    assert len(actions) <= len(life.done) + 1
