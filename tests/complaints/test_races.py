"""Somebody else writes between reading and writing: decided again, or refused; never both, never half."""

from collections.abc import Callable

import pytest

from chalicelib.aws.table import Check
from chalicelib.complaints.history import chain
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.complaints.rules.records import apply_event
from chalicelib.complaints.storage import commands
from chalicelib.core import clock
from chalicelib.core.errors import (
    ActionNotAllowed,
    LinkRevoked,
    Unavailable,
)
from chalicelib.domain.vocabulary import Action, Role, Status
from tests.builders import a_citizen, a_key, a_submission_event, a_visitor
from tests.complaints.commanding import (
    an_officer_of,
    citizen_writes,
    event_sorts,
    file_one,
    list_events,
    list_stored_events,
    revoke,
    transfer,
)
from tests.emulator import Aws


def between(
    number: str, interruption: Callable[[], object], *, times: int = 1
) -> tuple[Callable[[Complaint], Change], list[int]]:
    """An act during which something else is written, so that the version it was made on is gone."""
    versions: list[int] = []

    def act(complaint: Complaint) -> Change:
        versions.append(complaint.version)
        if len(versions) <= times:
            interruption()
        return actions.write(complaint, text="Late", by=Role.CITIZEN, at=clock.now())

    return act, versions


def test_a_command_that_lost_a_race_is_decided_again_on_what_is_there_now(aws: Aws) -> None:
    number = file_one()
    act, versions = between(number, lambda: citizen_writes(number))

    commands.run(a_citizen(number), number, a_key(), Action.MESSAGE, act)

    assert versions == [1, 2]
    assert len(event_sorts(aws, number)) == 3
    assert chain.find_first_fault(list_stored_events(number)) is None


def test_a_command_gives_up_after_three_retries_and_has_written_nothing(aws: Aws) -> None:
    number = file_one()
    act, versions = between(number, lambda: citizen_writes(number), times=99)

    with pytest.raises(Unavailable):
        commands.run(a_citizen(number), number, a_key(), Action.MESSAGE, act)

    assert versions == [1, 2, 3, 4]
    assert len(event_sorts(aws, number)) == 5


def test_a_command_that_lost_a_race_is_refused_where_the_new_state_forbids_it(aws: Aws) -> None:
    number = file_one()

    def withdraw() -> None:
        commands.run(
            a_citizen(number),
            number,
            a_key(),
            Action.WITHDRAW,
            lambda c: actions.withdraw(c, reason=None, at=clock.now()),
        )

    act, _ = between(number, withdraw)
    with pytest.raises(ActionNotAllowed):
        commands.run(a_citizen(number), number, a_key(), Action.MESSAGE, act)
    assert len(event_sorts(aws, number)) == 2


def test_two_requests_with_one_key_at_the_same_moment_are_one_command(aws: Aws) -> None:
    number, once = file_one(), a_key()
    act, versions = between(number, lambda: citizen_writes(number, once))

    done = commands.run(a_citizen(number), number, once, Action.MESSAGE, act)

    assert versions == [1]
    assert done.number == number
    assert len(event_sorts(aws, number)) == 2


def test_a_refusal_that_only_its_own_landing_caused_is_a_replay(aws: Aws) -> None:
    number, once = file_one(), a_key()

    def withdraw() -> commands.CommandResult:
        return commands.run(
            a_citizen(number), number, once, Action.WITHDRAW, lambda c: actions.withdraw(c, reason=None, at=clock.now())
        )

    def act(complaint: Complaint) -> Change:
        withdraw()
        return actions.withdraw(apply_event(complaint, list_events(number)[-1]), reason=None, at=clock.now())

    done = commands.run(a_citizen(number), number, once, Action.WITHDRAW, act)

    assert done.case is not None
    assert done.case.complaint.status is Status.WITHDRAWN
    assert len(event_sorts(aws, number)) == 2


def test_two_filings_with_one_key_at_the_same_moment_are_one_filing(aws: Aws) -> None:
    once = a_key()
    numbers: list[str] = []

    def meanwhile() -> list[Check]:
        if not numbers:
            numbers.append("")
            numbers[0] = file_one(once)
        return []

    done = commands.submit(a_visitor(), once, lambda number: a_submission_event(number=number), extra_writes=meanwhile)

    assert done.number == numbers[0]
    assert len({each["pk"]["S"] for each in aws.items("COMPLAINT#")}) == 1


def test_an_act_decided_before_a_transfer_never_lands_after_it(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    asked: list[int] = []

    def act(complaint: Complaint) -> Change:
        if not asked:
            asked.append(1)
            transfer(officer, number)
        return actions.take_charge(complaint, mailbox=officer.mailbox, at=clock.now())

    with pytest.raises(LinkRevoked):
        commands.run(officer, number, a_key(), Action.TAKE_CHARGE, act)
    assert [each.action.value for each in list_events(number)] == ["submit", "transfer"]


def test_a_link_revoked_while_its_officer_acts_ends_the_act(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    written = len(aws.items(f"COMPLAINT#{number}"))

    def act(complaint: Complaint) -> Change:
        revoke(officer.link)
        return actions.take_charge(complaint, mailbox=officer.mailbox, at=clock.now())

    with pytest.raises(LinkRevoked):
        commands.run(officer, number, a_key(), Action.TAKE_CHARGE, act)
    assert len(aws.items(f"COMPLAINT#{number}")) == written
