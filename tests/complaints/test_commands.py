"""The one way to change a complaint: whole or not at all, exactly one event, known costs."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.complaints.history import chain
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.records import fold
from chalicelib.complaints.storage import commands, store
from chalicelib.core import clock
from chalicelib.core.errors import (
    Forbidden,
    InvalidInput,
    LinkRevoked,
    NotFound,
    PortalError,
)
from chalicelib.domain.people import Officer, Person
from chalicelib.domain.vocabulary import Action, MailboxRole, Role, Scope
from tests.builders import a_citizen, a_key, a_reasoned_answer, a_submission_event, a_visitor, an_officer
from tests.complaints.commanding import (
    an_officer_of,
    citizen_writes,
    event_sorts,
    file_one,
    list_events,
    list_stored_events,
    take_charge,
)
from tests.emulator import Aws


def test_a_filing_is_one_transaction_of_head_event_marker_mails_and_link(aws: Aws) -> None:
    aws.calls.clear()

    number = file_one()

    assert aws.calls.count("TransactWriteItems") == 1
    assert aws.sorts(f"COMPLAINT#{number}") == ["EVENT#000001", "HEAD", "OUTBOX#000001#1", "OUTBOX#000001#2"]
    assert len(aws.items("SUBMIT#")) == len(aws.items("LINK#")) == 1
    assert {"PutItem", "UpdateItem", "DeleteItem"} & set(aws.calls) == set()


def test_every_command_writes_exactly_one_event_and_its_version_is_the_head_s(aws: Aws) -> None:
    number = file_one()
    for _ in range(3):
        citizen_writes(number)

    head = store.get_head(number)
    assert head is not None
    assert event_sorts(aws, number) == [f"EVENT#{seq:06d}" for seq in (1, 2, 3, 4)]
    assert head.complaint.version == 4


def test_the_head_equals_the_fold_of_the_stored_events_and_the_stored_history_verifies(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    take_charge(officer, number)
    citizen_writes(number, text="شكايتي — déjà\n\tvu")
    commands.run(
        officer,
        number,
        a_key(),
        Action.ANSWER,
        lambda complaint: actions.answer(
            complaint, a_reasoned_answer(), mailbox=officer.mailbox, at=clock.now(), reopen_within_days=60
        ),
    )

    events = list_events(number)
    head = store.get_head(number)
    assert head is not None
    assert fold(events) == head.complaint
    assert chain.find_first_fault(list_stored_events(number)) is None
    stored = list_stored_events(number)
    assert stored[-1].hash == head.last_hash
    assert len({salt for each in stored for salt in (each.facts.salt, each.details.salt)}) == 2 * len(stored)


def test_the_mails_of_a_command_carry_ids_and_never_text(aws: Aws) -> None:
    number = file_one()
    citizen_writes(number, text="Hello, this is private")

    outbox = [each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"].startswith("OUTBOX#")]

    assert [(each["template"]["S"], each["recipient"]["S"]) for each in outbox] == [
        ("receipt", "citizen"),
        ("agency_alert", "interior#front"),
        ("message_to_agency", "interior#front"),
    ]
    assert "private" not in str(outbox)
    assert "amina" not in str(outbox).casefold()


def test_a_condition_handed_in_from_another_slice_stops_the_whole_command(aws: Aws) -> None:
    number = file_one()
    written = aws.snapshot()
    unknown = InvalidInput.of("agency_id", "unknown_agency")

    with pytest.raises(InvalidInput):
        commands.run(
            a_citizen(number),
            number,
            a_key(),
            Action.MESSAGE,
            lambda complaint: actions.write(complaint, text="Hello", by=Role.CITIZEN, at=clock.now()),
            extra_writes=lambda _, __: [agencies.require_agency("nowhere", otherwise=unknown)],
        )
    with pytest.raises(InvalidInput):
        commands.submit(
            a_visitor(),
            a_key(),
            lambda new: a_submission_event(number=new),
            extra_writes=lambda: [agencies.require_agency("nowhere", otherwise=unknown)],
        )
    assert aws.snapshot() == written


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (a_citizen("000000000001Y"), NotFound),
        (an_officer(number="000000000001Y"), NotFound),
        (an_officer(agency="health"), LinkRevoked),
        (an_officer(epoch=2), LinkRevoked),
        (an_officer(scope=Scope.QUEUE, agency="health", number=None), NotFound),
    ],
)
def test_who_may_not_act_on_a_complaint_writes_nothing(aws: Aws, who: Person, error: type[PortalError]) -> None:
    number = file_one()
    own = replace(who, number=number) if isinstance(who, Officer) and error is LinkRevoked else who
    written = aws.snapshot()

    with pytest.raises(error):
        # Both sides may write, so the person alone decides.
        commands.run(
            own,
            number,
            a_key(),
            Action.MESSAGE,
            lambda complaint: actions.write(complaint, text="N", by=Role.OFFICER, at=clock.now()),
        )
    assert aws.snapshot() == written


def test_what_a_kind_of_person_never_may_do_is_forbidden_and_writes_nothing(aws: Aws) -> None:
    number = file_one()
    written = aws.snapshot()

    with pytest.raises(Forbidden):
        commands.run(
            a_citizen(number),
            number,
            a_key(),
            Action.NOTE,
            lambda complaint: actions.note(complaint, text="N", mailbox=MailboxRole.FRONT, at=clock.now()),
        )
    assert aws.snapshot() == written


def test_a_complaint_that_does_not_exist_is_not_found(aws: Aws) -> None:
    with pytest.raises(NotFound):
        citizen_writes("000000000001Y")


def test_what_a_command_costs_in_calls_is_known(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    once = a_key(str(uuid.uuid4()))

    def calls(act: Callable[[], object]) -> list[str]:
        aws.calls.clear()
        act()
        return aws.calls[:]

    assert calls(lambda: citizen_writes(number, once)) == ["BatchGetItem", "TransactWriteItems", "Query"]
    assert calls(lambda: citizen_writes(number, once)) == ["BatchGetItem", "Query"]
    assert calls(lambda: take_charge(officer, number)) == ["BatchGetItem", "TransactWriteItems", "Query"]
    assert calls(file_one) == ["BatchGetItem", "TransactWriteItems"]
