"""How names are written: rules that correct the source lists, French prepositions, and ASCII slugs for ids.

Every name of the directory passes through `french_name` or `arabic_name`; a name no rule can mend stops the build.
"""

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'"))
_DASH: Final = re.compile(r"\s*[\u2010-\u2015\u2212-]\s*")
_WHITE_SPACE: Final = re.compile(r"[\s\u200b]+")
_FRENCH: Final = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ][A-Za-zÀ-ÖØ-öø-ÿŒœ0-9 ,'-]*")
_AFTER_ARTICLE: Final = re.compile(r"\b(?:[AE]l|E(?:ch|[nrst]))-[a-zà-ÿ]")
_ARABIC: Final = re.compile(r"[\u0621-\u063a\u0641-\u064a][\u0621-\u063a\u0641-\u064a -]*")
# Marks, tatweel and directional controls change nothing that a reader sees as a letter, and break comparison.
_INVISIBLE: Final = re.compile(r"[\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Letters of other languages' keyboards that look, or are read, like the Arabic ones.
_LOOK_ALIKES: Final = str.maketrans({"\u06cc": "ي", "\u06a9": "ك", "\u06c1": "ه", "\u06c0": "ه", "\u06d5": "ه"})
_INNER_ALEF_MAKSURA: Final = re.compile(r"ى(?=[\u0621-\u063a\u0641-\u064a])")
# Words that the census writes with and without their hamza; the written norm is one form.
_HAMZA: Final = {
    "ابراهيم": "إبراهيم",
    "احمد": "أحمد",
    "ادريس": "إدريس",
    "اربعاء": "أربعاء",
    "اسماعيل": "إسماعيل",
    "الاوداية": "الأوداية",
    "ام": "أم",
    "اهل": "أهل",
    "اولاد": "أولاد",
    "إبن": "ابن",
}
# French elides before a vowel, except the w-sound of Ouarzazate or Ouislane; "l'oued" does elide.
_ELIDED: Final = re.compile(r"(?!ou[ai])[aeiou]", re.IGNORECASE)
_ARTICLES: Final = {"Oriental": "de l'Oriental"}


class UnusableName(ValueError):
    """A source list holds a name that no rule can correct."""


def french_name(raw: str) -> str:
    """The name in NFC with plain apostrophes and hyphens. Raises UnusableName."""
    name = _spaced(unicodedata.normalize("NFC", raw).translate(_APOSTROPHES))
    name = re.sub(r"\bMy\b", "Moulay", name)
    name = _AFTER_ARTICLE.sub(_capital, name)
    if not _FRENCH.fullmatch(name):
        raise UnusableName(raw)
    return name


def arabic_name(raw: str) -> str:
    """The name in the letters of Arabic only, without marks or tatweel. Raises UnusableName."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).translate(_LOOK_ALIKES)
    name = _INNER_ALEF_MAKSURA.sub("ي", _spaced(name))
    name = " ".join(_HAMZA.get(word, word) for word in name.split(" "))
    if not _ARABIC.fullmatch(name):
        raise UnusableName(raw)
    return name


def of(place: str) -> str:
    """A French place name after its preposition: "d'Agadir", "de Fès", "de l'Oriental"."""
    if place in _ARTICLES:
        return _ARTICLES[place]
    return f"d'{place}" if _ELIDED.match(_plain(place)) else f"de {place}"


def slug(name: str) -> str:
    """A French name in lower-case ASCII letters, digits and hyphens: "mdiq-fnideq"."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(name).lower().replace("'", "")).strip("-")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _spaced(text: str) -> str:
    return _WHITE_SPACE.sub(" ", _DASH.sub("-", text)).strip()


def _capital(match: re.Match[str]) -> str:
    return match.group()[:-1] + match.group()[-1].upper()
