"""The fold and the publication, killed at every call of AWS and run again: the same figures, to the byte."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from moto import mock_aws

from chalicelib.agencies import service as agencies
from chalicelib.aws import site
from chalicelib.core import clock
from chalicelib.statistics import batches, jobs, rendering, store
from infra.ops import statistics as ops
from tests import emulator
from tests.builders import NOON
from tests.faults.killing import Fault, calls_of, faults, kills
from tests.statistics.cases import draw_histories, make_filed_histories, store_histories

SHELL = f"<main>{rendering.BEGIN}Nothing yet{rendering.END}</main>"
CASES = [*draw_histories(3, 5), *make_filed_histories(6, "health"), *make_filed_histories(6, "justice")]
Item = dict[str, dict[str, str]]
State = tuple[dict[str, bytes], list[Item]]


def a_world() -> emulator.Aws:
    """A portal in which something has happened and nothing is counted."""
    aws = emulator.set_up()
    agencies.clear_cache()
    for language in ("ar", "fr"):
        site.put(f"{language}/statistics/shell.html", SHELL.encode(), known={})
    store_histories(CASES)
    return aws


def run() -> None:
    with clock.at(NOON):
        jobs.fold_and_publish()


def outcome(aws: emulator.Aws) -> State:
    """What is published, and the aggregates without what is nothing."""
    aggregates = [{name: value for name, value in item.items() if value != {"N": "0"}} for item in aws.items("STAT#")]
    return aws.published(), aggregates


def in_a_world(act: Callable[[emulator.Aws], State]) -> State:
    with mock_aws():
        return act(a_world())


@pytest.fixture
def whole(environment: None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], State]:
    """The calls of a run that nobody kills, and what comes of it."""
    # So that few events are several transactions.
    monkeypatch.setattr(batches, "_MAX_WRITES", 26)
    called: list[str] = []

    def act(aws: emulator.Aws) -> State:
        called.extend(calls_of(run))
        return outcome(aws)

    return called, in_a_world(act)


def test_killed_at_any_call_and_run_again_the_figures_are_the_same(whole: tuple[list[str], State]) -> None:
    called, expected = whole
    assert called.count("TransactWriteItems") > 1
    assert called.count("PutObject") > 4

    for kill in kills(called):
        assert in_a_world(lambda aws, kill=kill: _killed_and_run_again(aws, kill)) == expected, str(kill)


def _killed_and_run_again(aws: emulator.Aws, kill: Fault) -> State:
    assert kill.during(run), str(kill)
    run()
    return outcome(aws)


def test_killed_again_and_again_the_figures_are_the_same(whole: tuple[list[str], State]) -> None:
    called, expected = whole

    def act(aws: emulator.Aws) -> State:
        for kill in kills(called):
            kill.during(run)
        run()
        return outcome(aws)

    assert in_a_world(act) == expected


def test_a_rebuild_struck_at_any_call_leaves_the_figures_as_they_are(whole: tuple[list[str], State]) -> None:
    _, (published, aggregates) = whole
    figures = _figures(aggregates)

    def act(aws: emulator.Aws) -> State:
        run()
        called = calls_of(ops.rebuild)
        later = NOON
        for fault in faults(called):
            # By then the pause of the one killed before is over.
            later += timedelta(hours=4)
            with clock.at(later):
                # What an outage raises is for whoever started it to read.
                with suppress(Exception):
                    fault.during(ops.rebuild)
                assert _figures(outcome(aws)[1]) == figures, str(fault)
        with clock.at(later + timedelta(hours=4)):
            ops.rebuild()
        return outcome(aws)

    again, rebuilt = in_a_world(act)
    assert again == published
    assert _figures(rebuilt) == figures
    assert len({each["pk"]["S"].split("#")[1] for each in rebuilt}) == 3, (
        "the state, the last release, and one generation"
    )


def _figures(aggregates: list[Item]) -> list[Item]:
    """The aggregates of the generation that counts, without its name."""
    (state,) = [each for each in aggregates if each["pk"]["S"] == "STAT#STATE"]
    current = f"STAT#{state.get('generation', {}).get('S', store.FIRST_GENERATION)}#"
    return [
        {**each, "pk": {"S": each["pk"]["S"].removeprefix(current)}}
        for each in aggregates
        if each["pk"]["S"].startswith(current)
    ]
