"""Small portals day by day, drawn by a seed: cases that are filed, answered, rated, reopened and moved, as counts."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.statistics.measures import Counts, Measure, sum_counts
from chalicelib.statistics.releases import Table

Tables = Mapping[Table, Mapping[str, Counts]]
DUE_AFTER = 10
"""Days, so that a few weeks have late answers."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One case; `held_by` is the agency that has it, `answered_by` the one that gave its first answer."""

    filed_on: int
    rows: dict[Table, str]
    held_by: str
    is_open: bool = True
    answered_by: str | None = None
    in_time: bool = False
    reopened: bool = False
    is_rated: bool = False
    answers: list[str] = field(default_factory=list)
    scores: list[tuple[str, int]] = field(default_factory=list)

    def live_a_day(self, dice: random.Random, day: int, agencies: Sequence[str]) -> None:
        """What may happen to it on one day."""
        if self.is_open:
            if dice.random() < 0.02:
                self.held_by = dice.choice(agencies)
            if dice.random() < 0.15:
                self._answer(day)
            elif dice.random() < 0.01:
                self.is_open = False
        elif self.answers and not self.is_rated and dice.random() < 0.1:
            self.is_rated = True
            self.scores.append((self.answers[-1], dice.randint(1, 5)))
        elif self.answers and dice.random() < 0.02:
            self.is_open, self.reopened = True, True

    def _answer(self, day: int) -> None:
        if not self.answers:
            self.answered_by, self.in_time = self.held_by, day - self.filed_on <= DUE_AFTER
        self.answers.append(self.held_by)
        self.is_open = self.is_rated = False

    def count(self, day: int, agency: str | None = None) -> Counts:
        """What it adds to a row, to that of an agency where one is given."""

        def is_here(where: str | None) -> bool:
            return where is not None and agency in (None, where)

        is_overdue = self.is_open and not self.answers and day - self.filed_on > DUE_AFTER
        return {
            Measure.FILED: is_here(self.rows[Table.AGENCIES]),
            Measure.OPEN: self.is_open and is_here(self.held_by),
            Measure.ANSWERED: is_here(self.answered_by),
            Measure.DUE_OR_GIVEN: is_here(self.answered_by) or (is_overdue and is_here(self.held_by)),
            Measure.IN_TIME: self.in_time and is_here(self.answered_by),
            Measure.REOPENED: self.reopened and is_here(self.answered_by),
            Measure.ANSWERS: sum(map(is_here, self.answers)),
            Measure.RATED: sum(is_here(where) for where, _ in self.scores),
            Measure.SATISFIED: sum(is_here(where) for where, score in self.scores if score >= 4),
        }


def live(seed: int, *, days: int, first_days: int = 30) -> Iterator[Tables]:
    """The tables at the end of each day, from a portal that has lived some days already."""
    dice = random.Random(seed)
    agencies = [f"agency-{number}" for number in range(dice.randint(2, 6))]
    per_day = dice.choice((0.5, 1, 2, 4))
    cases: list[Case] = []
    for day in range(first_days + days):
        for case in cases:
            case.live_a_day(dice, day, agencies)
        while dice.random() < per_day / (1 + per_day):
            cases.append(_file(dice, day, agencies))
        if day >= first_days:
            yield tabulate(cases, day)


def _file(dice: random.Random, day: int, agencies: Sequence[str]) -> Case:
    agency = _choose(dice, agencies)
    rows = {
        Table.MONTHS: f"2026-{1 + day // 20:02d}",
        Table.KINDS: _choose(dice, ("complaint", "question", "suggestion")),
        Table.REGIONS: _choose(dice, ("01", "02", "03", "04")),
        Table.AGENCIES: agency,
    }
    return Case(filed_on=day, rows=rows, held_by=agency)


def _choose(dice: random.Random, values: Sequence[str]) -> str:
    """The first far more often than the last."""
    return dice.choices(values, weights=[3.0**-nth for nth in range(len(values))])[0]


def tabulate(cases: Sequence[Case], day: int) -> Tables:
    """The counts by row of each table."""
    tables: dict[Table, dict[str, Counts]] = {}
    for table in (Table.MONTHS, Table.KINDS, Table.REGIONS):
        keys = sorted({case.rows[table] for case in cases})
        tables[table] = {key: sum_counts(c.count(day) for c in cases if c.rows[table] == key) for key in keys}
    agencies = sorted({name for case in cases for name in (case.held_by, case.rows[Table.AGENCIES], *case.answers)})
    tables[Table.AGENCIES] = {key: sum_counts(case.count(day, key) for case in cases) for key in agencies}
    return tables
