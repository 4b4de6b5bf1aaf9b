"""What people do in the browser stories, step by step; each leaves pictures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.conftest import Person


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
AGENCY = "commune-fes"
"""The commune of that city, to which people write."""
EMAIL = {"fr": "habitante@example.org", "ar": "sakin@example.org"}


def file(citizen: Person, said: Said, *, agency: str, files: Sequence[FilePayload] = ()) -> str:
    """Fill in every step and send; the number that is shown at the end."""
    tell_the_facts(citizen, said, agency=agency)
    attach(citizen.page.locator("[data-step=files]"), files)
    say_who(citizen)
    go_on(citizen.page.locator("[data-step=check]"))
    return number_shown(citizen)


def tell_the_facts(citizen: Person, said: Said, *, agency: str) -> None:
    """The steps before the files."""
    page = citizen.page
    citizen.open("submit/")
    page.locator("#kind").check()
    go_on(page.locator("[data-step=kind]"))
    page.locator("#agency-search").press_sequentially(said.city)
    page.locator(f"#agency-{agency}").check()
    citizen.picture("agency")
    go_on(page.locator("[data-step=agency]"))
    go_on(page.locator("[data-step=place]"))
    page.locator("#subject").fill(said.subject)
    page.locator("#facts").fill(said.facts)
    citizen.picture("facts")
    go_on(page.locator("[data-step=facts]"))


def say_who(citizen: Person) -> None:
    """From the files, which are chosen, to the last check."""
    page = citizen.page
    citizen.picture("files")
    go_on(page.locator("[data-step=files]"))
    page.locator("#name").fill("Usager de démonstration")
    page.locator("#email").fill(EMAIL[citizen.language])
    page.locator("#consent").check()
    go_on(page.locator("[data-step=you]"))
    expect(page.locator("[data-step=check]")).to_be_visible()
    citizen.picture("check")


def number_shown(citizen: Person) -> str:
    """The number on the confirmation, which comes by itself."""
    page = citizen.page
    expect(page.locator("[data-step=sent] h1")).to_be_focused()
    citizen.picture("sent")
    shown = page.locator("[data-sent-number]").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", shown)
    return shown.replace("-", "")


def attach(form: Locator, files: Sequence[FilePayload]) -> None:
    """Choose files and wait until the portal has them all."""
    if not files:
        return
    form.locator("input[type=file]").set_input_files(list(files))
    expect(form.locator(".portal-uploads__file--received")).to_have_count(len(files))


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
    expect(page.locator("[data-part=standing]")).to_be_visible()
    expect(page.locator("[data-part=subject]")).to_have_text(SAID[citizen.language].subject)
    citizen.picture("tracking")


def open_link(officer: Person, link: str) -> None:
    officer.page.goto(at(officer, link))
    expect(officer.page.locator("[data-link-agency]")).not_to_be_empty()
    officer.picture("link")
    officer.page.locator("[data-open]").click()
    expect(officer.page.locator("[data-part=standing]")).to_be_visible()
    assert "#" not in officer.page.url.rstrip("#") or len(officer.page.url.partition("#")[2]) < 20


def take_charge(officer: Person) -> None:
    officer.picture("file")
    officer.page.locator("form[data-form=charge] [data-submit]").click()
    expect(officer.page.locator("form[data-form=charge]")).to_be_hidden()


def ask(officer: Person, said: Said) -> None:
    act(officer, "question", {"#question-text": said.question})
    expect(history(officer)).to_contain_text(said.question)


def reply(citizen: Person, said: Said, *, files: Sequence[FilePayload] = ()) -> None:
    citizen.page.locator("[data-refresh]").click()
    expect(history(citizen)).to_contain_text(said.question)
    citizen.picture("question")
    form = citizen.page.locator("form[data-form=message]")
    form.locator("#text").fill(said.reply)
    attach(form, files)
    form.locator("[data-submit]").click()
    expect(history(citizen)).to_contain_text(said.reply)


def give_answer(officer: Person, said: Said, *, outcome: str = "granted", files: Sequence[FilePayload] = ()) -> None:
    box = officer.page.locator("details[data-form-box=answer]")
    box.locator("summary").click()
    box.locator(f"[name=outcome][value={outcome}]").check()
    box.locator("#reasons").fill(said.reasons)
    attach(box, files)
    officer.picture("answer")
    box.locator("[data-submit]").click()
    expect(officer.page.locator("#answer")).to_contain_text(said.reasons)


def act(officer: Person, name: str, values: dict[str, str]) -> None:
    box = officer.page.locator(f"details[data-form-box={name}]")
    box.locator("summary").click()
    for field, value in values.items():
        box.locator(field).fill(value)
    officer.picture(name)
    box.locator("[data-submit]").click()


def visit_dead_link(officer: Person, link: str) -> None:
    officer.page.goto(at(officer, link))
    officer.page.locator("[data-open]").click()
    expect(officer.page.locator("[data-screen=revoked]")).to_be_visible()
    officer.picture("dead-link")


def history(person: Person) -> Locator:
    return person.page.locator("[data-part=history]")


def mailbox(agency: str, role: str = "front") -> str:
    return f"{role}@{agency}.agencies.portal.example"


def link_in(mail: dict[str, str]) -> str:
    found = re.search(r"http://\S+/agency/#\S+", mail["text"])
    assert found, mail["text"]
    return found.group()


def at(person: Person, link: str) -> str:
    """The link in the person's own language; the mailbox's language is the directory's choice."""
    return re.sub(r"/\w+/agency/", f"/{person.language}/agency/", link)


def rate(citizen: Person, score: int) -> None:
    """Two taps: the score, and send."""
    citizen.page.locator("[data-refresh]").click()
    form = citizen.page.locator("form[data-form=rating]")
    expect(form).to_be_visible()
    citizen.picture("judge")
    form.locator(f"[name=score][value='{score}']").check()
    form.locator("[data-submit]").click()
    expect(citizen.page.locator("[data-thanks]")).to_be_focused()
    citizen.picture(f"rated-{score}")


def ask_for_another_look(citizen: Person, missing: str) -> None:
    """The reason is begun already; the citizen goes on."""
    form = citizen.page.locator("form[data-form=reopening]")
    expect(form).to_be_visible()
    begun = form.locator("#missing").input_value()
    assert begun
    form.locator("#missing").fill(f"{begun} {missing}")
    citizen.picture("reopening")
    form.locator("[data-submit]").click()
    expect(history(citizen)).to_contain_text(missing)
    citizen.picture("reopened")


def download(person: Person, name: str) -> bytes:
    """The bytes a reader gets of a file, once it has been judged."""
    item = person.page.locator(".portal-files__file--clean", has_text=name).first
    expect(item).to_be_visible()
    with person.page.expect_download() as begun:
        item.locator("button").click()
    return begun.value.path().read_bytes()
