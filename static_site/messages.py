"""Collects the texts of the mails, the API and the site into the catalogs: `python -m static_site.messages`.

Translations are kept; new texts arrive empty, in a language under review with the mark `# review`, which stays until a
reviewer removes it. English repeats the source, unless its catalog has a better text. The catalogs carry neither dates
nor references, so they change only when a text does. `--prune` removes texts no longer used.
tests/site/test_site_texts.py asks `extract_texts` and `find_faults` whether the languages are complete.
"""

from __future__ import annotations

import argparse
import copy
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from chalicelib.locales import UNDER_REVIEW
from static_site.languages import ENGLISH, PUBLISHED, Language, load_catalog

_ROOT: Final = Path(__file__).parents[1]
_HEADER: Final = "# Texts of the mails, the API and the site.\n"
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "N_": None,
    "NN_": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "say": None,
}
_SCRIPT_KEYWORDS: Final[dict[str, Any]] = {"t": None, "n": (1, 2)}
_JINJA: Final[dict[str, Any]] = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
_JAVASCRIPT: Final[dict[str, Any]] = {"encoding": "utf-8", "parse_template_string": "true"}
_EXTRACTORS: Final[dict[str, tuple[str, dict[str, Any], dict[str, Any]]]] = {
    ".py": ("python", _KEYWORDS, {}),
    ".js": ("javascript", _SCRIPT_KEYWORDS, _JAVASCRIPT),
}
_REVIEW: Final = "review"
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}(?!\})")
_NO_DATES: Final = (
    "Project-Id-Version",
    "Report-Msgid",
    "POT-Creation",
    "PO-Revision",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)

Text = str | tuple[str, str]


def extract_texts() -> set[Text]:
    """Every text in the sources; one with a plural is a pair."""
    return {text for source in list_sources() for text in extract_from(source)}


def find_faults(language: Language) -> list[str]:
    """What is wrong with a language's translations: missing, or with other placeholders than the English text."""
    known, wrong = load_catalog(language), []
    for text in sorted(extract_texts(), key=str):
        message = known.get(text)
        translated = _forms(message)
        if not all(translated):
            wrong.append(f"{language.code}: not translated: {text!r}")
        elif not _same_placeholders(text, translated):
            wrong.append(f"{language.code}: other placeholders: {text!r}")
    return wrong


def update_catalog(language: Language) -> Catalog:
    """The catalog brought up to the sources; texts that nothing uses any more are still in it."""
    known = copy.deepcopy(load_catalog(language))
    for text in extract_texts():
        if known.get(text) is None:
            review = [_REVIEW] if language.code in UNDER_REVIEW else []
            known.add(text, ("",) * known.num_plurals if isinstance(text, tuple) else "", user_comments=review)
        if language is ENGLISH and not all(_forms(known.get(text))):
            known[text].string = text
    return known


def list_texts_under_review(language: Language) -> list[Text]:
    """The texts that nobody who speaks the language well has read yet: those under the mark `# review`."""
    return [_key(message) for message in load_catalog(language) if message.id and _REVIEW in message.user_comments]


def find_unused_texts(known: Catalog) -> list[Text]:
    """The texts of a catalog that no source asks for."""
    used = extract_texts()
    every = (_key(message) for message in known if message.id)
    return [text for text in every if text not in used]


def format_catalog(known: Catalog) -> str:
    """A catalog in the format of its .po file."""
    file = io.BytesIO()
    write_po(file, known, width=120, sort_output=True, no_location=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    body = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _NO_DATES))]
    first = next(index for index, line in enumerate(body) if line.startswith("msgid"))
    return _HEADER + "".join(body[first:]).rstrip("\n") + "\n"


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def list_sources() -> Iterator[Path]:
    """Every file that may hold a text for people."""
    library, site = _ROOT / "chalicelib", _ROOT / "static_site"
    yield from library.rglob("*.py")
    for template in ("html", "txt", "jinja", "j2"):
        yield from library.rglob(f"*.{template}")
    yield from (site / "pages").rglob("*.html")
    yield from (site / "root").rglob("*.html")
    yield from (site / "scripts").rglob("*.js")


def extract_from(source: Path) -> Iterator[Text]:
    """The texts of one file, as Babel finds them."""
    method, keywords, options = _EXTRACTORS.get(source.suffix, ("jinja2", _KEYWORDS, _JINJA))
    with source.open("rb") as file:
        for _, text, _, _ in extract(method, file, keywords=keywords, options=options):
            yield text if isinstance(text, str) else (text[0], text[1])


def _forms(message: Message | None) -> tuple[str, ...]:
    if message is None:
        return ("",)
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (str(message.string),)


def _same_placeholders(text: Text, translated: tuple[str, ...]) -> bool:
    """A plural form may leave its count out: Arabic says "two days" in one word."""
    if isinstance(text, str):
        return _placeholders(text) == _placeholders(translated[0])
    allowed = _placeholders(text[0]) | _placeholders(text[1])
    needed = allowed - {"{count}", "%(count)s", "%(count)d", "%(num)s", "%(num)d"}
    return all(needed <= _placeholders(form) <= allowed for form in translated)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def main() -> int:
    """Update every catalog; 1 while a language is incomplete."""
    parser = argparse.ArgumentParser(prog="static_site.messages", description="Collect all texts into the catalogs.")
    parser.add_argument("--prune", action="store_true", help="remove texts that nothing uses any more")
    prune = parser.parse_args().prune
    for language in PUBLISHED:
        known = update_catalog(language)
        unused = find_unused_texts(known)
        for text in unused if prune else []:
            known.delete(text[0] if isinstance(text, tuple) else text)
        language.catalog_path.write_text(format_catalog(known), encoding="utf-8")
    wrong = [fault for language in PUBLISHED for fault in find_faults(language)]
    print("\n".join(wrong) or "Every language is complete.")
    for language in PUBLISHED:
        if count := len(list_texts_under_review(language)):
            print(f"{language.code}: {count} texts await review.")
    if unused:
        print(f"{'Removed' if prune else 'No longer used'}:", *unused, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
