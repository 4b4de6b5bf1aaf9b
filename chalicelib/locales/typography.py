"""The spaces a language wants in a sentence. Used by the site's build and by the pages that functions render."""

import re
from typing import Final

# Tamazight is printed in Morocco with the French rules of spacing.
_SPACED: Final = {"fr", "zgh"}
_FRENCH: Final = ((re.compile(r" (?=[?!;»])|(?<=«) "), "\u202f"), (re.compile(r" (?=:)"), "\u00a0"))


def typeset(text: str, language: str) -> str:
    """The text with the spaces its language wants: French keeps its high punctuation on the line."""
    for space, unbreakable in _FRENCH if language in _SPACED else ():
        text = space.sub(unbreakable, text)
    return text
