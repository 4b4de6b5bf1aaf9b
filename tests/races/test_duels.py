"""The encounters that matter, each forced: sixteen clients let go at one moment at one complaint."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.attachments import jobs as uploads
from chalicelib.core import clock
from chalicelib.domain import policies
from chalicelib.statistics import service as statistics
from infra.local.configuration import Configuration
from tests.races import cases, checker, clients, grounds
from tests.races.cases import Case, Command
from tests.races.history import Told
from tests.races.story import Teller

pytestmark = pytest.mark.xdist_group("races")

_CLIENTS: Final = 16
_HALF: Final = _CLIENTS // 2
Deed = Callable[[], object]
Duel = Callable[[Teller], Sequence[Deed]]


def reply_against_transfer(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    return [*_many(teller, lambda: message(teller, case)), *_many(teller, lambda: transfer(teller, case))]


def officers_reply_against_transfer(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    return [*_many(teller, lambda: message(teller, case, desk=True)), *_many(teller, lambda: transfer(teller, case))]


def rating_against_reopening(teller: Teller) -> Sequence[Deed]:
    case = answered(teller)
    reopening = lambda: teller.command(case, "reopen", "reopening", "missing")  # noqa: E731
    return [
        *_many(teller, lambda: teller.command(case, "rate", "rating", "comment", score=2)),
        *_many(teller, reopening),
    ]


def two_answers(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    return _many(teller, lambda: answer(teller, case), _CLIENTS)


def withdrawal_against_answer(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    withdrawal = lambda: teller.command(case, "withdraw", "withdrawal", "reason")  # noqa: E731
    return [*_many(teller, withdrawal), *_many(teller, lambda: answer(teller, case))]


def one_key_with_one_body(teller: Teller) -> Sequence[Deed]:
    given = message(teller, teller.race.cases[0])
    return _many(teller, lambda: given, _CLIENTS)


def one_key_with_sixteen_bodies(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    key = cases.new_key(teller.dice)
    return _many(teller, lambda: _keyed(message(teller, case), key), _CLIENTS)


def one_filing_sent_by_all(teller: Teller) -> Sequence[Deed]:
    given = teller.race.filing(teller.dice)
    return _many(teller, lambda: given, _CLIENTS)


def one_file_for_two_complaints(teller: Teller) -> Sequence[Deed]:
    upload = teller.upload(policies.CITIZEN_SIDE)
    one, other = teller.race.cases
    sent = [_many(teller, lambda case=case: message(teller, case, upload_ids=[upload])) for case in (one, other)]
    return [*sent[0], *sent[1]]


def claim_against_verdict_and_sweep(teller: Teller) -> Sequence[Deed]:
    upload = clients.upload(teller.race, policies.CITIZEN_SIDE)
    case = teller.race.cases[0]
    claims = _many(teller, lambda: message(teller, case, upload_ids=[upload]), 6)
    verdicts = [lambda: uploads.scan({"detail": {"object": {"key": upload}}})] * 5
    return [*claims, *verdicts, *[_sweep_of_tomorrow] * 5]


def delivery_against_sweep(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    return [
        *[lambda: clients.deliver(case)] * 6,
        *[clients.sweep_mails] * 4,
        *_many(teller, lambda: answer(teller, case), 6),
    ]


def folds_against_officers(teller: Teller) -> Sequence[Deed]:
    case = teller.race.cases[0]
    return [*[_fold] * _HALF, *_many(teller, lambda: message(teller, case, desk=True))]


def yes_of(log: Sequence[Told], *actions: str) -> int:
    """How many keys with these actions were acknowledged."""
    return len({each.key for each in log if each.is_yes and each.action in actions and each.client >= 0})


def noes_of(log: Sequence[Told]) -> set[str | None]:
    """Why others were refused."""
    return {each.problem for each in log if each.is_no}


DUELS: Final[list[tuple[Duel, Callable[[Sequence[Told]], bool]]]] = [
    (reply_against_transfer, lambda log: yes_of(log, "transfer") == 1 and yes_of(log, "message") == _HALF),
    (officers_reply_against_transfer, lambda log: yes_of(log, "transfer") == 1),
    (rating_against_reopening, lambda log: yes_of(log, "reopen") == 1 and yes_of(log, "rate") <= 1),
    (two_answers, lambda log: yes_of(log, "answer") == 1 and noes_of(log) == {"action_not_allowed"}),
    (withdrawal_against_answer, lambda log: yes_of(log, "withdraw", "answer") == 1),
    (one_key_with_one_body, lambda log: all(each.is_yes for each in log)),
    (one_key_with_sixteen_bodies, lambda log: yes_of(log, "message") == 1 and noes_of(log) == {"key_reused"}),
    (one_filing_sent_by_all, lambda log: len({each.filed for each in log if each.client >= 0}) == 1),
    (one_file_for_two_complaints, lambda log: yes_of(log, "message") == 1),
    (claim_against_verdict_and_sweep, lambda log: yes_of(log, "message") <= 1),
    (delivery_against_sweep, lambda log: yes_of(log, "answer") == 1),
    (folds_against_officers, lambda log: yes_of(log, "message") == _HALF),
]


@pytest.mark.parametrize(("duel", "ends_well"), DUELS, ids=[duel.__name__ for duel, _ in DUELS])
def test_who_meets_at_one_moment_is_told_the_truth(
    ministack: Configuration, duel: Duel, ends_well: Callable[[Sequence[Told]], bool]
) -> None:
    with grounds.on_ministack(ministack, table=duel.__name__) as ground:
        teller = Teller()
        teller.race.prepare(teller.dice)
        deeds = duel(teller)
        at_once(deeds)
        clients.settle()
        log = teller.race.log
        faults = checker.faults_of(ground.kept(), log)

    assert len(deeds) == _CLIENTS
    assert faults == []
    assert ends_well(log), [(each.action, each.status, each.problem) for each in log]


def at_once(deeds: Sequence[Deed]) -> None:
    """Begin all of them at the same moment."""
    gate = threading.Barrier(len(deeds))

    def begin(deed: Deed) -> None:
        gate.wait()
        deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(begin, deeds))


def message(teller: Teller, case: Case, **rest: Any) -> Command:
    return teller.command(case, "message", "messages", "text", **rest)


def transfer(teller: Teller, case: Case) -> Command:
    return teller.command(case, "transfer", "transfers", "reason", desk=True, agency_id=elsewhere(case))


def answer(teller: Teller, case: Case) -> Command:
    return teller.command(case, "answer", "answers", "reasons", desk=True, outcome="granted")


def answered(teller: Teller) -> Case:
    case = teller.race.cases[0]
    teller.says(case, answer(teller, case))
    return case


def elsewhere(case: Case) -> str:
    return "health" if case.desks[-1].officer.agency != "health" else "justice"


def _many(teller: Teller, made: Callable[[], Command], times: int = _HALF) -> list[Deed]:
    """That many clients, each with a command made for it, sent until the portal can say what became of it."""
    return [_sending(teller, nth, made()) for nth in range(times)]


def _sending(teller: Teller, nth: int, given: Command) -> Deed:
    return lambda: teller.race.send_until_told(given, nth)


def _keyed(given: Command, key: str) -> Command:
    return replace(given, told=replace(given.told, key=key))


def _fold() -> None:
    statistics.fold_events(until=clock.now() + timedelta(minutes=1))


def _sweep_of_tomorrow() -> None:
    with clock.at(clock.now() + timedelta(hours=26)):
        uploads.sweep()
