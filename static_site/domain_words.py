"""The domain's words (chalicelib/domain/words.py) in one language, as data: what pages and scripts say of its codes.

assets.py bakes them into the scripts as the module `#words`; pages.py gives them to the templates as `words`.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chalicelib.domain import words
from static_site.languages import ENGLISH, Language, load_catalog, typeset

_EXPORTS: Final[dict[str, Any]] = {
    "kinds": words.KINDS,
    "grounds": words.GROUNDS,
    "scores": words.SCORES,
    "scoreOfFive": words.SCORE_OF_FIVE,
    "secondLook": words.SECOND_LOOK,
    "laterLook": words.LATER_LOOK,
    "coordination": words.COORDINATION,
    "unknownEvent": words.UNKNOWN_EVENT,
    "textLabels": words.TEXT_LABELS,
    "answerLabels": words.ANSWER_LABELS,
    "promised": words.PROMISED,
    "reopenUntil": words.REOPEN_UNTIL,
    "otherRemedies": words.OTHER_REMEDIES,
    "forCitizen": words.FOR_CITIZEN,
    "forOfficer": words.FOR_OFFICER,
}
_TEST_MODULE: Final = Path(__file__).parent / "generated" / "words.js"


def list_domain_words(language: Language) -> dict[str, Any]:
    """The words by the names that scripts import, ready for JSON; a plural is the list of its forms."""
    return {name: _translate(value, language) for name, value in _EXPORTS.items()}


def _translate(value: Any, language: Language) -> Any:
    if isinstance(value, str):
        message = load_catalog(language).get(value)
        return typeset(str(message.string) if message and message.string else value, language)
    if isinstance(value, words.Plural):
        return _forms(value, language)
    if isinstance(value, tuple):
        return [_translate(each, language) for each in value]
    if isinstance(value, Mapping):
        return {str(code): _translate(each, language) for code, each in value.items()}
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    reader = str(fields.pop("reader"))
    return {"reader": reader, **{_camel(name): _translate(each, language) for name, each in fields.items()}}


def _forms(plural: words.Plural, language: Language) -> list[str]:
    message = load_catalog(language).get(plural)
    forms = message.string if message and isinstance(message.string, tuple) and all(message.string) else plural
    return [typeset(form, language) for form in forms]


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda part: part[1].upper(), name)


def write_test_module() -> None:
    """The module `#words` in English, where package.json looks for it: for unit tests, which no build precedes."""
    exports = (f"export const {name} = {json.dumps(value)};" for name, value in list_domain_words(ENGLISH).items())
    text = "\n".join(exports) + "\n"
    if _TEST_MODULE.is_file() and _TEST_MODULE.read_text(encoding="utf-8") == text:
        return
    _TEST_MODULE.parent.mkdir(parents=True, exist_ok=True)
    fresh = _TEST_MODULE.with_suffix(f".{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(_TEST_MODULE)  # several tests may run at once
