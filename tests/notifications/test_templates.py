"""What the mails say: complete in four languages, in their direction, with our links, and nothing anybody typed."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from chalicelib.core import ids, settings
from chalicelib.domain.vocabulary import Kind, Outcome
from chalicelib.locales import LANGUAGES, UNDER_REVIEW
from chalicelib.notifications import wording
from chalicelib.notifications.model import Template
from chalicelib.notifications.rendering import render
from static_site import languages as site
from tests.notifications.contents import DIGITS_FIRST, ELSEWHERE, NUMBER, TOKEN, VALUES, a_content, a_mail
from tests.notifications.received import Received

TEMPLATES = Path(wording.__file__).parent / "templates"
EVERY = [(template, language) for template in Template for language in LANGUAGES]
TO_CITIZENS = [each for each in Template if 'extends "citizen.jinja"' in (TEMPLATES / f"{each}.jinja").read_text()]
TO_AGENCIES = [each for each in Template if each not in TO_CITIZENS]
WITH_LINK = [each for each in Template if "link_token" in VALUES[each]]


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_every_mail_is_whole_in_every_language(template: Template, language: str) -> None:
    mail = Received.rendered(template, language)

    for version in (mail.subject, mail.text, re.sub(r"<style>.*?</style>", "", mail.html, flags=re.DOTALL)):
        assert version.strip()
        assert not re.search(r"[{}]|None|Undefined", version)


@pytest.mark.parametrize(("template", "name"), [(each, name) for each in Template for name in VALUES[each]])
def test_a_mail_with_a_hole_is_not_made(template: Template, name: str) -> None:
    content = a_content(template, scope="complaint")
    without = {key: value for key, value in content.values.items() if key != name}

    with pytest.raises(UndefinedError, match=name):
        render(a_mail(template), type(content)(address="a@example.org", language="fr", values=without))


def test_the_readme_lists_the_values_of_every_template() -> None:
    rows = re.findall(
        r"^\| (\w+) \| (?:citizen|agency) \| (.+) \|$", (TEMPLATES / "README.md").read_text(), re.MULTILINE
    )

    assert {name: values.split(", ") for name, values in rows} == {each: list(VALUES[each]) for each in Template}


@pytest.mark.parametrize("language", [site.ARABIC, site.FRENCH], ids=lambda each: each.code)
def test_every_sentence_is_translated(language: site.Language) -> None:
    catalog, missing = site.load_catalog(language), []
    for template in sorted(TEMPLATES.glob("*.*")):
        source = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
        for _, _, text in source.extract_translations(template.read_text(encoding="utf-8")):
            message = catalog.get(text if isinstance(text, str) else text[0])
            forms = message.string if message else ""
            if not all(forms if isinstance(forms, tuple) else (forms,)):
                missing.append((template.name, text))

    assert not missing


@pytest.mark.parametrize("template", Template)
def test_an_arabic_mail_has_no_latin_words_but_numbers_and_links(template: Template) -> None:
    mail = Received.rendered(template, "ar")

    words = re.sub(r"https?://\S+|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", "", mail.subject + mail.text)
    assert not re.search(r"[A-Za-z]", words)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("template", [each for each in Template if "kind" in VALUES[each]])
def test_a_mail_names_what_was_filed(template: Template, language: str) -> None:
    mails = [Received.rendered(template, language, kind=each.value) for each in Kind]

    assert len({mail.subject + mail.text for mail in mails}) == len(Kind)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_each_outcome_has_its_sentence(language: str) -> None:
    texts = {Received.rendered(Template.ANSWER, language, outcome=each.value).text for each in Outcome}

    assert len(texts) == len(Outcome)


def test_an_answer_without_a_promise_speaks_of_none() -> None:
    promised = Received.rendered(Template.ANSWER, "fr").text
    plain = Received.rendered(Template.ANSWER, "fr", promised_on=None).text

    assert "tenu parole" in promised
    assert "tenu parole" not in plain


def test_the_receipt_prints_the_statutory_clock() -> None:
    text = Received.rendered(Template.RECEIPT, "fr").text.replace("\u00a0", " ")

    assert "le 23 janvier 2027 au plus tard" in text
    assert "60 jours" in text


def test_a_link_to_the_queue_names_no_number() -> None:
    mail = Received.rendered(Template.NEW_LINK, "fr", scope="queue", number=None)

    assert mail.subject == "Nouveau lien vers les dossiers de votre administration"
    assert ids.show_number(NUMBER) not in mail.text


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("ar", '<html lang="ar" dir="rtl">'),
        ("fr", '<html lang="fr" dir="ltr">'),
        ("zgh", '<html lang="zgh" dir="ltr">'),
        ("en", '<html lang="en" dir="ltr">'),
    ],
)
@pytest.mark.parametrize("template", Template)
def test_the_html_has_the_direction_of_its_language(template: Template, language: str, opening: str) -> None:
    html = Received.rendered(template, language).html

    assert opening in html
    # Some clients throw the root element away.
    assert f'<table class="page" role="presentation" lang="{language}" dir="{opening[-5:-2]}"' in html


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_mail_says_in_which_language_it_is(template: Template, language: str) -> None:
    assert Received.rendered(template, language).message["Content-Language"] == language


@pytest.mark.parametrize(
    ("language", "subject", "due"),
    [
        ("ar", "وصل إيداع شكايتكم", "23 يناير 2027"),
        ("fr", "Récépissé de votre réclamation", "23 janvier 2027"),
        ("zgh", "ⴰⵔⵔⴰ ⵏ ⵓⵙⵔⵓⵙ : ⵜⴰⵛⴽⴰⵢⵜ ⵏⵏⵓⵏ", "23 ⵉⵏⵏⴰⵢⵔ 2027"),
        ("en", "Receipt for your complaint", "January 23, 2027"),
    ],
)
def test_a_receipt_speaks_the_language_that_was_chosen(language: str, subject: str, due: str) -> None:
    mail = Received.rendered(Template.RECEIPT, language)

    assert mail.subject.replace("\u00a0", " ").startswith(subject)
    assert due in mail.text.replace("\u00a0", " ")
    assert mail.links == {f"https://portal.example/{language}/", f"https://portal.example/{language}/track/#{NUMBER}"}


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_mail_to_a_citizen_in_a_language_under_review_says_so_once_and_in_french_too(
    template: Template, language: str
) -> None:
    mail = Received.rendered(template, language)

    warned = language in UNDER_REVIEW and template in TO_CITIZENS
    assert mail.text.count("attend la relecture de locuteurs natifs") == warned
    assert mail.html.count('<p lang="fr" style="margin:0 0 8px">La version en tamazight') == warned


@pytest.mark.parametrize("template", TO_CITIZENS)
def test_a_mail_in_tamazight_is_in_tifinagh_throughout(template: Template) -> None:
    text = Received.rendered(template, "zgh").text.partition("La version en tamazight")[0]

    plain = re.sub(r"https?://\S+|[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){3}", "", text)
    for agency in (*ELSEWHERE, "Médiateur du Royaume"):
        plain = plain.replace(agency, "")
    assert not re.search(r"[A-Za-zÀ-ÿ]", plain), plain


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("template", [each for each in Template if "number" in VALUES[each]])
def test_a_number_is_isolated_wherever_it_stands(template: Template, language: str) -> None:
    shown = "1234-5678-9012-T"
    mail = Received.rendered(template, language, number=DIGITS_FIRST)

    marked = f"\u200e{shown}\u200e" if language == "ar" else shown
    assert mail.html.count(shown) == len(re.findall(rf'<bdi dir="ltr" style="[^"]*">{marked}</bdi>', mail.html)) > 0
    if language == "ar":
        for version in (mail.subject, mail.text):
            assert version.count(shown) == version.count(f"\u2066\u200e{shown}\u200e\u2069") > 0


@pytest.mark.parametrize("template", Template)
def test_a_number_copied_out_of_an_arabic_mail_is_understood(template: Template) -> None:
    for copied in re.findall(r"\u2066[^\u2069]+\u2069", Received.rendered(template).text):
        assert ids.read_number(copied) in (NUMBER, DIGITS_FIRST)


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_every_link_leads_to_the_configured_site(
    template: Template, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://chikaya.example/")
    settings.get.cache_clear()

    links = Received.rendered(template, language).links

    published = {each.code for each in site.PUBLISHED}
    assert links
    assert all(re.match(r"https://chikaya\.example/(\w+)/", link) for link in links)
    assert {link.split("/")[3] for link in links} <= published


@pytest.mark.parametrize("language", [each.code for each in site.PUBLISHED])
def test_a_published_language_has_links_of_its_own(language: str) -> None:
    for template in Template:
        assert {link.split("/")[3] for link in Received.rendered(template, language).links} == {language}


@pytest.mark.parametrize("template", TO_CITIZENS)
def test_a_citizen_gets_the_link_to_the_tracking_space(template: Template) -> None:
    mail = Received.rendered(template, "fr")

    link = f"https://portal.example/fr/track/#{NUMBER}"
    assert link in mail.text.splitlines()
    assert f'href="{link}"' in mail.html
    assert "/agency/" not in mail.text + mail.html


@pytest.mark.parametrize("template", WITH_LINK)
def test_an_agency_gets_its_signed_link_on_a_line_of_its_own(template: Template) -> None:
    for language in ("ar", "fr"):
        mail = Received.rendered(template, language)

        link = f"https://portal.example/{language}/agency/#{TOKEN}"
        assert link in [line.split(" ")[0] for line in mail.text.splitlines()]
        assert mail.html.count(f'href="{link}"') == 2
        assert "/track/" not in mail.text + mail.html


@pytest.mark.parametrize("template", [Template.TRANSFER_OUT, Template.REOPENED_OUT, Template.CLOSED])
def test_who_no_longer_handles_a_file_gets_no_link_to_it(template: Template) -> None:
    assert Received.rendered(template, "fr").links == {"https://portal.example/fr/"}


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("template", [Template.REOPENED, Template.REOPENED_TO_CITIZEN, Template.REOPENED_OUT])
def test_a_mail_says_who_looks_again_the_supervisor_or_the_coordination(template: Template, language: str) -> None:
    second, third, fourth = (Received.rendered(template, language, look=look).text for look in (2, 3, 4))

    coordination = {"ar": "تنسيقية البوابة", "fr": "coordination du portail"}[language]
    assert coordination not in second
    assert coordination in third == fourth


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_says_who_would_look_next_somebody_else_or_from_the_third_look_on_the_coordination(
    language: str,
) -> None:
    first, second, third = (Received.rendered(Template.ANSWER, language, look=look).text for look in (1, 2, 3))

    coordination = {
        "ar": "تنسيقية البوابة",
        "fr": "coordination du portail",
        "zgh": "ⵓⵙⵎⵙⴰⵙⴰ ⵏ ⵜⵡⵡⵓⵔⵜ",
        "en": "the portal’s coordination",
    }[language]
    assert coordination not in first
    assert coordination in second == third


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_closing_mail_says_whether_the_citizen_or_the_calendar_closed(language: str) -> None:
    closed = {Received.rendered(Template.CLOSED, language, closed_by=by).text for by in ("citizen", "clock")}

    assert len(closed) == 2


@pytest.mark.parametrize("template", Template)
def test_names_from_the_directory_are_escaped_in_html_and_only_there(template: Template) -> None:
    named = [name for name in ("agency", "from_agency", "to_agency") if name in VALUES[template]]
    mail = Received.rendered(template, "fr", **dict.fromkeys(named, "<b>Équipement & Eau</b>"))

    if named:
        assert "&lt;b&gt;Équipement &amp; Eau&lt;/b&gt;" in mail.html
        assert "<b>Équipement & Eau</b>" in mail.text
    assert "<b>" not in mail.html
    assert "&#39;" not in mail.text


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_nothing_that_was_typed_is_quoted(template: Template, language: str) -> None:
    typed = dict.fromkeys(
        ("subject", "facts", "wish", "text", "name", "reason", "reasons", "missing", "email"), "TYPED"
    )

    mail = Received.rendered(template, language, **typed)

    assert "TYPED" not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_subject_names_no_agency(template: Template, language: str) -> None:
    named = [name for name in ("agency", "from_agency", "to_agency") if name in VALUES[template]]

    mail = Received.rendered(template, language, **dict.fromkeys(named, "NAMED"))

    assert "NAMED" not in mail.subject


@pytest.mark.parametrize("template", Template)
def test_every_mail_says_who_sends_it_and_that_replies_are_not_read(template: Template) -> None:
    text = Received.rendered(template, "fr").text

    assert "envoyé automatiquement par le Portail national des réclamations" in text
    assert "Les réponses à ce message ne sont pas lues" in text


@pytest.mark.parametrize("template", TO_AGENCIES)
def test_an_agency_is_told_not_to_pass_its_link_on(template: Template) -> None:
    warned = "Ne le communiquez à personne" in Received.rendered(template, "fr").text

    assert warned == (template in WITH_LINK)


@pytest.mark.parametrize("template", Template)
def test_french_punctuation_stays_on_its_line(template: Template) -> None:
    mail = Received.rendered(template, "fr")

    assert not re.search(r" [:;?!»]|« ", mail.subject + mail.text)


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_text_and_html_say_the_same(template: Template, language: str) -> None:
    mail = Received.rendered(template, language)

    body = re.sub(r"<[^>]+>", " ", mail.html.partition("<body")[2].partition(">")[2])
    spoken = set(re.findall(r"[^\W\d_]+", re.sub(r"https?://\S+", "", mail.text)))
    shown = set(re.findall(r"[^\W\d_]+", re.sub(r"https?://\S+", "", body)))
    assert spoken <= shown
