"""The month names and the long date of each language, as bytes for chalicelib/locales/months.json.

Babel's data is 30 MB and stays out of the functions; Moroccan Arabic has its own month names (`ar_MA`).
"""

import json
import re
from typing import Final

from babel import Locale

VARIETIES: Final = {"ar": "ar_MA", "fr": "fr_MA", "zgh": "zgh_MA", "en": "en"}
"""Babel's name for the variety of each language that is spoken here."""

_PARTS: Final = {"d": "{day}", "MMMM": "{month}", "y": "{year}"}
# Babel's data does not know it, every French reader does: le 1er mars, le 2 mars.
_FIRST_DAY: Final = {"fr": "1er"}


def months_json() -> bytes:
    """`{language: {"months": [January to December], "pattern": "{day} {month} {year}", "first_day": "1"}}`."""
    facts = {language: _facts(language) for language in VARIETIES}
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def _facts(language: str) -> dict[str, object]:
    locale = Locale.parse(VARIETIES[language])
    return {
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "pattern": re.sub(r"MMMM|d|y", lambda part: _PARTS[part[0]], str(locale.date_formats["long"].pattern)),
        "first_day": _FIRST_DAY.get(language, "1"),
    }
