"""The texts: complete in every published language, with the same placeholders, and put into the scripts."""

from __future__ import annotations

import re

import pytest

from static_site import messages
from static_site.languages import ARABIC, ENGLISH, FRENCH, PUBLISHED, TAMAZIGHT, catalog, translations, typeset


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_every_text_is_translated_with_its_placeholders(language):
    assert messages.faults(language) == []


def test_a_missing_translation_and_a_lost_placeholder_are_found(monkeypatch):
    monkeypatch.setattr(messages, "used_texts", lambda: {"Step {number} of {all}", "Never written"})
    message = catalog(FRENCH).get("Step {number} of {all}")
    monkeypatch.setattr(message, "string", "Étape {number}")

    assert messages.faults(FRENCH) == [
        "fr: not translated: 'Never written'",
        "fr: other placeholders: 'Step {number} of {all}'",
    ]


@pytest.mark.parametrize("language", [TAMAZIGHT, ENGLISH], ids=lambda language: language.code)
def test_every_text_of_a_language_to_come_is_there_and_marked_for_review(language):
    known = catalog(language)

    for text in messages.used_texts():
        message = known.get(text)
        assert message is not None, text
        assert any(message.string) or "review" in message.user_comments, text


def test_the_catalogs_carry_neither_dates_nor_places():
    for language in (*PUBLISHED, TAMAZIGHT, ENGLISH):
        text = language.catalog_path.read_text(encoding="utf-8")
        assert not re.search(r"^#:|Creation-Date|Revision-Date|Last-Translator", text, re.MULTILINE)


def test_collecting_again_changes_nothing():
    for language in (*PUBLISHED, TAMAZIGHT, ENGLISH):
        assert messages.written(messages.updated(language)) == language.catalog_path.read_text(encoding="utf-8")


def test_arabic_counts_take_its_six_forms():
    forms = [translations(ARABIC).plural(count) for count in (0, 1, 2, 3, 10, 11, 99, 100, 103)]

    assert forms == [0, 1, 2, 3, 3, 4, 4, 5, 3]


def test_french_spaces_are_put_in_and_others_left_alone():
    assert typeset("Où ? Ici : « là »", FRENCH) == "Où\u202f? Ici\u00a0: «\u202flà\u202f»"
    assert typeset("Where ?", ENGLISH) == "Where ?"


def test_the_scripts_speak_the_language_of_their_page(site):
    (french,) = (path.read_text() for path in (site / "assets").glob("submit.fr.*.js"))
    (arabic,) = (path.read_text() for path in (site / "assets").glob("submit.ar.*.js"))

    assert "Décrivez les faits" in french
    assert "صفوا الوقائع" in arabic
    assert "Describe the facts" not in french + arabic
    assert "janvier" in french
    assert "غشت" in arabic
