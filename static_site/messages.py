"""Collects the texts of the mails, the API and the site into the catalogs: `python -m static_site.messages`.

Translations are kept, new texts arrive empty, in a language under review with the mark `# review`, which stays until a
reviewer takes it away. English says what the source says, unless its catalog says it better. The catalogs carry neither
dates nor places, so they change only when a text does. With `--prune` texts no longer used go.
tests/site/test_site_texts.py asks `used_texts` and `faults` whether the languages are complete.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from chalicelib.locales import UNDER_REVIEW
from static_site.languages import ENGLISH, PUBLISHED, Language, catalog

_ROOT: Final = Path(__file__).parents[1]
_HEADER: Final = "# Texts of the mails, the API and the site.\n"
_KEYWORDS: Final[dict[str, Any]] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "say": None}
_JINJA: Final[dict[str, Any]] = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
_REVIEW: Final = "review"
_LITERAL: Final = r'"(?:[^"\\\n]|\\.)*"'
_SCRIPT_CALLS: Final = re.compile(rf"\bt\(\s*({_LITERAL})|\bn\(\s*({_LITERAL}),\s*({_LITERAL})")
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


def used_texts() -> set[Text]:
    """Every text in the sources; one with a plural is a pair."""
    return {text for source in _sources() for text in _texts_in(source)}


def faults(language: Language) -> list[str]:
    """What is wrong with a language's translations: missing, or with other placeholders than the English text."""
    known, wrong = catalog(language), []
    for text in sorted(used_texts(), key=str):
        message = known.get(text)
        translated = _forms(message)
        if not all(translated):
            wrong.append(f"{language.code}: not translated: {text!r}")
        elif not _same_placeholders(text, translated):
            wrong.append(f"{language.code}: other placeholders: {text!r}")
    return wrong


def updated(language: Language) -> Catalog:
    """The catalog brought up to the sources; texts that nothing uses any more are still in it."""
    known = copy.deepcopy(catalog(language))
    for text in used_texts():
        if known.get(text) is None:
            review = [_REVIEW] if language.code in UNDER_REVIEW else []
            known.add(text, ("",) * known.num_plurals if isinstance(text, tuple) else "", user_comments=review)
        if language is ENGLISH and not all(_forms(known.get(text))):
            known[text].string = text
    return known


def awaiting_review(language: Language) -> list[Text]:
    """The texts that nobody who speaks the language well has read yet: those under the mark `# review`."""
    return [_key(message) for message in catalog(language) if message.id and _REVIEW in message.user_comments]


def unused_texts(known: Catalog) -> list[Text]:
    """The texts of a catalog that no source asks for."""
    used = used_texts()
    every = (_key(message) for message in known if message.id)
    return [text for text in every if text not in used]


def written(known: Catalog) -> str:
    """A catalog as its file says it."""
    file = io.BytesIO()
    write_po(file, known, width=120, sort_output=True, no_location=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    body = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _NO_DATES))]
    first = next(index for index, line in enumerate(body) if line.startswith("msgid"))
    return _HEADER + "".join(body[first:]).rstrip("\n") + "\n"


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _sources() -> Iterator[Path]:
    library, site = _ROOT / "chalicelib", _ROOT / "static_site"
    yield from library.rglob("*.py")
    for template in ("html", "txt", "jinja", "j2"):
        yield from library.rglob(f"*.{template}")
    yield from (site / "pages").rglob("*.html")
    yield from (site / "root").rglob("*.html")
    yield from (site / "scripts").rglob("*.js")


def _texts_in(source: Path) -> Iterator[Text]:
    if source.suffix == ".js":
        yield from _texts_in_script(source.read_text(encoding="utf-8"))
        return
    method, options = ("python", {}) if source.suffix == ".py" else ("jinja2", _JINJA)
    with source.open("rb") as file:
        for _, text, _, _ in extract(method, file, keywords=_KEYWORDS, options=options):
            yield text if isinstance(text, str) else (text[0], text[1])


def _texts_in_script(script: str) -> Iterator[Text]:
    """The calls that tools/texts.mjs translates."""
    for single, one, many in _SCRIPT_CALLS.findall(script):
        yield json.loads(single) if single else (json.loads(one), json.loads(many))


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
        known = updated(language)
        unused = unused_texts(known)
        for text in unused if prune else []:
            known.delete(text[0] if isinstance(text, tuple) else text)
        language.catalog_path.write_text(written(known), encoding="utf-8")
    wrong = [fault for language in PUBLISHED for fault in faults(language)]
    print("\n".join(wrong) or "Every language is complete.")
    for language in PUBLISHED:
        if count := len(awaiting_review(language)):
            print(f"{language.code}: {count} texts await review.")
    if unused:
        print(f"{'Removed' if prune else 'No longer used'}:", *unused, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
