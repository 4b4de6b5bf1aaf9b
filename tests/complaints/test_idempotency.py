"""The same key and bytes again: the same status, number and effect, whatever has happened meanwhile."""

from datetime import timedelta

import pytest

from chalicelib.aws.table import Check
from chalicelib.complaints.rules import actions
from chalicelib.complaints.storage import commands, store
from chalicelib.core import clock
from chalicelib.core.errors import (
    ActionNotAllowed,
    InvalidInput,
    KeyReused,
)
from chalicelib.domain.vocabulary import Action, Role
from tests.builders import NOON, a_key, a_submission_event, a_visitor
from tests.complaints.commanding import (
    an_officer_of,
    citizen_writes,
    event_sorts,
    file_one,
    revoke,
    take_charge,
    transfer,
)
from tests.emulator import Aws


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

    done = commands.submit(a_visitor(), once, lambda new: a_submission_event(number=new), extra_writes=refuse)
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
        lambda complaint: actions.write(complaint, text="Hello", by=Role.OFFICER, at=clock.now()),
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
