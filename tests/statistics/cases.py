"""Histories for the statistics: drawn by a seed, kept in the table as commands keep them, and counted anew by hand."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.aws.table import Item
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.complaints.rules import tallies
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.complaints.rules.tally import Tally
from chalicelib.complaints.storage import event_store
from chalicelib.core import clock, ids
from chalicelib.domain.vocabulary import OPEN, Action, Kind
from chalicelib.statistics import store as aggregates
from chalicelib.statistics.measures import Measure
from chalicelib.statistics.model import sum_tallies
from tests.builders import a_contact
from tests.complaints.commanding import seal
from tests.complaints.histories import ACTS, play

History = tuple[list[Event], list[Complaint]]
LATER = date(2028, 1, 1)
"""After everything that a history holds."""

_PLACES = (Place(region="01"), Place(region="01", province="01.051"), Place(region="02"), Place(region="12"))
_USUAL = ("take_charge", "answer", "answer", "rate", "reopen", "ask", "citizen writes", "transfer", "close", "promise")


def draw_histories(seed: int, count: int, *, shift: timedelta = timedelta(0)) -> list[History]:
    """That many histories; the same seed draws the same ones."""
    dice = random.Random(seed)
    return [_draw_history(dice, shift * number) for number in range(count)]


def make_filed_histories(count: int, agency: str) -> list[History]:
    """That many histories in which nothing has happened since the filing."""
    return [_shift(*play({"agency": agency}, []), timedelta(0)) for _ in range(count)]


def _draw_history(dice: random.Random, shift: timedelta) -> History:
    filing = {
        "kind": dice.choice(list(Kind)),
        "agency": dice.choice(("interior", "health", "justice", "coordination")),
        "place": dice.choice(_PLACES),
        "contact": a_contact(language=dice.choice(("ar", "fr"))),
    }
    names = [dice.choice(_USUAL if dice.random() < 0.8 else list(ACTS)) for _ in range(dice.randrange(12))]
    steps = [(name, dice.randrange(30 * 24), dice.randrange(20)) for name in names]
    happened, after = play(filing, steps)
    return _shift(happened, after, shift)


def _shift(happened: list[Event], after: list[Complaint], shift: timedelta) -> History:
    """The same history that much earlier."""
    number = ids.new_number()
    moved = [
        replace(each, filed_at=each.filed_at - shift, due_on=each.due_on - shift, look_since=each.look_since - shift)
        for each in after
    ]
    return [replace(each, number=number, at=each.at - shift) for each in happened], moved


def compute_tallies(history: History) -> list[tuple[Tally, ...]]:
    """The tallies of each event."""
    happened, after = history
    befores: list[Complaint | None] = [None, *after[:-1]]
    return [tallies.of(before, now, event) for before, now, event in zip(befores, after, happened, strict=True)]


def list_unfolded_events(history: History) -> list[UnfoldedEvent]:
    """The events as the fold reads them."""
    pairs = zip(history[0], compute_tallies(history), strict=True)
    return [UnfoldedEvent(number=event.number, seq=event.seq, at=event.at, tallies=added) for event, added in pairs]


def store_histories(histories: Iterable[History]) -> None:
    """Write the events as commands do, each with its tallies and on the fold's list."""
    with Item.batch_write() as batch:
        for history in histories:
            previous = GENESIS
            for event, added in zip(history[0], compute_tallies(history), strict=True):
                stored = seal(event, previous=previous)
                previous = stored.hash
                batch.save(event_store.put_event(stored, added).item)


def store_aggregates(*histories: History) -> None:
    """Put the aggregates there that a fold would make: the fold itself takes its time in the emulator."""
    aggregates.save_aggregates(
        aggregates.FIRST_GENERATION,
        sum_tallies(t for history in histories for added in compute_tallies(history) for t in added),
    )


def recount(histories: Sequence[History], today: date, where: Callable[[Complaint], bool]) -> Counter[Measure]:
    """The measures of the histories whose last state is so, from their events and states alone."""
    chosen = [history for history in histories if where(history[1][-1])]
    found: Counter[Measure] = Counter(dict.fromkeys(Measure, 0))
    for happened, after in chosen:
        answers = [
            (event, before) for event, before in zip(happened[1:], after, strict=False) if event.action is Action.ANSWER
        ]
        scores = [event.score or 0 for event in happened if event.action is Action.RATE]
        first_waits = not answers and after[-1].status in OPEN
        overdue = first_waits and after[-1].due_on < today
        found[Measure.FILED] += 1
        found[Measure.OPEN] += after[-1].status in OPEN
        found[Measure.ANSWERED] += bool(answers)
        found[Measure.DUE_OR_GIVEN] += bool(answers) or overdue
        found[Measure.IN_TIME] += bool(answers) and clock.local_date(answers[0][0].at) <= answers[0][1].due_on
        found[Measure.REOPENED] += any(event.action is Action.REOPEN for event in happened)
        found[Measure.ANSWERS] += len(answers)
        found[Measure.RATED] += len(scores)
        found[Measure.SATISFIED] += sum(score >= 4 for score in scores)
    return found
