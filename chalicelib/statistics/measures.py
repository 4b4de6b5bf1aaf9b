"""The measures that are published of the counters: nine counts a row, four shares between them. Pure.

All are counted by the month of filing, whenever things happened: a month's row only ever becomes more complete.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.complaints.rules.actions.judging import SATISFIED
from chalicelib.domain.vocabulary import OPEN
from chalicelib.statistics.model import Counters


class Measure(StrEnum):
    """One count of a row, by its name in the published files."""

    FILED = "filed"
    OPEN = "open"
    ANSWERED = "answered"
    DUE_OR_GIVEN = "due_or_given"
    IN_TIME = "in_time"
    REOPENED = "reopened"
    ANSWERS = "answers"
    RATED = "rated"
    SATISFIED = "satisfied"


DEFINITIONS: Final[Mapping[Measure, str]] = {
    Measure.FILED: "Cases filed; for an agency, those addressed to it first.",
    Measure.OPEN: "Cases not settled now, those reopened included; for an agency, those it holds.",
    Measure.ANSWERED: "Cases that have had their first reasoned answer; for an agency, those it answered.",
    Measure.DUE_OR_GIVEN: "First answers that were given, and those still owed after their due date.",
    Measure.IN_TIME: "First answers given by their due date.",
    Measure.REOPENED: "Cases reopened at least once; for an agency, those whose first answer was its own.",
    Measure.ANSWERS: "All answers, those of later looks included.",
    Measure.RATED: "Answers that the person has rated, from 1 to 5.",
    Measure.SATISFIED: "Answers rated 4 or 5.",
}

SHARES: Final[Mapping[Measure, Measure]] = {
    Measure.IN_TIME: Measure.DUE_OR_GIVEN,
    Measure.REOPENED: Measure.ANSWERED,
    Measure.RATED: Measure.ANSWERS,
    Measure.SATISFIED: Measure.RATED,
}
"""Of which whole a measure is published as a share."""

WHOLES: Final[Mapping[Measure, tuple[Measure, ...]]] = {
    Measure.OPEN: (Measure.FILED,),
    Measure.DUE_OR_GIVEN: (Measure.FILED,),
    Measure.ANSWERED: (Measure.FILED, Measure.ANSWERS, Measure.DUE_OR_GIVEN),
    Measure.IN_TIME: (Measure.ANSWERED,),
    Measure.REOPENED: (Measure.ANSWERED,),
    Measure.RATED: (Measure.ANSWERS,),
    Measure.SATISFIED: (Measure.RATED,),
}
"""Of which others a measure is a part: it is never more than they are, and the rest is a count of its own.

An agency's cases are no part of those filed with it, since transfers move them: what it was sent may be more.
"""

_ONCE_PER_CASE: Final = (
    Measure.FILED,
    Measure.OPEN,
    Measure.ANSWERED,
    Measure.DUE_OR_GIVEN,
    Measure.IN_TIME,
    Measure.REOPENED,
)
"""The measures in which a case counts once at the most, however often it is answered, rated and reopened."""

GROWING: Final = frozenset(Measure) - {Measure.OPEN, Measure.DUE_OR_GIVEN}
"""The measures that never become less, whatever happens to a case."""

Counts = Mapping[Measure, int]


def compute_counts(counters: Counters, *, month: str, today: date, answer_within_days: int) -> Counter[Measure]:
    """The counts of one month's counters, as they stand on a day."""
    scores = {score: counters.get(f"score.{score}", 0) for score in range(1, 6)}
    answered = counters.get("answered", 0)
    overdue = _count_overdue(counters, month, today - timedelta(days=answer_within_days))
    return Counter(
        {
            Measure.FILED: counters.get("filed", 0),
            Measure.OPEN: sum(counters.get(f"at.{status}", 0) for status in OPEN),
            Measure.ANSWERED: answered,
            Measure.DUE_OR_GIVEN: answered + overdue,
            Measure.IN_TIME: counters.get("in_time", 0),
            Measure.REOPENED: counters.get("reopened", 0),
            Measure.ANSWERS: answered + counters.get("answered_again", 0),
            Measure.RATED: sum(scores.values()),
            Measure.SATISFIED: sum(count for score, count in scores.items() if score >= SATISFIED),
        }
    )


def sum_counts(rows: Iterable[Counts]) -> Counter[Measure]:
    """The sum of rows."""
    sums: Counter[Measure] = Counter(dict.fromkeys(Measure, 0))
    for row in rows:
        sums.update(row)
    return sums


def compute_percent(part: int | None, whole: int | None, *, threshold: int) -> int | None:
    """The rounded percentage; None where either is suppressed, or the whole is smaller than `threshold`."""
    if part is None or whole is None or whole < threshold:
        return None
    return (200 * part + whole) // (2 * whole)


def count_changed_cases(before: Counts, after: Counts) -> int:
    """How many cases a row's counts have changed by, at the least: changes may have cancelled each other."""
    changes = {measure: after[measure] - before[measure] for measure in Measure}
    # One case may be rated once for the answer it had, and again for each answer it got since.
    rated = changes[Measure.RATED] - changes[Measure.ANSWERS]
    return max(rated, *(abs(changes[measure]) for measure in _ONCE_PER_CASE))


def _count_overdue(counters: Counters, month: str, last_filing_due: date) -> int:
    """How many wait for their first answer although filed before a day."""
    return sum(
        value
        for name, value in counters.items()
        if name.startswith("waiting.") and f"{month}-{name[8:]}" < last_filing_due.isoformat()
    )
