"""Numbers as people write them in each language, without Babel. One formatter for whatever shows a number.

Digits are Western in every language. The marks are Babel's for the varieties spoken here; a test compares.
"""

from typing import Final

_GROUPS: Final = {"ar": ".", "fr": "\u202f", "zgh": "\u00a0", "en": ","}
_PERCENT: Final = {"ar": "{}%", "fr": "{}\u00a0%", "zgh": "{}\u00a0%", "en": "{}%"}


def number(value: int, language: str) -> str:
    """A count: `186 000`, `186.000` in Arabic."""
    return f"{value:,}".replace(",", _GROUPS[language])


def percent(value: int, language: str) -> str:
    """A percentage: `59 %`."""
    return _PERCENT[language].format(value)
