import pytest

from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import Change
from chalicelib.core import clock
from chalicelib.core.errors import InvalidInput
from chalicelib.domain.vocabulary import COORDINATION, MailboxRole, Role, Status
from tests.builders import a_complaint, days_ago


def transfer(complaint: Complaint, to: str, by: Role = Role.OFFICER) -> Change:
    return actions.transfer(complaint, agency=to, reason="Not competent", by=by, at=clock.now())


def test_a_transfer_starts_anew_at_the_other_agency_but_restarts_no_clock() -> None:
    complaint = a_complaint(status=Status.IN_PROGRESS, filed_at=days_ago(20))

    with clock.at(clock.now()):
        moved, event = transfer(complaint, "health")
        received = clock.now()

    assert (moved.agency, moved.status, moved.held_since) == ("health", Status.SUBMITTED, received)
    assert (moved.due_on, moved.filed_at, moved.look) == (complaint.due_on, complaint.filed_at, complaint.look)
    assert event.agencies == ("interior", "health")
    assert event.details["reason"] == "Not competent"


def test_a_transfer_ends_the_links_of_the_agency_it_leaves() -> None:
    complaint = a_complaint()

    assert transfer(complaint, "health")[0].epoch == complaint.epoch + 1


def test_the_third_transfer_by_officers_of_other_agencies_goes_to_the_coordination() -> None:
    first, _ = transfer(a_complaint(), "health")
    second, _ = transfer(first, "justice")
    third, event = transfer(second, "transport")

    assert (first.agency, second.agency, third.agency) == ("health", "justice", COORDINATION)
    assert event.facts["wanted"] == "transport"


def test_the_coordination_s_own_transfers_do_not_count() -> None:
    complaint = a_complaint(agency=COORDINATION, transfers=2)

    by_its_officer, _ = transfer(complaint, "health")
    by_a_coordinator, _ = transfer(a_complaint(transfers=2), "health", Role.COORDINATOR)

    assert (by_its_officer.agency, by_its_officer.transfers) == ("health", 2)
    assert (by_a_coordinator.agency, by_a_coordinator.transfers) == ("health", 2)


def test_an_officer_s_transfer_to_the_coordination_counts_as_any_other() -> None:
    assert transfer(a_complaint(), COORDINATION)[0].transfers == 1


@pytest.mark.parametrize("transfers", [0, 1, 2, 3])
def test_a_complaint_is_not_transferred_to_where_it_is(transfers: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        transfer(a_complaint(transfers=transfers), "interior")

    assert [(each.field, each.code) for each in refused.value.errors] == [("agency_id", "same_agency")]


def test_the_mailbox_that_acted_is_a_fact_that_is_not_public() -> None:
    _, event = actions.transfer(
        a_complaint(), agency="health", reason="R", by=Role.OFFICER, at=clock.now(), mailbox=MailboxRole.FRONT
    )

    assert event.facts["mailbox"] == "front"
