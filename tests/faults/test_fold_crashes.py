"""The fold and the publication, crashed at every call of AWS and run again: the same figures, to the byte."""

import itertools
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
from tests.faults.injection import SAMPLE, Fault, list_crashes, list_faults, record_calls
from tests.statistics.cases import draw_histories, make_filed_histories, store_histories
from tests.tiers import LONG

SHELL = f"<main>{rendering.BEGIN}Nothing yet{rendering.END}</main>"
CASES = [*draw_histories(3, 5), *make_filed_histories(6, "health"), *make_filed_histories(6, "justice")]
Item = dict[str, dict[str, str]]
State = tuple[dict[str, bytes], list[Item]]


def set_up_uncounted_history() -> emulator.Aws:
    """A portal in which something has happened and nothing is counted."""
    aws = emulator.set_up()
    agencies.clear_cache()
    for language in ("ar", "fr"):
        site.put(f"{language}/statistics/shell.html", SHELL.encode(), known={})
    store_histories(CASES)
    return aws


def fold() -> None:
    with clock.at(NOON):
        jobs.fold_and_publish()


def read_outcome(aws: emulator.Aws) -> State:
    """What is published, and the aggregates without what is nothing."""
    aggregates = [{name: value for name, value in item.items() if value != {"N": "0"}} for item in aws.items("STAT#")]
    return aws.published(), aggregates


def run_in_new_emulator(act: Callable[[emulator.Aws], State]) -> State:
    with mock_aws():
        return act(set_up_uncounted_history())


@pytest.fixture
def undisturbed(environment: None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], State]:
    """The calls of a run without a fault, and what comes of it."""
    # So that few events are several transactions.
    monkeypatch.setattr(batches, "_MAX_WRITES", 26)
    called: list[str] = []

    def act(aws: emulator.Aws) -> State:
        called.extend(record_calls(fold))
        return read_outcome(aws)

    return called, run_in_new_emulator(act)


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=[pytest.mark.thorough, LONG])])
def test_crashed_at_any_call_and_run_again_the_figures_are_the_same(
    undisturbed: tuple[list[str], State], every: int
) -> None:
    called, expected = undisturbed
    assert called.count("TransactWriteItems") > 1
    assert called.count("PutObject") > 4

    for crash in itertools.islice(list_crashes(called), 0, None, every):
        assert run_in_new_emulator(lambda aws, crash=crash: _crash_and_run_again(aws, crash)) == expected, str(crash)


def _crash_and_run_again(aws: emulator.Aws, crash: Fault) -> State:
    assert crash.inject_into(fold), str(crash)
    fold()
    return read_outcome(aws)


def test_crashed_again_and_again_the_figures_are_the_same(undisturbed: tuple[list[str], State]) -> None:
    called, expected = undisturbed

    def act(aws: emulator.Aws) -> State:
        for crash in list_crashes(called):
            crash.inject_into(fold)
        fold()
        return read_outcome(aws)

    assert run_in_new_emulator(act) == expected


@pytest.mark.parametrize("every", [SAMPLE, pytest.param(1, marks=[pytest.mark.thorough, LONG])])
def test_a_rebuild_that_fails_at_any_call_leaves_the_figures_as_they_are(
    undisturbed: tuple[list[str], State], every: int
) -> None:
    _, (published, aggregates) = undisturbed
    figures = _figures(aggregates)

    def act(aws: emulator.Aws) -> State:
        fold()
        called = record_calls(ops.rebuild)
        later = NOON
        for fault in list_faults(called, every=every):
            # By then the pause of the one that crashed before is over.
            later += timedelta(hours=4)
            with clock.at(later):
                _rebuild_under(fault)
                assert _figures(read_outcome(aws)[1]) == figures, str(fault)
        with clock.at(later + timedelta(hours=4)):
            ops.rebuild()
        return read_outcome(aws)

    again, rebuilt = run_in_new_emulator(act)
    assert again == published
    assert _figures(rebuilt) == figures
    assert len({each["pk"]["S"].split("#")[1] for each in rebuilt}) == 3, (
        "the state, the last release, and one generation"
    )


def _rebuild_under(fault: Fault) -> None:
    # What an outage raises is for whoever started it to read.
    with suppress(Exception):
        fault.inject_into(ops.rebuild)


def _figures(aggregates: list[Item]) -> list[Item]:
    """The aggregates of the generation that counts, without its name."""
    (state,) = [each for each in aggregates if each["pk"]["S"] == "STAT#STATE"]
    current = f"STAT#{state.get('generation', {}).get('S', store.FIRST_GENERATION)}#"
    return [
        {**each, "pk": {"S": each["pk"]["S"].removeprefix(current)}}
        for each in aggregates
        if each["pk"]["S"].startswith(current)
    ]
