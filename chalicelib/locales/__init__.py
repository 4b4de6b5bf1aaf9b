"""gettext catalogs of the one domain `portal`: mails, API errors and the site speak from the same sentences."""

import gettext
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("ar", "fr", "zgh", "en")
DEFAULT = "ar"
RIGHT_TO_LEFT = frozenset({"ar"})
UNDER_REVIEW = frozenset({"zgh"})
"""Languages whose texts await review by native speakers; pages and mails say so. Marked text by text in the catalog."""
_FOLDER = Path(__file__).parent
_SPELLINGS = {"tzm": "zgh", "ber": "zgh", "shi": "zgh", "rif": "zgh"}


@lru_cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalog of a language; a sentence it lacks comes in English."""
    return gettext.translation("portal", localedir=_FOLDER, languages=[language], fallback=True)


def preferred(accept_language: str | None) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110)."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.split("-")[0].lower()
        wanted.append((-_quality(parameters), position, _SPELLINGS.get(primary, primary)))
    return next((language for quality, _, language in sorted(wanted) if language in LANGUAGES and quality), DEFAULT)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
