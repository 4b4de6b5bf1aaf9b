"""Files that do not pass, in Chromium: the complaint is filed all the same, and its citizen reads why."""

from typing import Final

import pytest
from playwright.sync_api import FilePayload, expect

from tests.attachments.evidence import a_pdf
from tests.browser.conftest import NewPerson
from tests.browser.steps import AGENCY, EMAIL, SAID, file
from tests.running import RunningPortal
from tests.tiers import thorough

NO_DOCUMENT: Final[FilePayload] = {
    "name": "facture.pdf",
    "mimeType": "application/pdf",
    "buffer": b"<!doctype html><title>Facture</title>",
}
LOCKED: Final[FilePayload] = {
    "name": "releve.pdf",
    "mimeType": "application/pdf",
    "buffer": a_pdf(trailer="/Encrypt 9 0 R"),
}
ALL_THE_SAME: Final = {"fr": "dans tous les cas", "ar": "في جميع الأحوال"}
WHY: Final = {"fr": ("type accepté", "mot de passe"), "ar": ("الأنواع المقبولة", "كلمة السر")}


@pytest.mark.parametrize("language", ["ar", *thorough("fr")])
def test_a_complaint_is_filed_with_files_that_do_not_pass_and_each_says_why(
    language: str, running_portal: RunningPortal, new_person: NewPerson
) -> None:
    citizen = new_person("refused", language)

    number = file(citizen, SAID[language], agency=AGENCY, files=[NO_DOCUMENT, LOCKED])
    expect(citizen.page.locator("[data-sent-files]")).to_contain_text(ALL_THE_SAME[language])
    assert running_portal.mail_to(EMAIL[language], about=number)

    citizen.open(f"track/#{number}")
    citizen.page.locator("details[data-paper] > summary").click()
    states = citizen.page.locator("[data-part=filed-files] .portal-files__state")
    refused, held = WHY[language]
    expect(states.nth(0)).to_contain_text(refused)
    expect(states.nth(1)).to_contain_text(held)
    expect(citizen.page.locator("[data-part=filed-files] button")).to_have_count(0)
    citizen.picture("why")
