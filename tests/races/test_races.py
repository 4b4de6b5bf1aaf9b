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
from tests.races import checker, clients, grounds
from tests.races.cases import Race
from tests.races.grounds import Ground
from tests.races.history import Fault

pytestmark = pytest.mark.xdist_group("races")

IS_LONG: Final = os.environ.get("RACES") == "long"
CLIENTS: Final = 16
OPERATIONS: Final = 500 if IS_LONG else 120
SEEDS: Final = (1, 2, 3, 4, 5) if IS_LONG else (1,)
SHAPES: Final = {"one complaint": 1, "many complaints": 12}
_ROUNDS: Final = 10
_OF_HISTORY: Final = {"gap", "broken chain", "wrong head", "lost command", "another command's event"}


@dataclass(frozen=True)
class Ended:
    """A race that is over, and what the checker says of it."""

    race: Race
    done: Counter[str]
    faults: list[Fault]


def raced(ground: Ground, *, wide: int, operations: int, seed: int) -> Ended:
    race = Race(wide)
    race.prepare(random.Random(f"{seed}/prepared"))
    done = clients.run(race, clients_=CLIENTS, operations=operations, seed=seed)
    return Ended(race, done, checker.faults_of(ground.kept(), race.log))


def figures(ground: Ground, ended: Ended, title: str) -> str:
    log = ended.race.log
    told = {
        "operations": sum(ended.done.values()),
        "commands sent": len(log),
        "acknowledged": sum(each.is_yes for each in log),
        "refused": sum(each.is_no for each in log),
        "unknown": sum(each.is_unknown for each in log),
        "transactions cancelled": ground.conflicts,
        "mails": sum(ground.sent.values()),
        "faults": len(ended.faults),
    }
    return f"{title}: " + ", ".join(f"{name} {number}" for name, number in told.items())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_sixteen_clients_at_once_lose_nothing_and_double_nothing(
    ministack: Configuration,
    shape: str,
    seed: int,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    wide = SHAPES[shape]

    with grounds.on_ministack(ministack, table=f"race-{wide}-{seed}") as ground:
        ended = raced(ground, wide=wide, operations=OPERATIONS, seed=seed)
        said = figures(ground, ended, f"{shape}, seed {seed}")

    if IS_LONG:
        with capsys.disabled():
            sys.stdout.write(f"\n{said}")
    assert not ended.faults, (said, ended.faults)
    assert "unexpected failure" not in caplog.text, said
    assert not [name for name in ended.done if "died" in name and "Unavailable" not in name], (said, ended.done)
    assert ground.conflicts, f"nobody ever met anybody: {said}"


def test_the_checker_finds_faults_where_transactions_are_not_isolated(often_switched: None) -> None:
    found: Counter[str] = Counter()
    for seed in range(_ROUNDS):
        with grounds.on_bare_moto() as ground:
            found.update(each.name for each in raced(ground, wide=1, operations=60, seed=seed).faults)
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
