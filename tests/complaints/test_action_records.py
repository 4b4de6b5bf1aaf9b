"""Each action's record, written a second time from the product's rules, and each part of it left out in turn."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.rules.record import ActionRecord, apply
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.complaints.rules.tally import Tally
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Action, Outcome, Reader, Role, Status
from tests.builders import NOON, a_complaint, a_submission_event

OFFERED: Final = "take_charge ask_citizen message note answer transfer rate reopen promise withdraw"
INVALIDATING: Final = "submit message answer transfer withdraw"
HIDDEN_FROM_CITIZEN: Final = "note mark_undeliverable delegate see_identity"
TEXTS: Final = {
    "ask_citizen": "text", "message": "text", "note": "text", "answer": "reasons", "transfer": "reason",
    "rate": "comment", "reopen": "missing", "withdraw": "reason", "discard": "reason",
}  # fmt: skip
FACTS: Final = {
    "submit": "kind place language confidential due_on", "take_charge": "mailbox", "ask_citizen": "mailbox",
    "message": "mailbox", "note": "mailbox", "answer": "ground promised_on reopen_until mailbox",
    "transfer": "wanted mailbox", "reopen": "due_on", "promise": "kept", "remind": "moment", "escalate": "moment",
    "mark_undeliverable": "recipient",
}  # fmt: skip
DETAILS: Final = {
    "submit": "subject facts wish citizen email_pseudonym files", "ask_citizen": "text", "message": "text files",
    "note": "text", "answer": "reasons remedy files", "transfer": "reason", "rate": "comment",
    "reopen": "missing files", "withdraw": "reason", "discard": "reason",
}  # fmt: skip
CHANGES: Final = {
    # beside version, status, agency and the last seq that invalidates drafts
    "ask_citizen": "asked_at",
    "answer": "answered_at answer_outcome reopen_until promised_on promise_kept score",
    "transfer": "epoch transfers held_since",
    "rate": "score",
    "reopen": "epoch look look_since deadlines_handled_until due_on held_since waited_seconds",
    "close": "epoch",
    "promise": "promise_kept",
    "discard": "status_before_discard",
    "restore": "status status_before_discard asked_at",
    "remind": "deadlines_handled_until",
    "escalate": "deadlines_handled_until",
    "erase": "email_pseudonym",
}
TALLIED: Final = {
    "answer": "outcome on_time", "rate": "outcome score kept", "reopen": "outcome score kept",
    "promise": "outcome score kept",
}  # fmt: skip
COUNTED: Final = {
    "submit": "filed", "transfer": "moved_out moved_in", "answer": "outcome.granted answered in_time answered_after.3",
    "rate": "score.4", "reopen": "reopened", "promise": "kept.yes", "withdraw": "withdrawn left_after.3",
    "discard": "discarded", "restore": "restored",
}  # fmt: skip
MAILED: Final = {
    ("submit", "citizen"): "receipt agency_alert",
    ("ask_citizen", "officer"): "question",
    ("message", "citizen"): "message_to_agency",
    ("message", "officer"): "message_to_citizen",
    ("answer", "officer"): "answer",
    ("transfer", "officer"): "transfer_to_citizen transfer_in transfer_out",
    ("transfer", "coordinator"): "transfer_to_citizen transfer_in transfer_out",
    ("rate", "citizen"): "closed",
    ("reopen", "citizen"): "reopened_to_citizen reopened reopened_out",
}
CONDITIONED: Final = "transfer rate reopen close promise"


def words(text: str) -> set[str]:
    return set(text.split())


def an_event(action: Action, by: Role) -> Event:
    """An event of this action that says all it may."""
    day = clock.local_date(NOON).isoformat()
    facts = {
        **a_submission_event(at=NOON).facts, "mailbox": "front", "ground": "outside_scope", "promised_on": day,
        "reopen_until": day, "wanted": "justice", "kept": True, "moment": clock.stamp(NOON), "recipient": "citizen",
    }  # fmt: skip
    return Event(
        number="7K3M9QXT2HDBM",
        seq=8,
        at=NOON,
        action=action,
        by=by,
        agencies=("interior", "health") if action is Action.TRANSFER else ("interior",),
        outcome=Outcome.GRANTED if action is Action.ANSWER else None,
        score=4 if action is Action.RATE else None,
        facts=facts,
    )


def before(action: Action) -> Complaint:
    """A complaint on which this action changes all that it may."""
    status = Status.ANSWERED if action in (Action.RATE, Action.REOPEN, Action.CLOSE) else Status.SUBMITTED
    if action is Action.RESTORE:
        status = Status.DISCARDED
    held = {"answered_at": NOON - timedelta(days=3)} if status is Status.ANSWERED else {}
    return a_complaint(status, filed_at=NOON - timedelta(days=3), waited_seconds=5, **held)


def a_tally(action: Action) -> Tally:
    return Tally(
        filed_on="2026-11-21",
        agency="interior",
        kind="complaint",
        place="01",
        language="fr",
        action=action.value,
        look=2 if action is Action.REOPEN else 1,
        from_="answered",
        to="reopened",
        outcome="granted",
        score=4,
        kept=True,
        on_time=True,
        age_days=3,
        waited_days=0,
    )


def find_faults(records: Mapping[Action, ActionRecord]) -> Iterator[str]:
    """Where records differ from what the product says, as `action.part`."""
    for action, record in records.items():
        for part, found, expected in compare(action, record):
            if found != expected:
                yield f"{action}.{part}"


def compare(action: Action, record: ActionRecord) -> Iterator[tuple[str, Any, Any]]:
    name = action.value
    yield "action", record.action, action
    yield "is_offered", record.is_offered, name in words(OFFERED)
    yield "invalidates_draft_decisions", record.invalidates_draft_decisions, name in words(INVALIDATING)
    yield "hidden_from", record.hidden_from, {Reader.CITIZEN} if name in words(HIDDEN_FROM_CITIZEN) else frozenset()
    yield "text", record.text, TEXTS.get(name)
    yield "facts", record.facts, words(FACTS.get(name, ""))
    yield "details", record.details, words(DETAILS.get(name, ""))
    yield "rows", bool(record.rows), action is not Action.SUBMIT
    yield "counters", set(record.counters(a_tally(action))), words(COUNTED.get(name, ""))
    yield from compare_with_condition(action, record)
    yield from compare_events(action, record)


def compare_with_condition(action: Action, record: ActionRecord) -> Iterator[tuple[str, Any, Any]]:
    # Each of these forbids exactly the actions that have a condition, and no others.
    late = NOON + timedelta(days=400)
    forbidden = {
        Action.TRANSFER: record.condition(a_complaint(look=3, filed_at=NOON), NOON),
        Action.RATE: record.condition(replace(before(Action.RATE), score=2), NOON),
        Action.REOPEN: record.condition(before(Action.REOPEN), late),
        Action.CLOSE: record.condition(before(Action.CLOSE), NOON),
        Action.PROMISE: record.condition(before(Action.PROMISE), NOON),
    }
    yield "condition", forbidden.get(action, True), action.value not in words(CONDITIONED)


def compare_events(action: Action, record: ActionRecord) -> Iterator[tuple[str, Any, Any]]:
    roles = {role for row in record.rows for role in row.by} or {Role.CITIZEN}
    for role in sorted(roles):
        event, complaint = an_event(action, role), before(action)
        changed = set(record.changes(complaint, event)) if action is not Action.SUBMIT else set()
        more = {"status", "epoch"} if action is Action.RATE else set()
        yield "changes", changed, words(CHANGES.get(action.value, "")) | more
        yield "tally", set(record.tally(complaint, complaint, event)), words(TALLIED.get(action.value, ""))
        after = complaint if action is Action.SUBMIT else apply(record, complaint, event)
        mails = record.notices_of(event, before=complaint.status, after=after)
        expected = words(MAILED.get((action.value, role.value), ""))
        yield "notices", {each.template.value for each in mails}, expected


@pytest.fixture(autouse=True)
def standing_still() -> Iterator[None]:
    with clock.at(NOON):
        yield


def test_every_action_has_one_record() -> None:
    assert list(RECORDS) == list(Action)
    assert [record.action for record in RECORDS.values()] == list(Action)


def test_each_record_says_what_the_product_says() -> None:
    assert list(find_faults(RECORDS)) == []


def left_out() -> Iterator[tuple[Action, str]]:
    for action, record in RECORDS.items():
        for field in fields(ActionRecord):
            if field.default is not MISSING and getattr(record, field.name) != field.default:
                yield action, field.name


@pytest.mark.parametrize(("action", "part"), list(left_out()), ids=str)
def test_a_part_that_is_left_out_of_a_record_is_named(action: Action, part: str) -> None:
    default = next(each.default for each in fields(ActionRecord) if each.name == part)
    lacking = replace(RECORDS[action], **{part: default})

    assert f"{action}.{part}" in set(find_faults({**RECORDS, action: lacking}))


def test_the_notices_of_a_row_that_are_left_out_are_named() -> None:
    record = RECORDS[Action.MESSAGE]
    for place, row in enumerate(record.rows):
        rows = [*record.rows]
        rows[place] = replace(row, notices=None)
        lacking = replace(record, rows=tuple(rows))
        found = {
            role: lacking.notices_of(an_event(Action.MESSAGE, role), before=status, after=a_complaint())
            for role in row.by
            for status in row.since
        }
        assert set(found.values()) == {()}


def test_a_tally_is_made_of_what_every_action_says_and_of_what_its_record_adds() -> None:
    complaint = before(Action.ANSWER)
    event = an_event(Action.ANSWER, Role.OFFICER)
    after = apply(RECORDS[Action.ANSWER], complaint, event)

    (tally,) = tallies.of(complaint, after, event)

    assert (tally.outcome, tally.on_time, tally.score) == ("granted", True, None)
    assert set(RECORDS[Action.ANSWER].counters(tally)) == words(COUNTED["answer"])
