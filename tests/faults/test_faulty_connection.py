"""The portal over a faulty connection to AWS: whoever tries again gets there, and nothing is done twice.

Nothing here is pretended: an emulator with real transactions, and between it and the portal a proxy that throttles,
cuts and loses. `make faults` runs ten times as many scenarios as `make thorough`.
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
from tests.faults.faulty_proxy import SHARES, FaultyProxy, faulty_proxy
from tests.faults.injection import skip_retry_delays
from tests.faults.scenarios import AttemptsExhausted, CommandCounts, Scenario
from tests.portal import Portal

pytestmark = pytest.mark.thorough
SCENARIOS: Final = int(os.environ.get("FAULT_SCENARIOS", "20"))
REACHED: Final = 0.995
"""The least share of commands that must succeed."""
SHORTEST_SCENARIO: Final = 7
"""Commands; a scenario that ends early shows in their number."""
_TOLERANCE: Final = 0.5
"""The proxy draws lots: each of its shares comes out somewhere near what it was asked for."""


@pytest.fixture
def proxy(environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FaultyProxy]:
    """The portal's table in an emulator behind a proxy, which injects nothing as yet."""
    with (
        emulator_in(tmp_path / "emulator") as here,
        faulty_proxy(here.emulator_url, log=tmp_path / "proxy.log") as made,
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", made.url)
        emulator.make_table()
        emulator.make_secrets()
        agencies.load_directory(*a_directory())
        yield made


def test_over_a_faulty_connection_commands_arrive_and_none_arrives_twice(
    proxy: FaultyProxy, record_property: Any, caplog: pytest.LogCaptureFixture
) -> None:
    counts = CommandCounts()
    scenarios = [_a_scenario(position, counts) for position in range(SCENARIOS)]

    proxy.inject_faults()
    with skip_retry_delays():
        for position, scenario in enumerate(scenarios):
            with suppress(AttemptsExhausted):
                scenario.run_to_satisfaction() if position % 2 else scenario.run_to_withdrawal()
    shares = proxy.measure_fault_shares()
    proxy.clear_faults()

    record_property("faults", {"of": "commands over a faulty connection", **counts.figures})
    for scenario in scenarios:
        _assert_whole(scenario)
    known = sum("submit" in each.acknowledged for each in scenarios)
    assert known <= _count_complaints() <= known + counts.abandoned.count("submit")
    assert "unexpected failure" not in caplog.text
    assert counts.commands >= SHORTEST_SCENARIO * SCENARIOS * REACHED
    assert len(counts.abandoned) <= (1 - REACHED) * counts.commands, counts.abandoned
    for name, share in SHARES.items():
        assert shares[name] == pytest.approx(share, rel=_TOLERANCE)


def _a_scenario(position: int, counts: CommandCounts) -> Scenario:
    address = f"198.51.100.{position % 250 + 1}:4711"
    portal = Portal.started(emulator.Aws())
    portal.headers["cloudfront-viewer-address"] = address
    return Scenario(portal=portal, counts=counts)


def _count_complaints() -> int:
    pages = clients.client("dynamodb").get_paginator("scan").paginate(TableName="portal")
    return sum(each["sk"]["S"] == "HEAD" for page in pages for each in page["Items"])


def _assert_whole(scenario: Scenario) -> None:
    """What was acknowledged is there, once, in its order; what was abandoned at most once."""
    if "submit" not in scenario.acknowledged:
        return
    events = list_events(scenario.number)
    head = store.get_head(scenario.number)
    assert head is not None
    assert chain.find_first_fault(list_stored_events(scenario.number)) is None
    assert head.complaint == fold(events)
    actions = [each.action.value for each in events]
    assert actions[: len(scenario.acknowledged)] == scenario.acknowledged
    assert len(actions) <= len(scenario.acknowledged) + 1
