"""The spaces a language wants in a sentence. Used by mails, the site's build and the pages that functions render."""

import re
from typing import Final

# Tamazight is printed in Morocco with the French rules of spacing.
_SPACED: Final = {"fr", "zgh"}
_NARROW: Final = re.compile(r" (?=[?!;»])|(?<=«) ")
_WIDE: Final = re.compile(r" (?=:)|(?<=\bn°) ")
_BEFORE_UNIT: Final = re.compile(r"(?<=[\d}]) (?=(?:[KM][Bo]|كيلوبايت|ميغابايت|ⴽⵉⵍⵓ|ⵎⵉⴳⴰ)\b)")


def typeset(text: str, language: str, *, narrow: str = "\u202f") -> str:
    """The text with the spaces its language wants: French keeps its high punctuation and its numbers on the line.

    In every language a size keeps its unit. `narrow` is the space before most marks, for where the narrow no-break
    space is not to be had.
    """
    text = _BEFORE_UNIT.sub("\u00a0", text)
    if language not in _SPACED:
        return text
    return _WIDE.sub("\u00a0", _NARROW.sub(narrow, text))
