"""The page of questions and answers in Chromium: read without scripts, linked to, searched, walked by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.tiers import thorough

LANGUAGES = ["ar", *thorough("fr")]
# What a person types, and the question that has to be among the few that are left.
SEARCHES = {
    "fr": [
        ("numero", "lost-number"),
        ("NUMÉRO PERDU", "lost-number"),
        ("j’ai perdu mon numéro", "lost-number"),
        ("changé mail", "wrong-email"),
        ("adresse électronique", "wrong-email"),
        ("pas de reponse", "no-answer"),
        ("delais dépassés", "no-answer"),
        ("médiateur", "no-answer"),
        ("refusé", "not-convinced"),
        ("rouvrir", "not-convinced"),
        ("reouvrir ma reclamation", "not-convinced"),
        ("anonymat", "confidential"),
        ("photos", "files"),
        ("pieces jointes", "files"),
        ("annuler", "withdraw"),
        ("pour mes parents", "someone-else"),
        ("quel ministere", "which-agency"),
        ("est-ce gratuit ?", "account"),
        ("mot de passe", "account"),
        ("consulat", "abroad"),
        ("l'étranger", "abroad"),
        ("tribunaux", "courts"),
        ("effacer mes donnees", "personal-data"),
        ("accusé de réception", "receipt"),
        ("dans quelle lan", "languages"),
        ("transferee", "transfer"),
        ("note", "rating"),
    ],
    "ar": [
        ("الرقم", "lost-number"),
        ("أضعت رقمي", "lost-number"),
        ("اضعت رقم الشكايه", "lost-number"),
        ("غيرت بريدي", "wrong-email"),
        ("خطا في البريد", "wrong-email"),
        ("لم اتوصل بجواب", "no-answer"),
        ("الوسيط", "no-answer"),
        ("لا أحد أجاب", "no-answer"),
        ("لم أقتنع", "not-convinced"),
        ("اعاده النظر", "not-convinced"),
        ("سريّة", "confidential"),
        ("إخفاء إسمي", "confidential"),
        ("صـــور", "files"),
        ("المرفقات", "files"),
        ("إلغاء", "withdraw"),
        ("نيابة", "someone-else"),
        ("اية وزاره", "which-agency"),
        ("مجانى", "account"),
        ("كلمة المرور", "account"),
        ("القنصليه", "abroad"),
        ("بالخارج", "abroad"),
        ("المحكمه", "courts"),
        ("محو معطياتي", "personal-data"),
        ("الوصل", "receipt"),
        ("بالأمازيغية", "languages"),
        ("احالة", "transfer"),
        ("التقييم", "rating"),
    ],
}
MANY = 6


def question(page: Page, name: str) -> Locator:
    return page.locator("details").filter(has=page.locator(f"[id={name}]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_read_without_scripts(open_page, language):
    page = open_page(f"/{language}/faq/", scripts=False)
    expect(page.locator("#question-search")).to_be_hidden()
    expect(page.locator("summary:visible")).to_have_count(20)

    question(page, "lost-number").locator("summary").click()

    expect(question(page, "lost-number").locator("[data-answer]")).to_be_visible()


def test_a_link_opens_its_answer_without_scripts(open_page):
    page = open_page("/fr/faq/#transfer", scripts=False)

    expect(question(page, "transfer").locator("[data-answer]")).to_be_visible()
    expect(page.locator("details[open]")).to_have_count(1)
    expect(question(page, "transfer").locator("summary")).to_be_in_viewport(ratio=0.99)  # browsers round pixels


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_opens_its_answer_and_gives_it_the_focus(open_page, language):
    page = open_page(f"/{language}/faq/#no-answer", width=320)

    expect(question(page, "no-answer").locator("summary")).to_be_focused()
    expect(question(page, "no-answer").locator("summary")).to_be_in_viewport(ratio=1)
    expect(page.locator("details[open]")).to_have_count(1)
    take_picture(page, f"{language}-faq-linked")


def test_a_link_from_one_answer_to_another_opens_that_one(open_page):
    page = open_page("/fr/faq/#which-agency")

    question(page, "which-agency").locator("a[href*=transfer]").click()

    expect(page).to_have_url(re.compile("/fr/faq/#transfer$"))
    expect(question(page, "transfer").locator("summary")).to_be_focused()


def test_an_address_that_names_no_question_leaves_the_page_alone(open_page):
    page = open_page("/fr/faq/#topic-data")

    expect(page.locator("details[open]")).to_have_count(0)


def test_another_language_opens_the_same_answer(open_page):
    page = open_page("/fr/faq/#transfer")

    page.get_by_role("link", name="العربية").click()

    expect(page).to_have_url(re.compile("/ar/faq/#transfer$"))
    expect(question(page, "transfer").locator("summary")).to_be_focused()


def test_a_phone_shares_the_link_of_an_answer(open_page):
    page = open_page("/fr/faq/#transfer")
    page.evaluate("() => { navigator.share = async ({ url }) => { document.body.dataset.shared = url; }; }")

    question(page, "transfer").locator("[data-share]").click()

    expect(page.locator("body")).to_have_attribute("data-shared", re.compile("/fr/faq/#transfer$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_search_leaves_the_question_meant_and_few_others(open_page, language):
    page = open_page(f"/{language}/faq/")
    assert len(SEARCHES[language]) >= 20

    missed = []
    for text, expected in SEARCHES[language]:
        page.locator("#question-search").fill(text)
        left = page.locator("details:visible [id]").evaluate_all("places => places.map((place) => place.id)")
        if expected not in left or len(left) > MANY:
            missed.append(f"{text}: {expected} not among few: {left}")

    assert missed == []


@pytest.mark.parametrize(("language", "said"), [("fr", "1 question correspond"), ("ar", "سؤال واحد مطابق")])
def test_a_search_says_how_many_are_left_and_hides_empty_topics(open_page, language, said):
    page = open_page(f"/{language}/faq/")

    page.locator("#question-search").press_sequentially({"fr": "numéro perd", "ar": "اضعت رقم"}[language])

    expect(page.locator("[data-status]")).to_have_text(said)
    expect(page.locator("section:visible")).to_have_count(1)
    take_picture(page, f"{language}-faq-search")
    page.locator("#question-search").fill("")
    expect(page.locator("details:visible")).to_have_count(20)
    expect(page.locator("[data-status]")).to_have_text("")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_leads_to_a_question_or_back_to_all(open_page, language):
    page = open_page(f"/{language}/faq/")

    page.locator("#question-search").fill("xyzzy")

    expect(page.locator("[data-nothing] a")).to_have_attribute("href", f"/{language}/submit/?kind=question")
    expect(page.locator("[data-status]")).not_to_be_empty()
    take_picture(page, f"{language}-faq-nothing")
    assert find_violations(page) == []
    page.locator("[data-all]").click()
    expect(page.locator("details:visible")).to_have_count(20)
    expect(page.locator("#question-search")).to_be_focused()


def test_an_answer_that_a_search_has_hidden_is_shown_when_its_address_asks(open_page):
    page = open_page("/fr/faq/")
    page.locator("#question-search").fill("consulat")
    expect(question(page, "rating")).to_be_hidden()

    page.evaluate("window.location.hash = 'rating'")

    expect(question(page, "rating").locator("summary")).to_be_focused()


def test_a_search_is_still_there_when_one_comes_back(open_page):
    page = open_page("/fr/faq/")
    page.locator("#question-search").fill("consulat")
    question(page, "abroad").locator("summary").click()
    page.locator("footer a").first.click()

    page.go_back()

    expect(page.locator("#question-search")).to_have_value("consulat")
    expect(page.locator("details:visible")).to_have_count(1)


def test_the_page_is_walked_by_keyboard_alone(open_page):
    page = open_page("/fr/faq/")
    for _ in range(20):
        if page.locator("#question-search").evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")

    page.keyboard.type("transfert")
    page.keyboard.press("Tab")
    expect(question(page, "transfer").locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question(page, "transfer").locator("[data-answer]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("#transfer$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_a_small_screen_and_shuts_nobody_out(open_page, language):
    page = open_page(f"/{language}/faq/", width=320)

    page.locator("details").evaluate_all("all => { for (const each of all) each.open = true; }")

    assert not scrolls_sideways(page)
    assert find_violations(page) == []
    take_picture(page, f"{language}-faq-open")


def test_every_answer_is_printed(open_page):
    page = open_page("/fr/faq/", width=800)

    page.emulate_media(media="print")

    expect(question(page, "transfer").locator("p").first).to_be_visible()
    expect(page.locator("#question-search")).to_be_hidden()
    assert page.locator("details").first.evaluate("each => each.offsetHeight") > 100
