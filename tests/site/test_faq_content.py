"""The questions and answers as files: whole, alike in every language, true to the interface, and leading somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from static_site import faq
from static_site.faq import InvalidContent, Question, find_missing_files, load_questions
from static_site.languages import FRENCH, PUBLISHED, Language, load_catalog
from tests.site.test_site_files import Document

ADDRESSES = {name: f"/{name}/" for name in ("faq", "track", "about", "privacy")}
ANSWER = "---\ntitle: Quand ?\ntopic: filing\norder: 10\nwords: date\n---\nBientôt.\n"


def load_all(language: Language) -> list[Question]:
    return load_questions(language, ADDRESSES.__getitem__)


def in_every_language(name: str, text: str, folder: Path) -> None:
    for language in PUBLISHED:
        path = folder / language.code / "faq" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of questions with one in it."""
    monkeypatch.setattr(faq, "CONTENT", tmp_path / "content")
    in_every_language("when.md", ANSWER, tmp_path / "content")
    return tmp_path / "content"


def outline(question: Question) -> tuple[str, str, int, list[str]]:
    return question.id, question.topic, question.order, re.findall(r"<(p|li|a)\b", question.answer)


def test_every_language_answers_the_same_questions_in_the_same_order_and_at_the_same_length():
    outlines = [[outline(each) for each in load_all(language)] for language in PUBLISHED]

    assert all(each == outlines[0] for each in outlines)
    assert len(outlines[0]) >= 20


def test_no_two_questions_of_a_topic_claim_the_same_place():
    places = [(each.topic, each.order) for each in load_all(FRENCH)]

    assert len(set(places)) == len(places)


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_an_answer_is_short_and_people_have_words_for_it(language):
    for each in load_all(language):
        assert 20 <= len(re.sub(r"<[^>]*>", "", each.answer).split()) <= 130, each.id
        assert len(each.words) >= 5, each.id
        assert all(each.words), each.id


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_what_an_answer_quotes_stands_in_the_interface(language):
    texts = {text for message in load_catalog(language) for text in [message.string] if isinstance(text, str)}

    for each in load_all(language):
        for quoted in re.findall("[«“](.*?)[»”]", each.answer):
            assert quoted.strip().replace("\u202f", " ").replace("\u00a0", " ") in texts, each.id


@pytest.mark.parametrize("language", PUBLISHED, ids=lambda language: language.code)
def test_the_page_shows_every_question_once_under_a_heading(site, language):
    page = (site / language.code / "faq" / "index.html").read_text(encoding="utf-8")

    shown = re.findall(r'portal-question__place" id="([^"]*)"', page)
    assert sorted(shown) == sorted(each.id for each in load_all(language))
    assert len(re.findall("<details", page)) == len(shown)
    assert len(re.findall(r'id="topic-', page)) == len(faq.TOPICS)


def test_a_link_to_an_answer_finds_it(site):
    for language in PUBLISHED:
        ids = {given.get("id") for _, given in Document(site / language.code / "faq" / "index.html").tags}
        links = [
            str(link["href"])
            for page in ("", "faq")
            for link in Document(site / language.code / page / "index.html").all("a")
        ]
        answers = [link.partition("#")[2] for link in links if f"/{language.code}/faq/#" in link]

        assert {"no-answer", "transfer"} <= set(answers) <= ids


def test_search_engines_are_told_of_the_page(site):
    sitemap = (site / "sitemap.xml").read_text()

    assert all(f"/{language.code}/faq/" in sitemap for language in PUBLISHED)


def test_a_question_missing_in_a_published_language_stops_the_build(content):
    (content / "fr/faq/when.md").unlink()

    with pytest.raises(InvalidContent, match=r"^content/fr/faq/when\.md: missing$"):
        load_all(FRENCH)


def test_a_language_to_come_is_told_what_it_lacks(content):
    to_come = Language(code="es", name="Español", direction="ltr", locale="es")

    assert find_missing_files(to_come) == ["content/es/faq/when.md"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ANSWER.replace("filing", "weather"), "topic must be one of filing"),
        (ANSWER.replace("title: Quand ?\n", ""), "title is missing or empty"),
        (ANSWER.replace("words: date", "words:"), "words is missing or empty"),
        (ANSWER.replace("order: 10", "order: first"), "order must be a number"),
        (ANSWER.replace("words", "colour: red\nwords"), "colour is unknown"),
        (ANSWER.replace("Bientôt.", ""), "needs a head between two lines of dashes"),
        (ANSWER.replace("---\n", ""), "needs a head between two lines of dashes"),
        (ANSWER.replace("Bientôt.", "[Ici](nowhere)"), "no page nowhere"),
        (ANSWER.replace("Bientôt.", "[Là](#never)"), "no question #never"),
    ],
)
def test_a_faulty_file_is_named_with_what_is_wrong(content, wrong, said):
    (content / "fr/faq/when.md").write_text(wrong)

    with pytest.raises(InvalidContent, match=rf"^content/fr/faq/when\.md: {re.escape(said)}"):
        load_all(FRENCH)


def test_every_fault_of_a_language_is_told_at_once(content):
    in_every_language("why.md", ANSWER, content)
    (content / "fr/faq/when.md").unlink()
    (content / "fr/faq/why.md").write_text(ANSWER.replace("title: Quand ?", "title:").replace("10", "ten"))

    with pytest.raises(InvalidContent) as fault:
        load_all(FRENCH)

    assert str(fault.value).splitlines() == [
        "content/fr/faq/when.md: missing",
        "content/fr/faq/why.md: title is missing or empty; order must be a number",
    ]


def test_an_answer_is_text_and_never_markup(content):
    in_every_language("when.md", ANSWER.replace("Bientôt.", '<img src="x"> [19](tel:19)'), content)

    (question,) = load_all(FRENCH)

    assert "&lt;img" in question.answer
    assert '<bdi dir="ltr"><a class="govuk-link" href="tel:19">19</a></bdi>' in question.answer
