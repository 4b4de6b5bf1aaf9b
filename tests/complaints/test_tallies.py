"""What statistics are the sum of: the fixed format, and a recount that knows nothing of tallies."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions, tallies
from chalicelib.complaints.rules.actions.filing import start
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.rules.tally import Tally
from chalicelib.domain.vocabulary import Kind, MailboxRole, Role, Status
from tests.builders import NOON, a_complaint, a_reasoned_answer, a_submission_event, an_answered_complaint
from tests.complaints.histories import filings, play, steps

Histories = list[tuple[list[Event], list[Complaint]]]
stories = st.lists(st.tuples(filings, steps), min_size=1, max_size=4)
enough = settings(max_examples=150, deadline=None)


def test_the_tally_of_a_filing_is_fixed() -> None:
    event = a_submission_event(at=NOON, kind=Kind.SUGGESTION, place=Place(region="01", province="01.051"))

    assert tallies.dump(tallies.of(None, start(event), event)) == (
        '[{"action":"submit","age_days":0,"agency":"interior","filed_on":"2026-11-24","kind":"suggestion",'
        '"language":"fr","look":1,"n":1,"place":"01.051","to":"submitted","waited_days":0}]'
    )


def test_the_tally_of_an_answer_is_fixed() -> None:
    before = a_complaint(status=Status.IN_PROGRESS, filed_at=NOON, waited_seconds=3 * 86_400 + 5)
    at = NOON + timedelta(days=61)
    after, event = actions.answer(before, a_reasoned_answer(), mailbox=MailboxRole.FRONT, at=at, reopen_within_days=60)

    assert tallies.dump(tallies.of(before, after, event)) == (
        '[{"action":"answer","age_days":61,"agency":"interior","filed_on":"2026-11-24","from_":"in_progress",'
        '"kind":"complaint","language":"fr","look":1,"n":1,"on_time":false,"outcome":"granted","place":"01",'
        '"to":"answered","waited_days":3}]'
    )


def test_the_tallies_of_a_transfer_are_fixed_one_where_it_left_and_one_where_it_arrived() -> None:
    before = a_complaint(filed_at=NOON)
    after, event = actions.transfer(before, agency="health", reason="R", by=Role.OFFICER, at=NOON)

    assert tallies.dump(tallies.of(before, after, event)) == (
        '[{"action":"transfer","age_days":0,"agency":"interior","filed_on":"2026-11-24","from_":"submitted",'
        '"kind":"complaint","language":"fr","look":1,"n":1,"place":"01","waited_days":0},'
        '{"action":"transfer","age_days":0,"agency":"health","filed_on":"2026-11-24","kind":"complaint",'
        '"language":"fr","look":1,"n":1,"place":"01","to":"submitted","waited_days":0}]'
    )


def test_the_tallies_of_a_judgement_are_fixed() -> None:
    promised = an_answered_complaint(at=NOON, promised_on=date(2026, 12, 1))
    rated, rating = actions.rate(promised, score=2, comment="Slow", at=NOON)
    judged, judgement = actions.judge_promise(rated, kept=False, at=NOON + timedelta(days=7))

    (first,) = json.loads(tallies.dump(tallies.of(promised, rated, rating)))
    (second,) = json.loads(tallies.dump(tallies.of(rated, judged, judgement)))

    assert (first["action"], first["outcome"], first["score"]) == ("rate", "granted", 2)
    assert "kept" not in first
    assert (second["action"], second["outcome"], second["kept"]) == ("promise", "granted", False)


def test_a_tally_holds_nothing_personal() -> None:
    assert set(Tally.__dataclass_fields__) == {
        "n", "filed_on", "agency", "kind", "place", "language", "action", "look", "from_", "to", "outcome", "score",
        "kept", "on_time", "age_days", "waited_days",
    }  # fmt: skip


def test_an_answer_on_the_due_day_is_on_time_to_the_country_s_midnight() -> None:
    filed_at = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    before = a_complaint(filed_at=filed_at)

    def on_time(at: datetime) -> bool | None:
        answered = actions.answer(before, a_reasoned_answer(), mailbox=MailboxRole.FRONT, at=at, reopen_within_days=60)
        return tallies.of(before, *answered)[0].on_time

    assert on_time(datetime(2026, 3, 6, 23, 59, tzinfo=UTC)) is True
    assert on_time(datetime(2026, 3, 7, 0, 0, tzinfo=UTC)) is False


@enough
@given(stories)
def test_the_sum_of_tallies_says_how_many_complaints_stand_where(chosen: list[Any]) -> None:
    histories = [play(*each) for each in chosen]
    last = [complaints[-1] for _, complaints in histories]

    def standing(facet: str) -> Counter[tuple[Any, str]]:
        found: Counter[tuple[Any, str]] = Counter()
        for each in all_tallies(histories):
            if each.to:
                found[getattr(each, facet), each.to] += each.n
            if each.from_:
                found[getattr(each, facet), each.from_] -= each.n
        return +found

    assert standing("agency") == Counter((each.agency, each.status.value) for each in last)
    assert standing("kind") == Counter((each.kind.value, each.status.value) for each in last)
    assert standing("place") == Counter((each.place.province or each.place.region, each.status.value) for each in last)
    assert standing("language") == Counter((each.language, each.status.value) for each in last)
    assert all(count >= 0 for count in standing("agency").values())


@enough
@given(stories)
def test_the_sum_of_tallies_counts_what_a_recount_of_the_events_counts(chosen: list[Any]) -> None:
    histories = [play(*each) for each in chosen]
    events = [event for happened, _ in histories for event in happened]

    def tallied(wanted: Callable[[Tally], bool]) -> Counter[str]:
        return Counter(each.agency for each in all_tallies(histories) if wanted(each))

    def counted(wanted: Callable[[Event], bool], where: int = 0) -> Counter[str]:
        return Counter(each.agencies[where] for each in events if wanted(each))

    for action in ("submit", "answer", "rate", "withdraw", "discard", "close", "promise"):
        assert tallied(lambda each, a=action: each.action == a) == counted(
            lambda each, a=action: each.action.value == a
        )
    assert tallied(lambda each: each.action == "transfer" and not each.to) == counted(
        lambda each: each.action.value == "transfer"
    )
    assert tallied(lambda each: each.action == "transfer" and not each.from_) == counted(
        lambda each: each.action.value == "transfer", where=-1
    )
    assert tallied(lambda each: each.action == "reopen" and each.to == "reopened") == counted(
        lambda each: each.action.value == "reopen", where=-1
    )
    assert sum(each.score or 0 for each in all_tallies(histories)) == sum(each.score or 0 for each in events)


@enough
@given(stories)
def test_the_age_of_a_tally_runs_from_the_filing_or_from_the_reopening(chosen: list[Any]) -> None:
    for events, complaints in [play(*each) for each in chosen]:
        since = NOON
        for before, after, event in zip(complaints, complaints[1:], events[1:], strict=False):
            for each in tallies.of(before, after, event):
                assert each.age_days == (event.at - since).days
            since = event.at if event.action.value == "reopen" else since


@enough
@given(stories)
def test_what_is_dumped_is_loaded_again(chosen: list[Any]) -> None:
    found = tuple(all_tallies([play(*each) for each in chosen]))

    assert tallies.load(tallies.dump(found)) == found


def all_tallies(histories: Histories) -> list[Tally]:
    return [
        each
        for events, complaints in histories
        for before, after, event in zip([None, *complaints], complaints, events, strict=False)
        for each in tallies.of(before, after, event)
    ]
