"""Sixteen clients at once: what they were promised is there, once, whoever else acted. And where nothing isolates
their transactions, the checker says so.

`RACES=long` (`make race`) runs more of them, and prints the figures.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from infra.local.configuration import Configuration
from tests.races import checker, clients, environments
from tests.races.environments import RaceEnvironment
from tests.races.history import Fault
from tests.races.shared_state import Race
from tests.tiers import thorough

IS_LONG: Final = os.environ.get("RACES") == "long"
CLIENTS: Final = 16
OPERATIONS: Final = 500 if IS_LONG else 120
SEEDS: Final = (1, 2, 3, 4, 5) if IS_LONG else (1,)
SHAPES: Final = {"one complaint": 1, "many complaints": 12}
_ROUNDS: Final = 10
_OF_HISTORY: Final = {"gap", "broken chain", "wrong head", "lost command", "another command's event"}


@dataclass(frozen=True)
class FinishedRace:
    """A race that is over, and what the checker says of it."""

    race: Race
    done: Counter[str]
    faults: list[Fault]


def run_race(environment: RaceEnvironment, *, complaint_count: int, operations: int, seed: int) -> FinishedRace:
    race = Race(complaint_count)
    race.prepare(random.Random(f"{seed}/prepared"))
    done = clients.run(race, clients_=CLIENTS, operations=operations, seed=seed)
    return FinishedRace(race, done, checker.list_faults(environment.take_snapshot(), race.log))


def figures(environment: RaceEnvironment, ended: FinishedRace, title: str) -> str:
    log = ended.race.log
    counted = {
        "operations": sum(ended.done.values()),
        "commands sent": len(log),
        "acknowledged": sum(each.is_acknowledged for each in log),
        "refused": sum(each.is_refused for each in log),
        "unknown": sum(each.is_unknown for each in log),
        "transactions cancelled": environment.conflicts,
        "mails": sum(environment.sent.values()),
        "faults": len(ended.faults),
    }
    return f"{title}: " + ", ".join(f"{name} {number}" for name, number in counted.items())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", ["one complaint", *thorough("many complaints")])
def test_sixteen_clients_at_once_lose_nothing_and_double_nothing(
    ministack: Configuration,
    shape: str,
    seed: int,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    complaint_count = SHAPES[shape]

    with environments.on_ministack(ministack, table=f"race-{complaint_count}-{seed}") as environment:
        ended = run_race(environment, complaint_count=complaint_count, operations=OPERATIONS, seed=seed)
        said = figures(environment, ended, f"{shape}, seed {seed}")

    if IS_LONG:
        with capsys.disabled():
            sys.stdout.write(f"\n{said}")
    assert not ended.faults, (said, ended.faults)
    assert "unexpected failure" not in caplog.text, said
    assert not [name for name in ended.done if "died" in name and "Unavailable" not in name], (said, ended.done)
    assert environment.conflicts, f"no transaction conflicted: {said}"


@pytest.mark.thorough
def test_the_checker_finds_faults_where_transactions_are_not_isolated(often_switched: None) -> None:
    found: Counter[str] = Counter()
    for seed in range(_ROUNDS):
        with environments.on_bare_moto() as environment:
            found.update(
                each.name for each in run_race(environment, complaint_count=1, operations=60, seed=seed).faults
            )
        if found.keys() & _OF_HISTORY:
            break

    assert found.keys() & _OF_HISTORY, f"in {_ROUNDS} rounds nothing but {found}"


@pytest.fixture
def often_switched() -> Iterator[None]:
    """Threads take turns so often that what is not isolated meets."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)
