"""The one way to change a complaint: exactly once, whole or not at all, whoever else writes meanwhile."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.agencies.store import LinkItem, link_key
from chalicelib.aws import table
from chalicelib.aws.table import Check
from chalicelib.complaints import acts, commands, events, store
from chalicelib.complaints.commands import Done
from chalicelib.complaints.lifecycle import Action
from chalicelib.complaints.model import Complaint, fold
from chalicelib.core import clock
from chalicelib.core.errors import (
    ActionNotAllowed,
    InvalidInput,
    KeyReused,
    LinkRevoked,
    NotFound,
    PortalError,
    Unavailable,
)
from chalicelib.core.principal import IdempotencyKey, MailboxRole, Officer, Principal, Role, Scope
from tests.builders import NOON, a_citizen, a_decision, a_key, a_submission_event, an_officer
from tests.emulator import Aws


def file_one(once: IdempotencyKey | None = None) -> str:
    return commands.submit(once or a_key(), lambda number: a_submission_event(number=number), also=list).number


def citizen_writes(number: str, once: IdempotencyKey | None = None, text: str = "Hello") -> Done:
    return commands.run(
        a_citizen(number),
        number,
        once or a_key(),
        Action.MESSAGE,
        lambda complaint: acts.write(complaint, text=text, by=Role.CITIZEN, at=clock.now()),
    )


def link_of(aws: Aws, number: str) -> str:
    """The id of the link in the latest alert."""
    alerts = [each for each in aws.items(f"COMPLAINT#{number}") if "link" in each]
    return str(alerts[-1]["link"]["S"])


def an_officer_of(aws: Aws, number: str) -> Officer:
    link = agencies.link(link_of(aws, number))
    assert link is not None
    return an_officer(agency=link.agency, mailbox=link.mailbox, link=link.id, number=number, epoch=link.epoch)


def take_charge(officer: Officer, number: str, once: IdempotencyKey | None = None) -> Done:
    return commands.run(
        officer,
        number,
        once or a_key(),
        Action.TAKE_CHARGE,
        lambda complaint: acts.take_charge(complaint, mailbox=officer.mailbox, at=clock.now()),
    )


def transfer(officer: Officer, number: str, once: IdempotencyKey | None = None, to: str = "health") -> Done:
    return commands.run(
        officer,
        number,
        once or a_key(),
        Action.TRANSFER,
        lambda complaint: acts.transfer(complaint, agency=to, reason="R", by=Role.OFFICER, at=clock.now()),
    )


def event_sorts(aws: Aws, number: str) -> list[str]:
    return [each for each in aws.sorts(f"COMPLAINT#{number}") if each.startswith("EVENT#")]


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
        lambda complaint: acts.answer(
            complaint, a_decision(), mailbox=officer.mailbox, at=clock.now(), reopen_within_days=60
        ),
    )

    sealed = store.list_sealed(number)
    head = store.get_head(number)
    assert head is not None
    assert fold(each.event for each in sealed) == head.complaint
    assert events.is_chain(sealed)
    assert sealed[-1].seal.hash == head.last_hash
    assert len({each.seal.salt for each in sealed}) == len(sealed)


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


def test_a_repeated_command_has_the_same_effect_once(aws: Aws) -> None:
    number, once = file_one(), a_key()
    first = citizen_writes(number, once)
    written = aws.snapshot()

    again = citizen_writes(number, once)

    assert aws.snapshot() == written
    assert (again.number, again.case) == (first.number, first.case)


def test_a_repeated_filing_gives_the_same_number_and_writes_nothing(aws: Aws) -> None:
    once = a_key()
    number = file_one(once)
    written = aws.snapshot()

    assert file_one(once) == number
    assert aws.snapshot() == written


def test_a_repeated_filing_judges_no_proof_or_agency_again(aws: Aws) -> None:
    once = a_key()
    number = file_one(once)

    def refuse() -> list[Check]:
        raise InvalidInput.of("agency_id", "unknown_agency")

    done = commands.submit(once, lambda new: a_submission_event(number=new), also=refuse)
    assert done.number == number


@pytest.mark.parametrize("body", [b"{} ", b"", b'{"text":"Hello"}'])
def test_the_same_key_with_other_raw_bytes_is_refused_and_writes_nothing(aws: Aws, body: bytes) -> None:
    filing, once = a_key(), a_key()
    number = file_one(filing)
    citizen_writes(number, once)
    written = aws.snapshot()

    with pytest.raises(KeyReused):
        citizen_writes(number, a_key(once.value, body=body))
    with pytest.raises(KeyReused):
        file_one(a_key(filing.value, body=body))
    assert aws.snapshot() == written


def test_a_command_repeated_after_the_complaint_moved_on_shows_it_as_it_is_now(aws: Aws) -> None:
    number, once = file_one(), a_key()
    citizen_writes(number, once)
    take_charge(an_officer_of(aws, number), number)

    again = citizen_writes(number, once)

    assert again.case is not None
    assert (again.case.complaint.status.value, again.case.complaint.version) == ("in_progress", 3)
    assert len(event_sorts(aws, number)) == 3


def test_a_command_repeated_where_it_would_no_longer_be_allowed_is_still_done(aws: Aws) -> None:
    number, once = file_one(), a_key()
    officer = an_officer_of(aws, number)
    take_charge(officer, number, once)

    assert take_charge(officer, number, once).number == number
    with pytest.raises(ActionNotAllowed):
        take_charge(officer, number)


def test_an_officer_who_may_no_longer_see_the_complaint_is_told_its_number_alone(aws: Aws) -> None:
    number, once = file_one(), a_key()
    officer = an_officer_of(aws, number)
    done = transfer(officer, number, once)

    again = transfer(officer, number, once)

    assert done.after is not None
    assert done.after.agency == "health"
    assert (again.number, again.case, again.after) == (number, None, None)


def revoke(link: str) -> None:
    assert table.update(link_key(link), [LinkItem.revoked_at.set(clock.stamp(clock.now()))])


def test_an_officer_whose_link_was_revoked_is_told_the_number_alone(aws: Aws) -> None:
    number, once = file_one(), a_key()
    officer = an_officer_of(aws, number)
    take_charge(officer, number, once)
    revoke(officer.link)

    again = take_charge(officer, number, once)

    assert (again.number, again.case) == (number, None)


def test_a_key_counts_for_one_complaint_and_one_action_of_one_side(aws: Aws) -> None:
    first, second, once = file_one(), file_one(), a_key()
    officer = an_officer_of(aws, first)

    citizen_writes(first, once)
    citizen_writes(second, once)
    take_charge(officer, first, once)
    commands.run(
        officer,
        first,
        once,
        Action.MESSAGE,
        lambda complaint: acts.write(complaint, text="Hello", by=Role.OFFICER, at=clock.now()),
    )

    assert len(event_sorts(aws, first)) == 4
    assert len(event_sorts(aws, second)) == 2


def test_a_marker_holds_no_response_and_no_body(aws: Aws) -> None:
    number = file_one()
    once = a_key(body=b'{"text":"Hello"}')
    citizen_writes(number, once)

    (marker,) = [each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"].startswith("KEY#")]

    assert marker["sk"]["S"] == f"KEY#citizen.message#{once.value}"
    assert set(marker) == {"pk", "sk", "body", "number", "seq", "expires_at"}
    assert len(marker["body"]["S"]) == 64
    assert marker["seq"]["N"] == "2"


def test_the_formats_of_the_marker_are_fixed(aws: Aws) -> None:
    body = store.MarkerKey(number=None, action="submit", once=a_key("k")).item
    assert (body.pk, body.sk) == ("SUBMIT#k", "KEY")

    once = a_key(body=b'{"text":"Hello"}')
    with clock.at(NOON):
        number = file_one()
        citizen_writes(number, once)
    (marker,) = [each for each in aws.items(f"COMPLAINT#{number}") if each["sk"]["S"].startswith("KEY#")]
    assert marker["body"]["S"] == "a30e7e43db8d260a7497e5d707f55d91df7923fd1f986fd8a181ee6af4002d13"
    assert marker["expires_at"]["N"] == str(int((NOON + timedelta(days=90)).timestamp()))


def test_a_key_may_be_used_again_when_its_marker_is_over_though_still_in_the_table(aws: Aws) -> None:
    number, once = file_one(), a_key()
    citizen_writes(number, once)

    with clock.at(clock.now() + timedelta(days=90, seconds=1)):
        citizen_writes(number, once)

    assert len(event_sorts(aws, number)) == 3


def between(
    number: str, interruption: Callable[[], object], *, times: int = 1
) -> tuple[Callable[[Complaint], acts.Acted], list[int]]:
    """An act during which something else is written, so that the version it was made on is gone."""
    versions: list[int] = []

    def act(complaint: Complaint) -> acts.Acted:
        versions.append(complaint.version)
        if len(versions) <= times:
            interruption()
        return acts.write(complaint, text="Late", by=Role.CITIZEN, at=clock.now())

    return act, versions


def test_a_command_that_lost_a_race_is_decided_again_on_what_is_there_now(aws: Aws) -> None:
    number = file_one()
    act, versions = between(number, lambda: citizen_writes(number))

    commands.run(a_citizen(number), number, a_key(), Action.MESSAGE, act)

    assert versions == [1, 2]
    assert len(event_sorts(aws, number)) == 3
    assert events.is_chain(store.list_sealed(number))


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
            a_citizen(number), number, a_key(), Action.WITHDRAW, lambda c: acts.withdraw(c, reason=None, at=clock.now())
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


def test_two_filings_with_one_key_at_the_same_moment_are_one_filing(aws: Aws) -> None:
    once = a_key()
    numbers: list[str] = []

    def meanwhile() -> list[Check]:
        if not numbers:
            numbers.append("")
            numbers[0] = file_one(once)
        return []

    done = commands.submit(once, lambda number: a_submission_event(number=number), also=meanwhile)

    assert done.number == numbers[0]
    assert len({each["pk"]["S"] for each in aws.items("COMPLAINT#")}) == 1


def test_an_act_decided_before_a_transfer_never_lands_after_it(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    asked: list[int] = []

    def act(complaint: Complaint) -> acts.Acted:
        if not asked:
            asked.append(1)
            transfer(officer, number)
        return acts.take_charge(complaint, mailbox=officer.mailbox, at=clock.now())

    with pytest.raises(LinkRevoked):
        commands.run(officer, number, a_key(), Action.TAKE_CHARGE, act)
    assert [each.event.action.value for each in store.list_sealed(number)] == ["submit", "transfer"]


def test_a_link_revoked_while_its_officer_acts_ends_the_act(aws: Aws) -> None:
    number = file_one()
    officer = an_officer_of(aws, number)
    written = len(aws.items(f"COMPLAINT#{number}"))

    def act(complaint: Complaint) -> acts.Acted:
        revoke(officer.link)
        return acts.take_charge(complaint, mailbox=officer.mailbox, at=clock.now())

    with pytest.raises(LinkRevoked):
        commands.run(officer, number, a_key(), Action.TAKE_CHARGE, act)
    assert len(aws.items(f"COMPLAINT#{number}")) == written


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
            lambda complaint: acts.write(complaint, text="Hello", by=Role.CITIZEN, at=clock.now()),
            also=lambda _, __: [agencies.require_agency("nowhere", otherwise=unknown)],
        )
    with pytest.raises(InvalidInput):
        commands.submit(
            a_key(),
            lambda new: a_submission_event(number=new),
            also=lambda: [agencies.require_agency("nowhere", otherwise=unknown)],
        )
    assert aws.snapshot() == written


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (a_citizen("000000000001Y"), NotFound),
        (an_officer(number="000000000001Y"), NotFound),
        (an_officer(agency="health"), LinkRevoked),
        (an_officer(epoch=2), LinkRevoked),
        (an_officer(scope=Scope.QUEUE, agency="health", number=None, epoch=None), NotFound),
    ],
)
def test_who_may_not_act_on_a_complaint_writes_nothing(aws: Aws, who: Principal, error: type[PortalError]) -> None:
    number = file_one()
    own = replace(who, number=number) if isinstance(who, Officer) and error is LinkRevoked else who
    written = aws.snapshot()

    with pytest.raises(error):
        commands.run(
            own,
            number,
            a_key(),
            Action.NOTE,
            lambda complaint: acts.note(complaint, text="N", mailbox=MailboxRole.FRONT, at=clock.now()),
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
