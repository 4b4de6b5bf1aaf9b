from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.complaints.rules import actions, records
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core import clock
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain import policies
from chalicelib.domain.vocabulary import COORDINATION, Action, MailboxRole, Role, Status
from tests.builders import NOON, a_complaint, a_reasoned_answer, days_ago


def reopen(complaint: Complaint, at: datetime | None = None) -> Complaint:
    return actions.reopen(complaint, missing="The refund never came", at=at or clock.now(), within_days=60)[0]


def answer(complaint: Complaint) -> Complaint:
    return actions.answer(
        complaint, a_reasoned_answer(), mailbox=MailboxRole.SUPERVISOR, at=clock.now(), reopen_within_days=60
    )[0]


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_a_complaint_can_be_reopened_inside_the_window(status: Status) -> None:
    reopened = reopen(a_complaint(status=status, answered_at=days_ago(59)))

    assert (reopened.status, reopened.look) == (Status.REOPENED, 2)


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_a_complaint_can_not_be_reopened_after_the_window(status: Status) -> None:
    complaint = a_complaint(status=status, answered_at=days_ago(61))

    with pytest.raises(ActionNotAllowed):
        reopen(complaint)


def test_the_window_lasts_to_the_country_s_midnight_of_its_last_day() -> None:
    complaint = a_complaint(status=Status.ANSWERED, answered_at=datetime(2026, 1, 5, 12, 0, tzinfo=UTC))
    last_moment = datetime(2026, 3, 6, 23, 59, tzinfo=UTC)  # 6 March 2026 is in Ramadan: Casablanca is on UTC.

    assert reopen(complaint, last_moment).status is Status.REOPENED
    with pytest.raises(ActionNotAllowed):
        reopen(complaint, last_moment + timedelta(minutes=1))


def test_the_clock_closes_only_when_the_window_is_over() -> None:
    with pytest.raises(ActionNotAllowed):
        actions.close(a_complaint(status=Status.ANSWERED, answered_at=days_ago(60)), at=clock.now())

    closed, _ = actions.close(a_complaint(status=Status.ANSWERED, answered_at=days_ago(61)), at=clock.now())
    assert closed.status is Status.CLOSED


@pytest.mark.parametrize(
    ("look", "mailbox", "handles"),
    [
        (1, MailboxRole.FRONT, True),
        (1, MailboxRole.SUPERVISOR, True),
        (1, MailboxRole.FALLBACK, True),
        (2, MailboxRole.FRONT, False),
        (2, MailboxRole.FALLBACK, False),
        (2, MailboxRole.SUPERVISOR, True),
        (3, MailboxRole.FRONT, True),
    ],
)
def test_a_second_look_is_taken_by_the_supervisor_alone(look: int, mailbox: MailboxRole, handles: bool) -> None:
    complaint = a_complaint(status=Status.REOPENED, look=look)

    assert policies.may_handle(complaint, agency="interior", mailbox=mailbox) is handles
    assert not policies.may_handle(complaint, agency="health", mailbox=mailbox)


def test_the_supervisor_is_alerted_of_a_second_look_and_the_front_of_all_others() -> None:
    alerted = [policies.mailbox_for(look) for look in (1, 2, 3)]

    assert alerted == [MailboxRole.FRONT, MailboxRole.SUPERVISOR, MailboxRole.FRONT]


def test_the_second_look_stays_with_the_agency_and_the_third_goes_to_the_coordination() -> None:
    second = reopen(a_complaint(status=Status.ANSWERED))
    third = reopen(answer(second))
    fourth = reopen(answer(third))

    assert (second.look, second.agency) == (2, "interior")
    assert (third.look, third.agency) == (3, COORDINATION)
    assert (fourth.look, fourth.agency) == (4, COORDINATION)


def test_the_look_survives_taking_charge_and_transfer() -> None:
    reopened = reopen(a_complaint(status=Status.ANSWERED))

    charged, _ = actions.take_charge(reopened, mailbox=MailboxRole.SUPERVISOR, at=clock.now())
    moved, _ = actions.transfer(charged, agency="health", reason="R", by=Role.OFFICER, at=clock.now())

    assert (charged.look, moved.look) == (2, 2)
    assert policies.mailbox_for(moved.look) is MailboxRole.SUPERVISOR


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
@pytest.mark.parametrize(("look", "possible"), [(1, True), (2, True), (3, False), (4, False)])
def test_transfer_is_refused_from_the_third_look_on(role: Role, look: int, possible: bool) -> None:
    complaint = a_complaint(status=Status.REOPENED, look=look)

    assert records.is_allowed(complaint, Action.TRANSFER, by=role, at=clock.now()) is possible


def test_reopening_ends_the_links_of_the_look_before_it() -> None:
    complaint = a_complaint(status=Status.ANSWERED)

    assert reopen(complaint).epoch == complaint.epoch + 1


def test_waiting_is_counted_anew_in_each_look() -> None:
    complaint = a_complaint(status=Status.ANSWERED, answered_at=NOON, waited_seconds=500)

    assert reopen(complaint, NOON + timedelta(days=1)).waited_seconds == 0
