"""One signed, non-personal increment of the figures. The format is final: docs/decisions/0005-tallies.md."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One increment. Days are whole days; `age_days` runs from the filing, or from the reopening in later looks."""

    n: int = 1
    filed_on: str
    agency: str
    kind: str
    place: str
    language: str
    action: str
    look: int
    from_: str | None = None
    to: str | None = None
    outcome: str | None = None
    score: int | None = None
    kept: bool | None = None
    on_time: bool | None = None
    age_days: int
    waited_days: int
