"""What a mail template can say: sentences, numbers, days and links, in one language, as text or as HTML.

Used by `rendering` alone. templates/README.md describes the templates.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.core import ids, settings
from chalicelib.locales import RIGHT_TO_LEFT, translations
from chalicelib.locales.dates import long_date

_SPOKEN: Final = {"zgh": "fr"}
"""A mail is written in one language throughout: a catalog that is not complete speaks through another."""

_PAGES: Final = {"zgh": "fr", "en": "fr"}
"""The site has pages in Arabic and French; the links of other languages lead to these."""

_NUMBER: Final = Markup('<bdi dir="ltr" style="font-family:Arial,sans-serif;white-space:nowrap">{}</bdi>')
_MARKED: Final = "\u200e{}\u200e"
_ISOLATED: Final = "\u2066\u200e{}\u200e\u2069"
"""In Arabic text: an isolate for who knows it, marks inside for older clients. `ids.read_number` ignores both."""


def spoken(language: str) -> str:
    """The language in which somebody who chose `language` is written to."""
    return _SPOKEN.get(language, language)


@lru_cache
def environment(language: str, *, html: bool) -> Environment:
    """The templates over the HTML or the text layout; both come from the same sentences."""
    # Escaping a text mail would show its reader `&#39;`; the HTML one is always escaped.
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=html,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    form = "html" if html else "txt"
    made.globals.update(_Wording(language, html=html).words(), layout=f"layout.{form}", kit=f"kit.{form}")
    made.filters.update(shown=_Wording(language, html=html).number, day=_Wording(language, html=html).day)
    return made


@dataclass(frozen=True, slots=True)
class _Wording:
    language: str
    html: bool

    def words(self) -> dict[str, Any]:
        pages = _PAGES.get(self.language, self.language)
        return {
            "_": self.sentence,
            "ngettext": self.counted,
            "language": self.language,
            "direction": "rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            "home_link": lambda: f"{settings.get().site_url}/{pages}/",
            "track_link": lambda number: f"{settings.get().site_url}/{pages}/track/#{number}",
            "agency_link": lambda token: f"{settings.get().site_url}/{pages}/agency/#{token}",
        }

    def sentence(self, text: str, **values: object) -> str:
        return self._filled(translations(self.language).gettext(text), values)

    def counted(self, one: str, many: str, count: int) -> str:
        return self._filled(translations(self.language).ngettext(one, many, count), {"count": count})

    def number(self, number: str) -> str:
        """A complaint number in groups, which must not turn around in Arabic, even where `bdi` is unknown."""
        grouped = ids.show_number(number)
        if self.language in RIGHT_TO_LEFT:
            grouped = (_MARKED if self.html else _ISOLATED).format(grouped)
        return _NUMBER.format(grouped) if self.html else grouped

    def day(self, day: date) -> str:
        return long_date(day, self.language).replace(" ", "\u00a0")

    def _filled(self, text: str, values: dict[str, object]) -> str:
        """In HTML the sentence and its values are escaped, unless a value is markup already."""
        sentence = _typeset(text) if self.language == "fr" else text
        return escape(sentence).format(**values) if self.html else sentence.format(**values)


def _typeset(sentence: str) -> str:
    """French keeps its high punctuation on the line; the plain no-break space is in every old client's fonts."""
    for mark in ":;?!»":
        sentence = sentence.replace(f" {mark}", f"\u00a0{mark}")
    return sentence.replace("« ", "«\u00a0").replace("n° ", "n°\u00a0")
