"""Any sequence of acts by any role: what can never happen, and what always holds."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.records import fold
from chalicelib.domain.vocabulary import Action, Role, Status
from tests.complaints.histories import Step, filings, play, steps
from tests.complaints.test_lifecycle import EXPECTED

enough = settings(max_examples=300, deadline=None)


@enough
@given(filings, steps)
def test_no_state_is_reached_but_along_the_product_s_table(filing: dict[str, Any], chosen: list[Step]) -> None:
    events, complaints = play(filing, chosen)

    for before, after, event in zip(complaints, complaints[1:], events[1:], strict=False):
        expected = EXPECTED[before.status.value, event.action.value, event.by.value]
        if event.action is Action.RATE and (event.score or 0) >= 4:
            expected = "closed"
        if event.action is Action.RESTORE:
            expected = status_before_discard(complaints, before).value
        assert after.status.value == expected


def status_before_discard(complaints: list[Complaint], discarded: Complaint) -> Status:
    earlier = complaints[: complaints.index(discarded)]
    return next(each.status for each in reversed(earlier) if each.status is not Status.DISCARDED)


@enough
@given(filings, steps)
def test_the_head_is_the_fold_of_its_events_at_every_length(filing: dict[str, Any], chosen: list[Step]) -> None:
    events, complaints = play(filing, chosen)

    assert [fold(events[:length]) for length in range(1, len(events) + 1)] == complaints


@enough
@given(filings, steps)
def test_versions_are_gapless_and_epochs_looks_and_transfers_only_grow(
    filing: dict[str, Any], chosen: list[Step]
) -> None:
    events, complaints = play(filing, chosen)

    assert [each.seq for each in events] == [each.version for each in complaints] == list(range(1, len(events) + 1))
    for before, after in pairwise(complaints):
        assert after.epoch in (before.epoch, before.epoch + 1)
        assert after.look in (before.look, before.look + 1)
        assert after.transfers in (before.transfers, before.transfers + 1)


@enough
@given(filings, steps)
def test_an_agency_that_loses_a_complaint_loses_its_links_to_it(filing: dict[str, Any], chosen: list[Step]) -> None:
    _, complaints = play(filing, chosen)

    for before, after in pairwise(complaints):
        if after.agency != before.agency or (before.status, after.status) == (Status.ANSWERED, Status.CLOSED):
            assert after.epoch == before.epoch + 1


@enough
@given(filings, steps)
def test_nothing_closes_without_an_answer_and_nothing_from_the_third_look_on_leaves_the_coordination(
    filing: dict[str, Any], chosen: list[Step]
) -> None:
    _, complaints = play(filing, chosen)

    for each in complaints:
        assert each.status is not Status.CLOSED or each.answered_at is not None
        assert each.look < 3 or each.agency == "coordination"
        assert (each.status is Status.NEEDS_INFORMATION) is (each.asked_at is not None)
        assert (each.status is Status.DISCARDED) is (each.status_before_discard is not None) or (
            each.status is Status.ERASED
        )


@enough
@given(filings, steps)
def test_transfers_by_officers_of_other_agencies_are_at_most_two_unless_to_the_coordination(
    filing: dict[str, Any], chosen: list[Step]
) -> None:
    events, complaints = play(filing, chosen)

    passed_on = [
        (event, before.transfers)
        for before, event in zip(complaints, events[1:], strict=False)
        if event.action is Action.TRANSFER and event.by is Role.OFFICER and event.agency != "coordination"
    ]
    assert [count for _, count in passed_on] == list(range(len(passed_on)))
    assert all(event.receiver == "coordination" for event, _ in passed_on[2:])
