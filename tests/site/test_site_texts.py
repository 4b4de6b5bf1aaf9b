"""The texts: complete in every published language, with the same placeholders, and put into the scripts."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from chalicelib.locales import LANGUAGES, UNDER_REVIEW
from static_site import messages
from static_site.languages import (
    ARABIC,
    ENGLISH,
    FRENCH,
    PUBLISHED,
    TAMAZIGHT,
    load_catalog,
    load_translations,
    typeset,
)
from static_site.node import SITE


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_every_text_is_translated_with_its_placeholders(language):
    assert messages.find_faults(language) == []


def test_every_text_that_the_build_puts_into_a_script_is_collected():
    literal = r'"((?:[^"\\\n]|\\.)*)"'
    scripts = "".join(path.read_text(encoding="utf-8") for path in (SITE / "scripts").rglob("*.js"))
    single = re.findall(rf"\bt\(\s*{literal}", scripts)
    pairs = re.findall(rf"\bn\(\s*{literal},\s*{literal}", scripts)

    assert len(single) > len(pairs) > 10
    assert {*single, *pairs} <= messages.extract_texts()


def test_a_missing_translation_and_a_lost_placeholder_are_found(monkeypatch):
    monkeypatch.setattr(messages, "extract_texts", lambda: {"Step {number} of {all}", "Never written"})
    message = load_catalog(FRENCH).get("Step {number} of {all}")
    monkeypatch.setattr(message, "string", "Étape {number}")

    assert messages.find_faults(FRENCH) == [
        "fr: not translated: 'Never written'",
        "fr: other placeholders: 'Step {number} of {all}'",
    ]


def test_the_site_speaks_every_language_that_a_citizen_can_choose():
    assert [language.code for language in PUBLISHED] == list(LANGUAGES)


def test_a_language_is_under_review_as_long_as_a_text_of_its_is_marked():
    awaiting = {language.code: len(messages.list_texts_under_review(language)) for language in PUBLISHED}

    assert {code for code, count in awaiting.items() if count} == UNDER_REVIEW, awaiting


def test_a_new_text_arrives_empty_and_marked_where_the_language_is_under_review(monkeypatch):
    monkeypatch.setattr(messages, "extract_texts", lambda: {"Never written"})

    arrived = {language: messages.update_catalog(language).get("Never written") for language in PUBLISHED}

    assert [language for language, message in arrived.items() if message.user_comments == ["review"]] == [TAMAZIGHT]
    assert [message.string for message in arrived.values()] == ["", "", "", "Never written"]


def test_collecting_keeps_the_marks_that_stand_and_brings_none_back(monkeypatch):
    half_read = messages.update_catalog(TAMAZIGHT)
    reviewed = next(message for message in half_read if message.id)
    reviewed.user_comments.clear()
    count = len(messages.list_texts_under_review(TAMAZIGHT))
    monkeypatch.setattr(messages, "load_catalog", lambda language: half_read)

    again = read_po(StringIO(messages.format_catalog(messages.update_catalog(TAMAZIGHT))))

    assert not again.get(reviewed.id).user_comments
    assert sum("review" in message.user_comments for message in again) == count - 1


def test_each_language_is_written_in_its_own_letters():
    letters = {ARABIC: r"[\u0600-\u06ff]", TAMAZIGHT: r"[\u2d30-\u2d7f]"}
    for language in PUBLISHED:
        for message in load_catalog(language):
            said = str(message.string)
            foreign = [other for other, own in letters.items() if other is not language and re.search(own, said)]
            assert not foreign, (language.code, message.id)


LATIN_WORDS = (
    r"\{\w+\}|JavaScript|Idempotency-Key|UUID|ism@example\.com|Médiateur du Royaume"
    r"|JPEG|PNG|WebP|PDF|ClamAV|EICAR"
)


def test_tamazight_is_written_in_tifinagh_throughout():
    for message in load_catalog(TAMAZIGHT):
        said = re.sub(LATIN_WORDS, "", " ".join(message.string) if message.pluralizable else message.string)
        assert not message.id or not re.search(r"[A-Za-zÀ-ÿ]", said), message.id


def test_the_catalogs_carry_neither_dates_nor_places():
    for language in PUBLISHED:
        text = language.catalog_path.read_text(encoding="utf-8")
        assert not re.search(r"^#:|Creation-Date|Revision-Date|Last-Translator", text, re.MULTILINE)


def test_collecting_again_changes_nothing():
    for language in PUBLISHED:
        assert messages.format_catalog(messages.update_catalog(language)) == language.catalog_path.read_text(
            encoding="utf-8"
        )


def test_arabic_counts_take_its_six_forms():
    forms = [load_translations(ARABIC).plural(count) for count in (0, 1, 2, 3, 10, 11, 99, 100, 103)]

    assert forms == [0, 1, 2, 3, 3, 4, 4, 5, 3]


def test_french_spaces_are_put_in_and_others_left_alone():
    assert typeset("Où ? Ici : « là »", FRENCH) == "Où\u202f? Ici\u00a0: «\u202flà\u202f»"
    assert typeset("Dossier n° 12", FRENCH) == "Dossier n°\u00a012"
    assert typeset("ⵎⴰⵏⵉ ?", TAMAZIGHT) == "ⵎⴰⵏⵉ\u202f?"
    assert typeset("Where ?", ENGLISH) == "Where ?"


def test_arabic_keeps_the_word_for_a_case_and_that_for_an_attached_file_apart():
    about_files = [
        *(SITE / "scripts/files").glob("*.js"),
        SITE / "pages/files/field.html",
        SITE / "scripts/complaint/file-list.js",
    ]
    sources = "".join(source.read_text(encoding="utf-8") for source in about_files)
    answer = (SITE / "content/ar/faq/files.md").read_text(encoding="utf-8").rpartition("---")[2]

    said = [message.string for message in load_catalog(ARABIC) if message.id and f'"{_first(message)}"' in sources]
    assert len(said) > len(about_files)
    assert not [text for text in [*said, answer] if "ملف" in str(text)]


def _first(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_a_size_stays_with_its_unit(language):
    for size in ("less than 1 KB", "{size} KB", "{whole}.{tenth} MB"):
        said = str(load_catalog(language).get(size).string)

        assert re.search(r"[\d}]\u00a0\w+", typeset(said, language)), said


def test_the_scripts_speak_the_language_of_their_page(site):
    (french,) = (path.read_text() for path in (site / "assets").glob("submit.fr.*.js"))
    (arabic,) = (path.read_text() for path in (site / "assets").glob("submit.ar.*.js"))
    (tamazight,) = (path.read_text() for path in (site / "assets").glob("submit.zgh.*.js"))
    (english,) = (path.read_text() for path in (site / "assets").glob("submit.en.*.js"))

    assert "Décrivez les faits" in french
    assert "صفوا الوقائع" in arabic
    assert "ⴰⵍⵉⵢⴰⵜ ⵎⴰⵢⴷ ⵉⵊⵔⴰⵏ" in tamazight
    assert "Describe the facts" in english
    assert "Describe the facts" not in french + arabic + tamazight
    assert "janvier" in french
    assert "غشت" in arabic
    assert "ⵖⵓⵛⵜ" in tamazight
    assert "August" in english
