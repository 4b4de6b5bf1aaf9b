"""Dates in words, in every language, without Babel: its data is too heavy for a function. Used by mails and documents.

months.json is made from Babel's data by `python -m infra.locales --refresh-months`.
"""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any


def long_date(day: date, language: str) -> str:
    """A day as people write it: `24 novembre 2026`, `1er mars 2027`, `24 نونبر 2026`. Digits are Western."""
    facts = _facts()[language]
    pattern: str = facts["pattern"]
    number = facts["first_day"] if day.day == 1 else day.day
    return pattern.format(day=number, month=facts["months"][day.month - 1], year=day.year)


def month_and_year(day: date, language: str) -> str:
    """The month of a day as people write it: `novembre 2026`, `نونبر 2026`."""
    return f"{month_name(day, language)} {day.year}"


def month_name(day: date, language: str) -> str:
    """The month of a day, without its year: `novembre`, `نونبر`."""
    name: str = _facts()[language]["months"][day.month - 1]
    return name


@lru_cache(maxsize=1)
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(Path(__file__).with_name("months.json").read_text(encoding="utf-8"))
    return facts
