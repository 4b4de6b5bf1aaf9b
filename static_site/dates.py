"""What the scripts must know of each language (months, plurals), taken from Babel: browsers know no Tamazight.

Used by assets.py, which bakes it into every script as the module `#language`.
"""

from __future__ import annotations

import re
from typing import Any

from babel import Locale

from static_site.languages import Language, catalog


def language_facts(language: Language) -> dict[str, Any]:
    """Code, direction, month and weekday names (Monday first) and the plural rule as an expression over n."""
    locale = Locale.parse(language.locale)
    return {
        "code": language.code,
        "direction": language.direction,
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "weekdays": [locale.days["format"]["wide"][day] for day in range(7)],
        "datePattern": _date_pattern(locale),
        "plural": str(catalog(language).plural_expr),
    }


def _date_pattern(locale: Locale) -> str:
    names = {"d": "{day}", "MMMM": "{month}", "y": "{year}"}
    return re.sub(r"MMMM|d|y", lambda part: names[part[0]], str(locale.date_formats["long"].pattern))
