"""The whole story, in Chromium, against a running portal: file, follow, ask, answer, transfer, decide."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson, Person
from tests.running import RunningPortal, until

pytestmark = pytest.mark.xdist_group("portal")


@dataclass(frozen=True)
class Said:
    """What people type and read in one language."""

    city: str
    subject: str
    facts: str
    question: str
    reply: str
    reason: str
    competent: str
    reasons: str
    granted: str


SAID = {
    "fr": Said(
        city="fes",
        subject="Éclairage public éteint",
        facts="Ma rue n’est plus éclairée depuis trois semaines.\nJ’ai appelé deux fois.",
        question="Quel est le numéro du poteau le plus proche ?",
        reply="C’est le poteau 114, devant l’école.",
        reason="L’électricité de ce quartier relève de l’Office.",
        competent="onee",
        reasons="L’équipe a remplacé le transformateur ; la rue est éclairée depuis hier soir.",
        granted="vous donne satisfaction",
    ),
    "ar": Said(
        city="فاس",
        subject="انطفاء الإنارة العمومية",
        facts="زقاقنا بلا إنارة منذ ثلاثة أسابيع.\nاتصلت مرتين دون جدوى.",
        question="ما رقم أقرب عمود كهربائي؟",
        reply="إنه العمود 114 أمام المدرسة.",
        reason="كهرباء هذا الحي من اختصاص المكتب.",
        competent="المكتب الوطني للكهرباء",
        reasons="استبدل الفريق المحول الكهربائي، والزقاق مضاء منذ مساء أمس.",
        granted="استجابت الإدارة لطلبكم",
    ),
}
EMAIL = {"fr": "habitante@example.org", "ar": "sakin@example.org"}
FIRST, SECOND = "commune-fes", "onee"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_complaint_goes_its_way_from_the_citizen_to_the_competent_agency_and_back(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    said = SAID[language]
    citizen = new_person("citizen", language)

    number = file(citizen, said)
    receipt = running_portal.mail_to(EMAIL[language], about=number)
    assert f"/{language}/track/#{number}" in receipt["text"]
    open_tracking(citizen, number)
    first_link = link_in(running_portal.mail_to(mailbox(FIRST), about=number))

    officer = new_person("first-agency", language, width=1100)
    open_link(officer, first_link)
    take_charge(officer)
    ask(officer, said)

    running_portal.mail_to(EMAIL[language], about=number)
    reply(citizen, said)
    transfer(officer, said)

    second_link = link_in(running_portal.mail_to(mailbox(SECOND), about=number))
    colleague = new_person("second-agency", language, width=1100)
    open_link(colleague, second_link)
    expect(history(colleague)).to_contain_text(said.reply)
    give_answer(colleague, said)

    citizen.page.locator("[data-refresh]").click()
    expect(citizen.page.locator("#answer")).to_contain_text(said.reasons)
    expect(citizen.page.locator("#answer")).to_contain_text(said.granted)
    expect(history(citizen)).to_contain_text(said.reason)
    citizen.picture("answered")
    visit_dead_link(new_person("late-officer", language), first_link)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_agency_finds_its_files_through_the_link_to_its_queue(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    agency = f"province-{'taza' if language == 'fr' else 'settat'}"
    filed = running_portal.api.file(agency_id=agency, subject=SAID[language].subject)
    number = filed["number"]
    officer = new_person("queue", language)
    open_link(officer, link_in(running_portal.mail_to(mailbox(agency), about=number)))

    officer.page.locator("[data-queue-link]").click()
    expect(officer.page.locator("[data-queue-link-said]")).not_to_be_empty()
    queue_link = link_in(queue_mail(running_portal, mailbox(agency)))
    other = new_person("queue-officer", language)
    other.page.goto(at(other, queue_link))
    other.page.locator("[data-open]").click()

    expect(other.page.locator("[data-queue-list] > li")).to_have_count(1)
    other.picture("queue")
    other.page.locator("[data-queue-list] button, [data-queue-list] a").first.click()
    expect(other.page.locator("[data-case=subject]")).to_have_text(SAID[language].subject)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "page", ["", "submit/", "track/", "agency/", "about/", "privacy/", "accessibility/", "nowhere/"]
)
def test_every_page_is_seen_in_both_directions_without_sideways_scroll(
    page: str, width: int, language: str, new_person: NewPerson
) -> None:
    visitor = new_person(f"page-{page.strip('/') or 'home'}-{width}", language, width=width)

    visitor.open(page)

    expect(visitor.page.locator("h1:visible").first).to_be_visible()
    visitor.picture("seen")
    overflow = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    direction = "rtl" if language == "ar" else "ltr"
    if page != "nowhere/":
        expect(visitor.page.locator("html")).to_have_attribute("dir", direction)


def file(citizen: Person, said: Said) -> str:
    page = citizen.page
    citizen.open("submit/")
    page.locator("#kind").check()
    go_on(page.locator("[data-step=kind]"))
    page.locator("#agency-search").press_sequentially(said.city)
    page.locator(f"#agency-{FIRST}").check()
    citizen.picture("agency")
    go_on(page.locator("[data-step=agency]"))
    go_on(page.locator("[data-step=place]"))
    page.locator("#subject").fill(said.subject)
    page.locator("#facts").fill(said.facts)
    citizen.picture("facts")
    go_on(page.locator("[data-step=facts]"))
    go_on(page.locator("[data-step=files]"))
    page.locator("#name").fill("Usager de démonstration")
    page.locator("#email").fill(EMAIL[citizen.language])
    page.locator("#consent").check()
    go_on(page.locator("[data-step=you]"))
    citizen.picture("check")
    go_on(page.locator("[data-step=check]"))
    expect(page.locator("[data-step=sent] h1")).to_be_focused(timeout=30_000)
    citizen.picture("sent")
    shown = page.locator("[data-sent-number]").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", shown)
    return shown.replace("-", "")


def go_on(step: Locator) -> None:
    expect(step).to_be_visible()
    step.locator("> button[type=submit], button[type=submit]").last.click()


def open_tracking(citizen: Person, number: str) -> None:
    """With number and email, as after losing everything else."""
    page = citizen.page
    page.evaluate("sessionStorage.clear()")
    citizen.open(f"track/#{number}")
    page.reload()
    expect(page.locator("#number")).to_have_value(re.compile(number[:4]))
    page.locator("#email").fill(EMAIL[citizen.language].upper())
    citizen.picture("sign-in")
    page.locator("[data-sign-in] button").click()
    expect(page.locator("[data-case=standing]")).to_be_visible()
    expect(page.locator("[data-case=subject]")).to_have_text(SAID[citizen.language].subject)
    citizen.picture("tracking")


def open_link(officer: Person, link: str) -> None:
    officer.page.goto(at(officer, link))
    expect(officer.page.locator("[data-link-agency]")).not_to_be_empty()
    officer.picture("link")
    officer.page.locator("[data-open]").click()
    expect(officer.page.locator("[data-case=standing]")).to_be_visible()
    assert "#" not in officer.page.url.rstrip("#") or len(officer.page.url.partition("#")[2]) < 20


def take_charge(officer: Person) -> None:
    officer.picture("file")
    officer.page.locator("form[data-act=charge] [data-submit]").click()
    expect(officer.page.locator("form[data-act=charge]")).to_be_hidden()


def ask(officer: Person, said: Said) -> None:
    act(officer, "question", {"#question-text": said.question})
    expect(history(officer)).to_contain_text(said.question)


def reply(citizen: Person, said: Said) -> None:
    citizen.page.locator("[data-refresh]").click()
    expect(history(citizen)).to_contain_text(said.question)
    citizen.picture("question")
    citizen.page.locator("#text").fill(said.reply)
    citizen.page.locator("form[data-act=message] [data-submit]").click()
    expect(history(citizen)).to_contain_text(said.reply)


def transfer(officer: Person, said: Said) -> None:
    officer.page.locator("[data-refresh]").click()
    expect(history(officer)).to_contain_text(said.reply)
    box = officer.page.locator("details[data-act-box=transfer]")
    box.locator("summary").click()
    box.locator("#agency-search").press_sequentially(said.competent)
    box.locator(f"[name=agency_id][value={SECOND}]").check()
    box.locator("#transfer-reason").fill(said.reason)
    officer.picture("transfer")
    box.locator("[data-submit]").click()
    expect(officer.page.locator("[data-scene=transferred]")).to_be_visible()
    officer.picture("transferred")


def give_answer(officer: Person, said: Said) -> None:
    box = officer.page.locator("details[data-act-box=answer]")
    box.locator("summary").click()
    box.locator("[name=outcome][value=granted]").check()
    box.locator("#reasons").fill(said.reasons)
    officer.picture("answer")
    box.locator("[data-submit]").click()
    expect(officer.page.locator("#answer")).to_contain_text(said.reasons)


def act(officer: Person, name: str, values: dict[str, str]) -> None:
    box = officer.page.locator(f"details[data-act-box={name}]")
    box.locator("summary").click()
    for field, value in values.items():
        box.locator(field).fill(value)
    officer.picture(name)
    box.locator("[data-submit]").click()


def visit_dead_link(officer: Person, link: str) -> None:
    officer.page.goto(at(officer, link))
    officer.page.locator("[data-open]").click()
    expect(officer.page.locator("[data-scene=revoked]")).to_be_visible()
    officer.picture("dead-link")


def history(person: Person) -> Locator:
    return person.page.locator("[data-case=history]")


def mailbox(agency: str) -> str:
    return f"front@{agency}.agencies.portal.example"


def link_in(mail: dict[str, str]) -> str:
    found = re.search(r"http://\S+/agency/#\S+", mail["text"])
    assert found, mail["text"]
    return found.group()


def queue_mail(portal: RunningPortal, address: str) -> dict[str, str]:
    def arrived() -> dict[str, str] | None:
        newest = next(each for each in portal.mails() if each["to"] == address)
        names_a_number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", newest["text"])
        return None if names_a_number else newest

    return until(arrived, seconds=15)


def at(person: Person, link: str) -> str:
    """The link in the person's own language; the mailbox's language is the directory's choice."""
    return re.sub(r"/\w+/agency/", f"/{person.language}/agency/", link)
