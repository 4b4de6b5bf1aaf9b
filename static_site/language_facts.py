"""What the scripts must know of each language (months, plurals), taken from Babel: browsers know no Tamazight.

Used by assets.py, which bakes it into every script as the module `#language`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from babel import Locale

from chalicelib.core import clock
from static_site.languages import Language, load_catalog


def get_language_facts(language: Language) -> dict[str, Any]:
    """Code, direction, month and weekday names (Monday first) and the plural rule as an expression over n."""
    locale = Locale.parse(language.locale)
    return {
        "code": language.code,
        "direction": language.direction,
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "weekdays": [locale.days["format"]["wide"][day] for day in range(7)],
        "datePattern": _date_pattern(locale),
        "offsets": list_utc_offsets(),
        "plural": str(load_catalog(language).plural_expr),
    }


@cache
def list_utc_offsets() -> list[tuple[int, int]]:
    """From which moment (Unix milliseconds) the country's clock is how many minutes ahead of UTC, from 2025 to 2040."""
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    found = [(0, _minutes_ahead(moment))]
    while moment.year < 2041:
        following = moment + timedelta(days=1)
        if _minutes_ahead(following) != found[-1][1]:
            hours = (moment + timedelta(hours=each) for each in range(1, 25))
            change = next(each for each in hours if _minutes_ahead(each) != found[-1][1])
            found.append((int(change.timestamp()) * 1000, _minutes_ahead(change)))
        moment = following
    return found


def _minutes_ahead(moment: datetime) -> int:
    offset = moment.astimezone(clock.country()).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


def _date_pattern(locale: Locale) -> str:
    names = {"d": "{day}", "MMMM": "{month}", "y": "{year}"}
    return re.sub(r"MMMM|d|y", lambda part: names[part[0]], str(locale.date_formats["long"].pattern))
