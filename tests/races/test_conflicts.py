"""The conflicts that matter, each forced: sixteen clients act on one complaint at one moment."""

import threading
from collections.abc import Callable, Mapping, Sequence
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
from tests.races import checker, clients, environments
from tests.races.history import Attempt
from tests.races.scenario import SequentialClient
from tests.races.shared_state import Command, RacedComplaint, new_key
from tests.tiers import thorough

_CLIENTS: Final = 16
_HALF: Final = _CLIENTS // 2
Operation = Callable[[], object]
Conflict = Callable[[SequentialClient], Sequence[Operation]]


def reply_against_transfer(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    return [*_many(client, lambda: message(client, complaint)), *_many(client, lambda: transfer(client, complaint))]


def officers_reply_against_transfer(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    return [
        *_many(client, lambda: message(client, complaint, desk=True)),
        *_many(client, lambda: transfer(client, complaint)),
    ]


def rating_against_reopening(client: SequentialClient) -> Sequence[Operation]:
    complaint = answered(client)
    reopening = lambda: client.command(complaint, "reopen", "reopening", "missing")  # noqa: E731
    return [
        *_many(client, lambda: client.command(complaint, "rate", "rating", "comment", score=2)),
        *_many(client, reopening),
    ]


def two_answers(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    return _many(client, lambda: answer(client, complaint), _CLIENTS)


def withdrawal_against_answer(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    withdrawal = lambda: client.command(complaint, "withdraw", "withdrawal", "reason")  # noqa: E731
    return [*_many(client, withdrawal), *_many(client, lambda: answer(client, complaint))]


def one_key_with_one_body(client: SequentialClient) -> Sequence[Operation]:
    given = message(client, client.race.complaints[0])
    return _many(client, lambda: given, _CLIENTS)


def one_key_with_sixteen_bodies(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    key = new_key(client.rng)
    return _many(client, lambda: _keyed(message(client, complaint), key), _CLIENTS)


def one_filing_sent_by_all(client: SequentialClient) -> Sequence[Operation]:
    given = client.race.filing(client.rng)
    return _many(client, lambda: given, _CLIENTS)


def one_file_for_two_complaints(client: SequentialClient) -> Sequence[Operation]:
    upload = client.upload(policies.CITIZEN_SIDE)
    one, other = client.race.complaints
    sent = [
        _many(client, lambda complaint=complaint: message(client, complaint, upload_ids=[upload]))
        for complaint in (one, other)
    ]
    return [*sent[0], *sent[1]]


def claim_against_verdict_and_sweep(client: SequentialClient) -> Sequence[Operation]:
    upload = clients.upload(client.race, policies.CITIZEN_SIDE)
    complaint = client.race.complaints[0]
    claims = _many(client, lambda: message(client, complaint, upload_ids=[upload]), 6)
    verdicts = [lambda: uploads.handle_scan_event({"detail": {"object": {"key": upload}}})] * 5
    return [*claims, *verdicts, *[_sweep_of_tomorrow] * 5]


def delivery_against_sweep(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    return [
        *[lambda: clients.deliver(complaint)] * 6,
        *[clients.sweep_mails] * 4,
        *_many(client, lambda: answer(client, complaint), 6),
    ]


def folds_against_officers(client: SequentialClient) -> Sequence[Operation]:
    complaint = client.race.complaints[0]
    return [*[_fold] * _HALF, *_many(client, lambda: message(client, complaint, desk=True))]


def count_acknowledged(log: Sequence[Attempt], *actions: str) -> int:
    """How many keys with these actions were acknowledged."""
    return len({each.key for each in log if each.is_acknowledged and each.action in actions and each.client >= 0})


def list_refusals(log: Sequence[Attempt]) -> set[str | None]:
    """Why others were refused."""
    return {each.problem for each in log if each.is_refused}


CONFLICTS: Final[Mapping[Conflict, Callable[[Sequence[Attempt]], bool]]] = {
    reply_against_transfer: lambda log: (
        count_acknowledged(log, "transfer") == 1 and count_acknowledged(log, "message") == _HALF
    ),
    officers_reply_against_transfer: lambda log: count_acknowledged(log, "transfer") == 1,
    rating_against_reopening: lambda log: (
        count_acknowledged(log, "reopen") == 1 and count_acknowledged(log, "rate") <= 1
    ),
    two_answers: lambda log: count_acknowledged(log, "answer") == 1 and list_refusals(log) == {"action_not_allowed"},
    withdrawal_against_answer: lambda log: count_acknowledged(log, "withdraw", "answer") == 1,
    one_key_with_one_body: lambda log: all(each.is_acknowledged for each in log),
    one_key_with_sixteen_bodies: lambda log: (
        count_acknowledged(log, "message") == 1 and list_refusals(log) == {"key_reused"}
    ),
    one_filing_sent_by_all: lambda log: len({each.filed for each in log if each.client >= 0}) == 1,
    one_file_for_two_complaints: lambda log: count_acknowledged(log, "message") == 1,
    claim_against_verdict_and_sweep: lambda log: count_acknowledged(log, "message") <= 1,
    delivery_against_sweep: lambda log: count_acknowledged(log, "answer") == 1,
    folds_against_officers: lambda log: count_acknowledged(log, "message") == _HALF,
}
IN_MAKE_TEST: Final = (two_answers, one_key_with_one_body, one_file_for_two_complaints)


@pytest.mark.parametrize(
    "conflict",
    [*IN_MAKE_TEST, *thorough(*(each for each in CONFLICTS if each not in IN_MAKE_TEST))],
    ids=lambda conflict: conflict.__name__,
)
def test_of_sixteen_clients_at_one_moment_each_is_answered_truly(ministack: Configuration, conflict: Conflict) -> None:
    with environments.on_ministack(ministack, table=conflict.__name__) as environment:
        client = SequentialClient()
        client.race.prepare(client.rng)
        operations = conflict(client)
        run_at_once(operations)
        clients.settle()
        log = client.race.log
        faults = checker.list_faults(environment.take_snapshot(), log)

    assert len(operations) == _CLIENTS
    assert faults == []
    assert CONFLICTS[conflict](log), [(each.action, each.status, each.problem) for each in log]


def run_at_once(operations: Sequence[Operation]) -> None:
    """Begin all of them at the same moment."""
    gate = threading.Barrier(len(operations))

    def begin(operation: Operation) -> None:
        gate.wait()
        operation()

    with ThreadPoolExecutor(len(operations)) as pool:
        list(pool.map(begin, operations))


def message(client: SequentialClient, complaint: RacedComplaint, **rest: Any) -> Command:
    return client.command(complaint, "message", "messages", "text", **rest)


def transfer(client: SequentialClient, complaint: RacedComplaint) -> Command:
    return client.command(complaint, "transfer", "transfers", "reason", desk=True, agency_id=elsewhere(complaint))


def answer(client: SequentialClient, complaint: RacedComplaint) -> Command:
    return client.command(complaint, "answer", "answers", "reasons", desk=True, outcome="granted")


def answered(client: SequentialClient) -> RacedComplaint:
    complaint = client.race.complaints[0]
    client.send(complaint, answer(client, complaint))
    return complaint


def elsewhere(complaint: RacedComplaint) -> str:
    return "health" if complaint.desks[-1].officer.agency != "health" else "justice"


def _many(client: SequentialClient, made: Callable[[], Command], times: int = _HALF) -> list[Operation]:
    """That many clients, each with a command made for it, sent until the portal can say what became of it."""
    return [_sending(client, nth, made()) for nth in range(times)]


def _sending(client: SequentialClient, nth: int, given: Command) -> Operation:
    return lambda: client.race.send_until_answered(given, nth)


def _keyed(given: Command, key: str) -> Command:
    return replace(given, attempt=replace(given.attempt, key=key))


def _fold() -> None:
    statistics.fold_events(until=clock.now() + timedelta(minutes=1))


def _sweep_of_tomorrow() -> None:
    with clock.at(clock.now() + timedelta(hours=26)):
        uploads.sweep()
