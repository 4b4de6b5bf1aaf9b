"""Random histories: every act by every role in any order, as far as the rules let it happen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import actions
from chalicelib.complaints.rules.actions.filing import start
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.rules.record import Change
from chalicelib.core.errors import ActionNotAllowed, InvalidInput
from chalicelib.domain.vocabulary import Kind, MailboxRole, Outcome, Role
from tests.builders import NOON, a_contact, a_reasoned_answer, a_submission_event

Step = tuple[str, int, Any]
"""The act's name, hours since the step before, and a choice the act makes of it."""

_WITH = {"mailbox": MailboxRole.FRONT}
_AGENCIES = ("interior", "health", "justice", "coordination")

ACTS: dict[str, Callable[[Complaint, datetime, int], Change]] = {
    "take_charge": lambda c, at, _: actions.take_charge(c, at=at, **_WITH),
    "ask": lambda c, at, _: actions.ask_citizen(c, text="When?", at=at, **_WITH),
    "citizen writes": lambda c, at, _: actions.write(c, text="Hello", by=Role.CITIZEN, at=at),
    "officer writes": lambda c, at, _: actions.write(c, text="Hello", by=Role.OFFICER, at=at, **_WITH),
    "note": lambda c, at, _: actions.note(c, text="Call", at=at, **_WITH),
    "answer": lambda c, at, n: actions.answer(c, _decision(at, n), at=at, reopen_within_days=60, **_WITH),
    "transfer": lambda c, at, n: actions.transfer(c, agency=_AGENCIES[n % 4], reason="R", by=Role.OFFICER, at=at),
    "coordinator transfers": lambda c, at, n: actions.transfer(
        c, agency=_AGENCIES[n % 4], reason="R", by=Role.COORDINATOR, at=at
    ),
    "rate": lambda c, at, n: actions.rate(c, score=n % 5 + 1, comment=None, at=at),
    "reopen": lambda c, at, _: actions.reopen(c, missing="The refund", at=at, within_days=60),
    "close": lambda c, at, _: actions.close(c, at=at),
    "promise": lambda c, at, n: actions.judge_promise(c, kept=n % 2 == 0, at=at),
    "withdraw": lambda c, at, _: actions.withdraw(c, reason=None, at=at),
    "discard": lambda c, at, _: actions.discard(c, reason="Abuse", at=at),
    "restore": lambda c, at, _: actions.restore(c, at=at),
    "erase": lambda c, at, _: actions.erase(c, at=at),
}
_RARE = {"withdraw", "erase", "discard"}
_names = st.sampled_from([name for name in ACTS for _ in range(1 if name in _RARE else 3)])
steps = st.lists(st.tuples(_names, st.integers(0, 40 * 24), st.integers(0, 19)), max_size=40)
filings = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind),
        "agency": st.sampled_from(_AGENCIES),
        "place": st.sampled_from([Place(region="01"), Place(region="01", province="01.051"), Place(region="02")]),
        "contact": st.builds(a_contact, language=st.sampled_from(("ar", "fr"))),
    }
)


def play(filing: dict[str, Any], chosen: list[Step]) -> tuple[list[Event], list[Complaint]]:
    """The events that happened and the complaint after each; what is not allowed leaves no trace."""
    events = [a_submission_event(at=NOON, **filing)]
    complaints = [start(events[0])]
    at = NOON
    for name, hours, choice in chosen:
        at += timedelta(hours=hours)
        try:
            after, event = ACTS[name](complaints[-1], at, choice)
        except (ActionNotAllowed, InvalidInput):
            continue
        events.append(event)
        complaints.append(after)
    return events, complaints


def _decision(at: datetime, choice: int) -> actions.ReasonedAnswer:
    outcome = (Outcome.GRANTED, Outcome.REFUSED, Outcome.INFORMATION_GIVEN)[choice % 3]
    promised = (at + timedelta(days=30)).date() if choice % 2 else None
    return a_reasoned_answer(outcome=outcome, promised_on=promised)
