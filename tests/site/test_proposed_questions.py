"""Answers proposed while a citizen writes: helpful, out of the way, and known to nobody but the phone."""

from __future__ import annotations

import re
from itertools import cycle

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.journey import answer_until, expect_step, go_on
from tests.site.test_page_accessibility import find_violations, scrolls_sideways, take_picture
from tests.tiers import thorough

pytestmark = pytest.mark.thorough

# What a citizen writes, and the question proposed first.
WRITTEN = {
    "fr": [
        ("Bonjour, j’ai perdu le numéro de ma réclamation.", "J’ai perdu le numéro"),
        ("La commune ne m’a donné aucune réponse depuis l’été.", "Que faire si je n’ai pas de réponse"),
        ("Je ne suis pas d'accord avec la reponse, je veux contester le refus.", "Que faire si la réponse ne me"),
        ("J’écris sans donner mon nom par peur de représailles.", "Mon identité peut-elle"),
        ("Je veux annuler ma réclamation déposée par erreur.", "Comment retirer"),
        ("J’écris au nom de ma mère, une personne âgée.", "Puis-je déposer une réclamation pour"),
    ],
    "ar": [
        ("السلام عليكم، لقد أضعت رقم شكايتي.", "أضعت رقم شكايتي"),
        ("راسلت الجماعة منذ الصيف ولم أتوصل بأي جواب.", "ماذا أفعل إذا لم أتوصل"),
        ("أريد إعادة فتح الشكاية لأنني غير مقتنع.", "ماذا أفعل إذا لم يقنعني"),
        ("أكتب إليكم دون ذكر اسمي خوفا من الانتقام.", "هل يمكن إبقاء هويتي"),
        ("أود إلغاء الشكاية التي قدمتها مرتين.", "كيف أسحب"),
        ("أكتب نيابة عن والدتي.", "هل يمكنني تقديم شكاية نيابة"),
    ],
}
# Ordinary complaints that no answer of the portal's own would help with.
ORDINARY = {
    "fr": [
        "Le guichet de la moqataa est fermé depuis trois semaines et le gardien nous renvoie chaque matin.",
        "Mon train avait deux heures de retard et le remboursement du billet m’a été refusé au guichet.",
        "On me demande un certificat de résidence et une photo pour la carte nationale, que j’ai déjà fournis.",
        "La rue n’est plus éclairée, des poteaux sont tombés et les enfants rentrent de l’école dans le noir.",
    ],
    "ar": [
        "شباك المقاطعة مغلق منذ ثلاثة أسابيع والحارس يصرفنا كل صباح.",
        "تأخر القطار ساعتين ورُفض تعويضي عن التذكرة في الشباك.",
        "يطلبون مني شهادة السكنى وصورة من أجل البطاقة الوطنية رغم أنني سلمتهما.",
        "الإنارة العمومية منقطعة في الزنقة والأطفال يعودون من المدرسة في الظلام.",
    ],
}


def at_the_facts(page: Page, language: str) -> Locator:
    """The field in which the facts are written."""
    answer_until(page, "facts", language)
    expect_step(page, "facts")
    return page.locator("#facts")


def proposed(page: Page) -> Locator:
    return page.locator("[data-proposals] details")


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_what_is_written_brings_the_answer_that_helps_and_ordinary_complaints_bring_none(open_page, language):
    facts = at_the_facts(open_page(f"/{language}/submit/"), language)

    for (text, first), ordinary in zip(WRITTEN[language], cycle(ORDINARY[language]), strict=False):
        facts.fill(text)
        expect(proposed(facts.page).first).to_contain_text(first)
        facts.fill(ordinary)
        expect(proposed(facts.page), ordinary).to_have_count(0)


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_proposed_answer_opens_in_place_and_stops_nobody(open_page, language):
    page = open_page(f"/{language}/submit/", width=320)
    facts = at_the_facts(page, language)
    page.locator("#subject").fill(WRITTEN[language][3][0])
    facts.fill(" ".join(text for text, _ in WRITTEN[language]))
    expect(proposed(page)).to_have_count(3)
    expect(page.locator("[data-proposals-status]")).to_have_text(re.compile("3|ثلاثة"))

    proposed(page).first.locator("summary").click()

    expect(proposed(page).first.locator("[data-answer]")).to_be_visible()
    assert not scrolls_sideways(page)
    assert find_violations(page) == []
    take_picture(page, f"{language}-submit-proposals")
    go_on(page)
    expect_step(page, "files")


