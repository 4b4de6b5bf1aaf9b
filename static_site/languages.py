"""The languages of the site and their texts. Used by every part of the build."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from chalicelib.locales import typography

LOCALES: Final = Path(__file__).parents[1] / "chalicelib" / "locales"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language; `locale` is Babel's name for the variety spoken here, `sheet` the style sheet of its script."""

    code: str
    name: str
    direction: str
    locale: str
    sheet: str = "portal.css"

    @property
    def catalog_path(self) -> Path:
        """The .po file with the language's texts."""
        return LOCALES / self.code / "LC_MESSAGES" / "portal.po"


ARABIC: Final = Language(code="ar", name="العربية", direction="rtl", locale="ar_MA", sheet="portal.rtl.css")
FRENCH: Final = Language(code="fr", name="Français", direction="ltr", locale="fr_MA")
TAMAZIGHT: Final = Language(code="zgh", name="ⵜⴰⵎⴰⵣⵉⵖⵜ", direction="ltr", locale="zgh_MA", sheet="portal.tifinagh.css")
ENGLISH: Final = Language(code="en", name="English", direction="ltr", locale="en")

PUBLISHED: Final = (ARABIC, FRENCH, TAMAZIGHT, ENGLISH)


@cache
def _catalog_as_of(path: Path, modified: int) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, domain="portal")


def load_catalog(language: Language) -> Catalog:
    """The language's texts as written in its .po file."""
    path = language.catalog_path
    return _catalog_as_of(path, path.stat().st_mtime_ns)


def load_translations(language: Language) -> gettext.GNUTranslations:
    """The language's texts, ready for lookup; an untranslated text comes back in English."""
    compiled = io.BytesIO()
    write_mo(compiled, load_catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def typeset(text: str, language: Language) -> str:
    """The text with the spaces its language wants."""
    return typography.typeset(text, language.code)
