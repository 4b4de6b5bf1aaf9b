"""Every code that a reader meets has its words, in every language, and they stand in one place only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from chalicelib.complaints.rules.records import is_hidden_from
from chalicelib.domain import words
from chalicelib.domain.vocabulary import Action, Ground, Kind, Outcome, Reader, Status
from static_site import messages
from static_site.domain_words import list_domain_words
from static_site.languages import PUBLISHED, load_catalog

READERS = [words.FOR_CITIZEN, words.FOR_OFFICER]
READABLE_STATUSES = set(Status) - {Status.ERASED}  # nothing of an erased complaint is shown
# Worded by what was filed, and by whether the promise was kept; nothing is shown after an erasure.
WORDED_ELSEWHERE = {Action.SUBMIT, Action.PROMISE, Action.ERASE}
SOURCE = Path(words.__file__)


def sentences_of(value: Any) -> Iterator[messages.Text]:
    if isinstance(value, words.ReaderWords):
        value = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "reader"}
    if isinstance(value, (str, words.Plural)):
        yield value
        return
    for each in value.values() if isinstance(value, Mapping) else value:
        yield from sentences_of(each)


SENTENCES = {
    sentence
    for name, value in vars(words).items()
    if name.isupper() and not callable(value)
    for sentence in sentences_of(value)
}


@pytest.mark.parametrize("kinds", [words.KINDS, words.A_KIND, words.NEW_KIND, words.YOUR_KIND])
def test_every_kind_has_its_words(kinds):
    assert set(kinds) == set(Kind)


def test_every_ground_and_score_has_its_words():
    assert set(words.GROUNDS) == set(Ground)
    assert len(words.SCORES) == 5


@pytest.mark.parametrize("reader", READERS, ids=lambda words: words.reader)
def test_every_status_outcome_and_visible_action_has_its_words_for_each_reader(reader):
    assert set(reader.statuses) == READABLE_STATUSES
    assert set(reader.outcomes) == set(Outcome)
    assert set(reader.submitted) == set(Kind)
    assert (
        set(reader.events) == {each for each in Action if not is_hidden_from(each, Reader.CITIZEN)} - WORDED_ELSEWHERE
    )


def test_a_status_is_explained_to_each_reader():
    assert set(words.FOR_OFFICER.explanations) == READABLE_STATUSES
    # Of a reopened one the citizen reads who takes the second look.
    assert set(words.FOR_CITIZEN.explanations) == READABLE_STATUSES - {Status.REOPENED}


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_each_of_them_is_translated(language):
    catalog = load_catalog(language)
    untranslated = [each for each in SENTENCES if not catalog.get(each) or not catalog.get(each).string]

    assert len(SENTENCES) > 90
    assert untranslated == []


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_scripts_and_pages_are_given_them_by_code(language):
    given = list_domain_words(language)

    assert set(given["kinds"]) == {kind.value for kind in Kind}
    assert set(given["forCitizen"]["statuses"]) == {status.value for status in READABLE_STATUSES}
    assert given["kinds"]["complaint"] == load_catalog(language).get("Complaint").string
    assert len(given["forOfficer"]["dueInDays"]) == load_catalog(language).num_plurals


def test_no_template_and_no_script_says_one_of_them_again():
    copies = {
        (source.name, text)
        for source in messages.list_sources()
        if source != SOURCE
        for text in messages.extract_from(source)
        if text in SENTENCES
    }

    assert copies == set()


def test_the_module_marks_every_sentence_that_it_holds():
    assert set(messages.extract_from(SOURCE)) == SENTENCES
