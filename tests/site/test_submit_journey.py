"""Filing a complaint in Chromium, against a portal that can also misbehave."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.site.journey import SAID, answer_until, expect_step, go_on
from tests.site.submission_stand_in import AGENCY, NUMBER
from tests.tiers import thorough


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_complaint_is_filed_from_the_first_step_to_its_number(open_page, portal, language):
    page = open_page(f"/{language}/submit/")

    answer_until(page, "check", language)
    go_on(page)

    expect_step(page, "sent")
    expect(page.locator("[data-sent-number]")).to_have_text("7K3M-9QXT-2HDB-M")
    expect(page.locator("[data-sent-due]")).to_contain_text(re.compile(f"23 {SAID[language]['month']} 2099"))
    expect(page.locator("[data-sent-agency]")).to_contain_text(AGENCY["names"][language])
    expect(page.locator("[data-sent-receipt] bdi")).to_have_text("salma@example.com")
    ((key, body),) = portal.received
    message = json.loads(body)
    assert re.fullmatch(r"[0-9a-f-]{36}", key)
    assert message.pop("proof")
    assert message == {
        "kind": "complaint",
        "agency_id": "commune-fes",
        "place": {"region": "03", "province": "03.231", "commune": "03.231.01.0"},
        "subject": "Fès",
        "facts": SAID[language]["facts"],
        "citizen": {"name": "Salma", "email": "salma@example.com", "language": language, "confidential": False},
        "upload_ids": [],
        "consent": True,
    }
    session = json.loads(page.evaluate("sessionStorage.getItem('portal-citizen')"))
    assert (session["number"], session["token"]) == (NUMBER, "stand-in-token")
    expect(page.locator("[data-track]")).to_have_attribute("href", re.compile(f"/{language}/track/#{NUMBER}$"))


def test_the_confirmation_survives_a_reload_and_another_language_and_the_draft_is_gone(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "check")
    go_on(page)
    expect_step(page, "sent")

    page.reload()
    expect_step(page, "sent")
    page.get_by_role("link", name="العربية").click()

    expect(page).to_have_url(re.compile("/ar/submit/#sent$"))
    expect(page.locator("[data-sent-number]")).to_have_text("7K3M-9QXT-2HDB-M")
    page.goto(page.url.partition("#")[0])
    expect(page.locator("[data-draft]")).to_be_hidden()
    expect(page.locator("#facts")).to_have_value("")


def test_a_step_left_empty_says_what_is_missing_and_leads_there(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "facts")

    go_on(page)

    summary = page.locator(".govuk-error-summary:visible")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(page).to_have_title(re.compile("^Erreur"))
    summary.get_by_role("link", name="Décrivez les faits").click()
    expect(page.locator("#facts")).to_be_focused()
    expect(page.locator("#facts")).to_have_attribute("aria-describedby", re.compile("facts-error"))


def test_the_browsers_back_and_forward_buttons_walk_the_steps(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "facts")

    page.go_back()
    expect_step(page, "place")
    page.go_back()
    expect_step(page, "agency")
    expect(page.locator("#agency-commune-fes")).to_be_checked()
    page.go_forward()
    expect_step(page, "place")


def test_another_language_keeps_the_step_and_the_answers(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "you")

    page.get_by_role("link", name="العربية").click()

    expect_step(page, "you")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.locator("[data-step=you] .govuk-back-link").click()
    page.locator("[data-step=files] .govuk-back-link").click()
    expect(page.locator("#facts")).to_have_value(SAID["fr"]["facts"])


def test_a_draft_is_found_again_and_can_be_deleted(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "you")

    page.goto(page.url.partition("#")[0].replace("/submit/", "/"))
    page.goto(page.url + "submit/")
    page.get_by_role("link", name="Reprendre là où vous en étiez").click()
    expect_step(page, "files")
    page.get_by_role("button", name="Supprimer le brouillon").click()
    page.get_by_role("button", name="Oui, supprimer").click()

    expect_step(page, "kind")
    page.reload()
    expect(page.locator("#facts")).to_have_value("")
    expect(page.locator("#kind")).not_to_be_checked()


def test_a_draft_older_than_seven_days_is_gone(open_page):
    page = open_page("/fr/submit/")
    page.locator("#kind").check()
    expect(page.locator("[data-draft]")).to_be_visible()
    age = """async () => {
      const request = indexedDB.open("keyval-store");
      const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
      const store = database.transaction("keyval", "readwrite").objectStore("keyval");
      const draft = await new Promise((done) => {
        store.get("portal-draft").onsuccess = (event) => done(event.target.result);
      });
      await new Promise((done) => {
        store.put({ ...draft, savedAt: Date.now() - 8 * 86400000 }, "portal-draft").onsuccess = done;
      });
    }"""
    page.evaluate(age)

    page.reload()

    expect(page.locator("#kind")).not_to_be_checked()
    expect(page.locator("[data-draft]")).to_be_hidden()


def test_a_link_may_choose_the_kind(open_page):
    page = open_page("/fr/submit/?kind=suggestion")

    expect(page.locator("#kind-3")).to_be_checked()
    expect(page).to_have_url(re.compile("/fr/submit/$"))


def test_a_step_can_not_be_skipped_by_its_address(open_page):
    page = open_page("/fr/submit/#check")

    expect(page.locator("[data-step=kind]")).to_be_visible()
    expect(page).to_have_url(re.compile("#kind$"))


def test_the_skip_link_leaves_the_step_alone(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "facts")

    page.locator(".govuk-skip-link").focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-step=facts]")).to_be_visible()
    expect(page).to_have_url(re.compile("#facts$"))


def test_not_knowing_the_agency_is_an_answer(open_page, portal):
    page = open_page("/fr/submit/")
    page.locator("#kind-4").check()
    go_on(page)
    page.locator("#agency-unknown").check()
    go_on(page)
    page.locator("#region").select_option(index=3)
    go_on(page)
    page.locator("#subject").fill("Une question")
    page.locator("#facts").fill("À qui m’adresser ?")
    go_on(page)
    go_on(page)
    page.locator("#name").fill("Salma")
    page.locator("#email").fill("salma@example.com")
    page.locator("#confidential").check()
    page.locator("#consent").check()
    go_on(page)
    expect(page.locator("[data-answer=agency_id]")).to_have_text("Je ne sais pas laquelle")
    go_on(page)

    expect_step(page, "sent")
    message = json.loads(portal.received[0][1])
    assert message["agency_id"] is None
    assert message["citizen"]["confidential"] is True


def test_an_agency_is_found_by_browsing(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "agency")
    page.get_by_text("Parcourir la liste").click()

    page.locator("#agency-kind").select_option("commune")
    page.locator("#agency-region").select_option(label="Fès-Meknès")
    page.locator("#agency-province").select_option(label="Fès")

    expect(page.locator("[data-agency-status]")).to_contain_text("trouvées")
    expect(page.locator("#agency-commune-fes")).to_be_visible()


def test_gentle_words_about_courts_and_emergencies_stop_nobody(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "facts")

    page.locator("#subject").fill("Voirie")
    page.locator("#facts").fill("L’affaire est au tribunal et un enfant a été blessé.")

    expect(page.locator("[data-warning=courts]")).to_be_visible()
    expect(page.locator("[data-warning=emergency]")).to_be_visible()
    go_on(page)
    expect_step(page, "files")


def test_the_room_left_is_counted(open_page):
    page = open_page("/fr/submit/")
    answer_until(page, "facts")

    page.locator("#subject").fill("a" * 149)
    expect(page.locator("#subject-count")).to_have_text("Encore 1 caractère possible")
    page.locator("#subject").fill("a" * 152)

    expect(page.locator("#subject-count")).to_have_text("2 caractères en trop")
    go_on(page)
    expect(page.locator("#subject-error")).to_contain_text("Raccourcissez ce texte de 2 caractères")


def test_without_scripts_the_page_says_what_to_do(open_page):
    page = open_page("/fr/submit/", scripts=False)

    expect(page.locator("h1:visible")).to_have_text(["Déposer une réclamation"])
    expect(page.get_by_text("Le dépôt en ligne a besoin de JavaScript")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()


def test_the_whole_journey_works_by_keyboard_alone(open_page, portal):
    page = open_page("/fr/submit/")
    press = page.keyboard.press

    def reach(selector: str) -> None:
        for _ in range(40):
            if page.locator(selector).evaluate("element => element === document.activeElement"):
                return
            press("Tab")
        raise AssertionError(f"{selector} is out of the keyboard's reach")

    def submit() -> None:
        reach("section:not([hidden]) > button[type=submit]")
        press("Enter")

    reach("#kind")
    press("Space")
    submit()
    expect_step(page, "agency")
    reach("#agency-search")
    page.keyboard.type("commune de fes")
    expect(page.locator("#agency-commune-fes")).to_be_visible()
    reach("[data-agency-found] input >> nth=0")
    press("Space")
    submit()
    expect_step(page, "place")
    submit()
    expect_step(page, "facts")
    reach("#subject")
    page.keyboard.type("Guichet")
    press("Tab")
    page.keyboard.type("Fermé.")
    submit()
    expect_step(page, "files")
    submit()
    expect_step(page, "you")
    reach("#name")
    page.keyboard.type("Salma")
    press("Tab")
    page.keyboard.type("salma@example.com")
    reach("#consent")
    press("Space")
    submit()
    expect_step(page, "check")
    submit()

    expect_step(page, "sent")
    assert len(portal.filed) == 1