def test_a_question_is_answered_more_readily_than_a_complaint(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")

    def change_kind(control: str) -> None:
        page.goto(page.url.replace("#facts", "#kind"))
        page.locator(control).check()
        page.goto(page.url.replace("#kind", "#facts"))

    change_kind("#kind-4")
    facts.fill("Est-ce gratuit ?")

    expect(proposed(page).first).to_contain_text("Faut-il payer")
    change_kind("#kind")
    facts.fill("Est-ce gratuit ? Non.")
    expect(proposed(page)).to_have_count(0)


def test_the_text_being_written_does_not_move(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")
    facts.focus()
    before = (facts.bounding_box(), page.evaluate("window.scrollY"))

    facts.press_sequentially("J’ai perdu mon numéro")

    expect(proposed(page)).to_have_count(1)
    assert (facts.bounding_box(), page.evaluate("window.scrollY")) == before
    expect(facts).to_be_focused()


def test_who_has_gone_on_to_the_next_field_does_not_see_it_move(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")
    facts.fill("J’ai perdu mon numéro")
    expect(proposed(page)).to_have_count(1)
    facts.fill("Rien")
    page.locator("#wish").focus()
    before = page.locator("#wish").bounding_box()

    page.locator("#wish").press_sequentially("Une explication, dans un délai raisonnable, et des excuses.", delay=10)

    expect(proposed(page)).to_have_count(1)
    assert page.locator("#wish").bounding_box() == before


def test_what_is_written_stays_on_the_phone_and_nothing_is_asked_before(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")
    asked: list[tuple[str, str, str | None]] = []
    page.on("request", lambda request: asked.append((request.method, request.url, request.post_data)))
    page.locator("#wish").fill("J’ai perdu mon numéro")
    assert asked == []

    facts.fill("J’ai perdu mon numéro")

    expect(proposed(page)).to_have_count(1)
    facts.fill("Je ne suis pas d’accord avec la réponse, je veux contester le refus.")
    expect(proposed(page).first).to_contain_text("Que faire si la réponse")
    base = page.url.partition("/fr/")[0]
    assert asked == [("GET", f"{base}/fr/faq/", None)]


def test_without_a_network_nothing_is_proposed_and_nothing_is_lost(open_page):
    page = open_page("/fr/submit/")
    page.route("**/fr/faq/", lambda route: route.abort())
    facts = at_the_facts(page, "fr")
    page.locator("#subject").fill("Numéro")
    with page.expect_event("requestfailed"):
        facts.fill("J’ai perdu mon numéro")
    expect(proposed(page)).to_have_count(0)

    page.unroute("**/fr/faq/")
    facts.fill("J’ai perdu mon numéro de dossier")

    expect(proposed(page)).to_have_count(1)
    go_on(page)
    expect_step(page, "files")


def test_what_the_step_warns_of_is_not_proposed_too(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")

    facts.fill("Une plainte pénale est au tribunal. J’ai perdu mon numéro.")

    expect(page.locator("[data-warning=courts]")).to_be_visible()
    expect(proposed(page)).to_have_count(1)
    expect(proposed(page)).to_contain_text("J’ai perdu le numéro")


def test_the_links_of_a_proposed_answer_leave_the_form_open_and_no_id_is_taken_twice(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")
    facts.fill("J’ai perdu mon numéro")
    proposed(page).first.locator("summary").click()

    link = proposed(page).first.get_by_role("link")

    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_contain_text("nouvel onglet")
    expect(page.locator("[data-proposals] [id]")).to_have_count(0)


def test_a_deleted_draft_takes_its_proposals_along(open_page):
    page = open_page("/fr/submit/")
    facts = at_the_facts(page, "fr")
    facts.fill("J’ai perdu mon numéro")
    expect(proposed(page)).to_have_count(1)

    page.locator("[data-draft-delete]").click()
    page.locator("[data-draft-yes]").click()

    expect_step(page, "kind")
    expect(proposed(page)).to_have_count(0)
