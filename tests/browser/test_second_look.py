"""The other story, in Chromium: files both ways, an answer that does not convince, a second look that does."""

from typing import Final

import pytest
from playwright.sync_api import FilePayload, expect

from chalicelib.statistics.suppression import THRESHOLD
from tests.attachments.evidence import a_pdf, a_picture
from tests.browser.conftest import NewPerson, Person
from tests.browser.steps import (
    AGENCY,
    EMAIL,
    SAID,
    ask,
    ask_for_another_look,
    download,
    file,
    give_answer,
    history,
    link_in,
    mailbox,
    open_link,
    rate,
    reply,
    take_charge,
    visit_dead_link,
)
from tests.running import RunningPortal, fetch

MISSING: Final = {
    "fr": "Aucune date n’est donnée pour les deux autres rues.",
    "ar": "لم يُحدد أي تاريخ للزقاقين الآخرين.",
}
SECOND_LOOK: Final = {"fr": "Réexamen", "ar": "إعادة النظر"}


def photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_picture("JPEG", size=(640, 480))}


def document(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": a_pdf("A letter of the agency")}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_answer_that_does_not_convince_is_looked_at_again_by_someone_else(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    said = SAID[language]
    citizen = new_person("judge", language)

    number = file(citizen, said, agency=AGENCY, files=[photo("rue.jpg"), document("courrier.pdf")])
    front_link = link_in(running_portal.mail_to(mailbox(AGENCY), about=number))
    citizen.open(f"track/#{number}")
    expect(citizen.page.locator("[data-part=standing]")).to_be_visible()

    officer = new_person("front", language, width=1100)
    open_link(officer, front_link)
    assert download(officer, "courrier.pdf") == document("")["buffer"]
    take_charge(officer)
    ask(officer, said)
    reply(citizen, said, files=[photo("poteau.jpg")])
    officer.page.locator("[data-refresh]").click()
    expect(history(officer)).to_contain_text("poteau.jpg")
    give_answer(officer, said, outcome="partly_granted", files=[document("bon.pdf")])

    assert running_portal.mail_to(EMAIL[language], about=number)["subject"]
    rate(citizen, 2)
    assert download(citizen, "bon.pdf") == document("")["buffer"]
    ask_for_another_look(citizen, MISSING[language])

    visit_dead_link(new_person("late-front", language), front_link)
    assert running_portal.mail_to(
        EMAIL[language], about=number, where=lambda mail: SECOND_LOOK[language] in mail["subject"]
    )
    supervisor = new_person("supervisor", language, width=1100)
    open_link(supervisor, link_in(running_portal.mail_to(mailbox(AGENCY, "supervisor"), about=number)))
    expect(supervisor.page.locator("[data-missing-text]")).to_contain_text(MISSING[language])
    supervisor.picture("second-look")
    give_answer(supervisor, said)

    rate(citizen, 5)
    expect(citizen.page.locator("[data-conversation]")).to_be_hidden()
    assert running_portal.mail_to(
        mailbox(AGENCY, "supervisor"), about=number, where=lambda mail: "/agency/#" not in mail["text"]
    )
    see_figures(new_person("figures", language, width=1100, scripts=False), running_portal)


def see_figures(reader: Person, portal: RunningPortal) -> None:
    """After the schedule ran, with enough others filed to the same agency for its row to be shown."""
    for _ in range(4 * THRESHOLD):
        portal.api.file(agency_id=AGENCY)
    portal.run_schedule("FoldStatistics")
    published = fetch(f"{portal.url}/data/statistics.json").body
    (counted,) = [each for each in published["agencies"] if each["code"] == AGENCY]

    reader.open("statistics/")

    row = reader.page.locator("table:has(#table-agencies) tr", has_text=counted["names"][reader.language])
    expect(row).to_contain_text(str(counted["filed"]))
    assert counted["filed"] > THRESHOLD
    reader.picture("statistics")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_questions_are_read_without_scripts(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    reader = new_person("questions", language, scripts=False)
    reader.open("faq/#not-convinced")

    question = reader.page.locator("details", has=reader.page.locator("#not-convinced"))
    question.locator("summary").click()

    expect(question.locator("[data-answer]")).to_contain_text("60")
    reader.picture("answer-without-scripts")
