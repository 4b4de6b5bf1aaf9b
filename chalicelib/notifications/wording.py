"""What a mail template can say: sentences, numbers, days and links, in one language, as text or as HTML.

Used by `rendering` alone. templates/README.md describes the templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from chalicelib.core import ids, settings
from chalicelib.domain import words
from chalicelib.locales import RIGHT_TO_LEFT, UNDER_REVIEW, translations
from chalicelib.locales.dates import long_date
from chalicelib.locales.typography import typeset

_NO_BREAK: Final = "\u00a0"
"""For the narrow one, too: the plain no-break space is in every old client's fonts."""

_NUMBER: Final = Markup('<bdi dir="ltr" style="font-family:Arial,sans-serif;white-space:nowrap">{}</bdi>')
_MARKED: Final = "\u200e{}\u200e"
_ISOLATED: Final = "\u2066\u200e{}\u200e\u2069"
"""In Arabic text: an isolate for who knows it, marks inside for older clients. `ids.read_number` ignores both."""


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
    wording = _Wording(language, html=html)
    made.globals.update(wording.functions(), layout=f"layout.{form}", kit=f"kit.{form}", **wording.domain_words())
    made.filters.update(shown=wording.number, day=wording.day)
    return made


@dataclass(frozen=True, slots=True)
class _Wording:
    language: str
    html: bool

    def functions(self) -> dict[str, Any]:
        return {
            "_": self.sentence,
            "say": lambda text, language: _Wording(language, html=self.html).sentence(text),
            "ngettext": self.pluralize,
            "language": self.language,
            "direction": "rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            "under_review": self.language in UNDER_REVIEW,
            "home_link": lambda: self.page(""),
            "track_link": lambda number: self.page(f"track/#{number}"),
            "agency_link": lambda token: self.page(f"agency/#{token}"),
        }

    def domain_words(self) -> dict[str, Any]:
        """What templates say of the domain's codes, by code."""
        return {
            "kinds": self._translate(words.KINDS),
            "a_kind": self._translate(words.A_KIND),
            "new_kind": self._translate(words.NEW_KIND),
            "your_kind": self._translate(words.YOUR_KIND),
            "outcomes": self._translate(words.FOR_CITIZEN.outcomes),
            "other_remedies": self.sentence(words.OTHER_REMEDIES),
        }

    def page(self, path: str) -> str:
        return f"{settings.get().site_url}/{self.language}/{path}"

    def sentence(self, text: str, **values: object) -> str:
        return self._fill(translations(self.language).gettext(text), values)

    def pluralize(self, one: str, many: str, count: int) -> str:
        return self._fill(translations(self.language).ngettext(one, many, count), {"count": count})

    def number(self, number: str) -> str:
        """A complaint number in groups, which must not turn around in Arabic, even where `bdi` is unknown."""
        grouped = ids.show_number(number)
        if self.language in RIGHT_TO_LEFT:
            grouped = (_MARKED if self.html else _ISOLATED).format(grouped)
        return _NUMBER.format(grouped) if self.html else grouped

    def day(self, day: date) -> str:
        return long_date(day, self.language).replace(" ", _NO_BREAK)

    def _translate(self, sentences: Mapping[Any, str]) -> dict[str, str]:
        return {str(code): self.sentence(sentence) for code, sentence in sentences.items()}

    def _fill(self, text: str, values: dict[str, object]) -> str:
        """In HTML the sentence and its values are escaped, unless a value is markup already."""
        sentence = typeset(text, self.language, narrow=_NO_BREAK)
        return escape(sentence).format(**values) if self.html else sentence.format(**values)
