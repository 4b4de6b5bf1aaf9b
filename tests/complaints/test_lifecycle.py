"""The lifecycle table of docs/product.md, compared with what the code allows."""

import re
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from chalicelib.complaints.rules import actions, records
from chalicelib.complaints.rules.model import Complaint
from chalicelib.core import clock
from chalicelib.core.errors import ActionNotAllowed
from chalicelib.domain.people import Citizen
from chalicelib.domain.policies import POLICIES
from chalicelib.domain.vocabulary import Action, MailboxRole, Role, Status
from tests.builders import a_complaint, a_reasoned_answer

PRODUCT = Path(__file__).parents[2] / "docs" / "product.md"
OPEN = "submitted in_progress needs_information reopened"
SETS = {"open": OPEN.split(), "any": f"{OPEN} answered closed withdrawn discarded".split()}


def read_cell(cell: str) -> list[str]:
    """The codes of a cell, without the prose in brackets."""
    return [code.strip() for code in re.sub(r"\(.*?\)", "", cell).split(",")]


def read_table() -> dict[tuple[str, str, str], str]:
    """Where each (status, action, role) of docs/product.md leads; rows whose condition is more are tested elsewhere."""
    section = PRODUCT.read_text().partition("## Lifecycle")[2].partition("\n- ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    found: dict[tuple[str, str, str], str] = {}
    for since, actions_, roles, to in rows:
        statuses = [status for code in read_cell(since) for status in SETS.get(code, [code])]
        for status, action, role in product(statuses, read_cell(actions_), read_cell(roles)):
            # What is restored here was in progress.
            (becomes,) = read_cell(to)
            found[status, action, role] = {"same": status, "before": "in_progress"}.get(becomes, becomes)
    return {key: to for key, to in found.items() if key[0] != "-"}


EXPECTED = read_table()
EVERY = [(status, action, role) for status in Status for action in Action for role in Role]
FRONT = MailboxRole.FRONT

ACTS = {
    ("take_charge", "officer"): lambda c, at: actions.take_charge(c, mailbox=FRONT, at=at),
    ("ask_citizen", "officer"): lambda c, at: actions.ask_citizen(c, text="When?", mailbox=FRONT, at=at),
    ("message", "citizen"): lambda c, at: actions.write(c, text="Here.", by=Role.CITIZEN, at=at),
    ("message", "officer"): lambda c, at: actions.write(c, text="Thanks.", by=Role.OFFICER, at=at, mailbox=FRONT),
    ("note", "officer"): lambda c, at: actions.note(c, text="Call them.", mailbox=FRONT, at=at),
    ("answer", "officer"): lambda c, at: actions.answer(
        c, a_reasoned_answer(), mailbox=FRONT, at=at, reopen_within_days=60
    ),
    ("transfer", "officer"): lambda c, at: actions.transfer(c, agency="health", reason="R", by=Role.OFFICER, at=at),
    ("transfer", "coordinator"): lambda c, at: actions.transfer(
        c, agency="health", reason="R", by=Role.COORDINATOR, at=at
    ),
    ("rate", "citizen"): lambda c, at: actions.rate(c, score=3, comment=None, at=at),
    ("reopen", "citizen"): lambda c, at: actions.reopen(c, missing="The refund", at=at, within_days=60),
    ("close", "clock"): lambda c, at: actions.close(c, at=at),
    ("promise", "citizen"): lambda c, at: actions.judge_promise(c, kept=True, at=at),
    ("withdraw", "citizen"): lambda c, at: actions.withdraw(c, reason=None, at=at),
    ("discard", "coordinator"): lambda c, at: actions.discard(c, reason="Abuse", at=at),
    ("restore", "coordinator"): lambda c, at: actions.restore(c, at=at),
    ("erase", "citizen"): lambda c, at: actions.erase(c, at=at),
}


def ready_for(action: Action, status: Status) -> Complaint:
    """A complaint whose status alone decides: window, promise and rating stand in nobody's way."""
    answered_at = clock.now() - timedelta(days=61 if action is Action.CLOSE else 10)
    settled = status in {Status.ANSWERED, Status.CLOSED}
    promise = {"promised_on": clock.local_date(clock.now())} if settled and action is Action.PROMISE else {}
    return a_complaint(status=status, **({"answered_at": answered_at} if settled else {}), **promise)


@pytest.mark.parametrize(("status", "action", "role"), EVERY)
def test_an_action_is_possible_exactly_where_the_product_s_table_has_a_row(
    status: Status, action: Action, role: Role
) -> None:
    complaint = ready_for(action, status)

    allowed = records.is_allowed(complaint, action, by=role, at=clock.now())

    assert allowed is ((status.value, action.value, role.value) in EXPECTED)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(("action", "role"), ACTS)
def test_an_act_leads_where_the_table_says_and_is_refused_elsewhere(status: Status, action: str, role: str) -> None:
    complaint = ready_for(Action(action), status)
    expected = EXPECTED.get((status.value, action, role))

    if expected is None:
        with pytest.raises(ActionNotAllowed):
            ACTS[action, role](complaint, clock.now())
        return

    after, event = ACTS[action, role](complaint, clock.now())
    assert after.status.value == expected
    assert after.version == event.seq == complaint.version + 1
    assert (event.action.value, event.by.value, event.agency) == (action, role, complaint.agency)


def test_every_row_of_the_table_that_an_act_exists_for_is_tried() -> None:
    assert {(action, role) for _, action, role in EXPECTED} - set(ACTS) == {
        ("remind", "system"),
        ("remind", "clock"),
        ("escalate", "system"),
        ("escalate", "clock"),
        ("mark_undeliverable", "system"),
        ("delegate", "officer"),
        ("see_identity", "coordinator"),
    }


def test_open_means_that_somebody_still_owes_something() -> None:
    assert {status.value for status in Status if a_complaint(status=status).is_open} == set(OPEN.split())


def test_a_page_offers_a_citizen_what_the_citizen_may_do_now() -> None:
    def offered(status: Status) -> set[str]:
        found = records.list_offered(a_complaint(status=status), POLICIES[Citizen], clock.now())
        return {each.value for each in found}

    assert offered(Status.SUBMITTED) == {"message", "withdraw"}
    assert offered(Status.ANSWERED) == {"message", "rate", "reopen"}
    assert offered(Status.DISCARDED) == offered(Status.ERASED) == set()


def test_a_page_never_offers_what_only_the_system_does() -> None:
    offered = {
        each
        for policy in POLICIES.values()
        for status in Status
        for each in records.list_offered(a_complaint(status=status), policy, clock.now())
    }

    assert not offered & {Action.REMIND, Action.ESCALATE, Action.CLOSE, Action.MARK_UNDELIVERABLE}
