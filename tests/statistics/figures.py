"""Published figures as a large country has them: two years, every region, fifty agencies."""

import random
from collections import Counter

from chalicelib.agencies import places
from chalicelib.agencies.model import Names
from chalicelib.domain.vocabulary import Kind
from chalicelib.statistics import figures
from chalicelib.statistics.figures import CurrentCounts, Figures
from chalicelib.statistics.measures import Measure
from chalicelib.statistics.model import NATION, Cell, Facet
from chalicelib.statistics.releases import plan_release
from tests.builders import NOON

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)][11:35]
"""The two years before the builders' noon."""


def make_large_figures(*, agencies: int = 50, filings: int = 12_000) -> Figures:
    """About that many filings a month."""
    dice = random.Random(5)
    named = {f"agency-{number:02d}": _make_names(dice, number) for number in range(agencies)}
    current = CurrentCounts(
        by_cell={
            cell: _draw_counts(dice, max(3, int(filings * dice.uniform(0.7, 1.2) * share)))
            for month in MONTHS
            for cell, share in _list_cells(month, list(named))
        }
    )
    tables = current.tabulate(kinds=[kind.value for kind in Kind], regions=places.regions())
    release = plan_release(None, tables, at=NOON, method=1, answer_within_days=60)
    assert release
    return figures.build_figures(release, regions=places.regions(), agencies=named)


def _list_cells(month: str, agencies: list[str]) -> list[tuple[Cell, float]]:
    return [
        (Cell(Facet.NATION, NATION, month), 1),
        *((Cell(Facet.KIND, kind.value, month), 0.25) for kind in Kind),
        *((Cell(Facet.REGION, code, month), 1 / 12) for code in places.regions()),
        *((Cell(Facet.AGENCY, code, month), 0.5 ** (nth / 3 + 1)) for nth, code in enumerate(agencies)),
    ]


def _draw_counts(dice: random.Random, filed: int) -> Counter[Measure]:
    answered = int(filed * dice.uniform(0.5, 0.9))
    answers = answered + int(answered * 0.05)
    rated = int(answers * dice.uniform(0.1, 0.4))
    return Counter(
        {
            Measure.FILED: filed,
            Measure.OPEN: filed - answered,
            Measure.ANSWERED: answered,
            Measure.DUE_OR_GIVEN: answered + int(filed * 0.08),
            Measure.IN_TIME: int(answered * dice.uniform(0.6, 0.97)),
            Measure.REOPENED: int(answered * dice.uniform(0.03, 0.12)),
            Measure.ANSWERS: answers,
            Measure.RATED: rated,
            Measure.SATISFIED: int(rated * dice.uniform(0.3, 0.8)),
        }
    )


def _make_names(dice: random.Random, number: int) -> Names:
    """Names of examples, as long as real ones."""
    field = ("de l’équipement", "de la santé", "de l’éducation", "de l’habitat")[number % 4]
    arabic = ("التجهيز", "الصحة", "التعليم", "السكنى")[number % 4]
    letter = chr(ord("A") + dice.randrange(26))
    return Names(
        fr=f"{letter} – Exemple d’administration {field} n° {number}", ar=f"إدارة {arabic} على سبيل المثال رقم {number}"
    )
