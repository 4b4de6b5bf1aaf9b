"""What the build writes: whole, lawful under the CSP, the same in every language, the same at each build."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from chalicelib.locales import UNDER_REVIEW
from static_site.budgets import OverBudget, check_budgets
from static_site.build import build
from static_site.languages import PUBLISHED, Language
from static_site.node import SITE
from static_site.pages import PAGES, Page


class Document(HTMLParser):
    """A page as a list of (tag, attributes); void of text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline_scripts = 0
        self._in_script = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        self.inline_scripts += self._in_script and bool(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def page_of(site: Path, page: Page, language: Language) -> Path:
    return site / page.address(language).strip("/") / "index.html"


def build_again(site: Path, output: Path, **options: Any) -> None:
    """Build another site with the assets that are made already: only the pages differ."""
    shutil.copytree(site.parent / f".{site.name}-kept", output.parent / f".{output.name}-kept")
    build(output, **options)


def test_nothing_is_inline(site):
    for path in pages(site):
        document = Document(path)
        attributes = {name for _, given in document.tags for name in given}

        assert document.inline_scripts == 0, path
        assert not document.all("style"), path
        assert "style" not in attributes, path
        assert not [name for name in attributes if name.startswith("on")], path


def test_every_page_says_its_language_its_direction_and_its_title(site):
    for page in PAGES:
        for language in PUBLISHED:
            path = page_of(site, page, language)
            document = Document(path)
            (root,) = document.all("html")

            assert (root["lang"], root["dir"]) == (language.code, language.direction)
            assert re.search(r"<title>[^<]{5,}</title>", path.read_text(encoding="utf-8"))
            assert document.all("main")[0]["id"] == "main-content"
            assert any(link.get("href") == "#main-content" for link in document.all("a"))


def test_every_page_has_headings_and_titles_of_its_own(site):
    for language in PUBLISHED:
        titles = []
        for page in PAGES:
            text = page_of(site, page, language).read_text(encoding="utf-8")
            titles += re.findall(r"<title>(.*?)</title>", text)
            assert "<h1" in text, page.name

        assert len(set(titles)) == len(PAGES)


def test_every_link_leads_somewhere(site):
    for path in pages(site):
        document = Document(path)
        ids = {attributes.get("id") for _, attributes in document.tags}
        steps = {attributes.get("data-step") for _, attributes in document.tags}
        for link in document.all("a") + document.all("link") + document.all("script"):
            address = link.get("href") or link.get("src") or ""
            if address.startswith("#"):
                assert address[1:] in ids | steps, f"{path}: {address}"
            elif address.startswith("/"):
                target = site / re.split("[?#]", address)[0].strip("/")
                assert target.is_file() or (target / "index.html").is_file(), f"{path}: {address}"
            else:
                assert address.startswith(("http://127.0.0.1:8000/", "tel:")), f"{path}: {address}"


def test_a_language_link_leads_to_the_same_page(site):
    for page in PAGES:
        for language in PUBLISHED:
            links = [
                link for link in Document(page_of(site, page, language)).all("a")
                if link.get("data-module") == "portal-language-link"
            ]  # fmt: skip

            assert {link["href"] for link in links} == {page.address(other) for other in PUBLISHED if other != language}


def test_every_language_has_the_same_pages_built_alike(site):
    for page in PAGES:
        shapes = set()
        for language in PUBLISHED:
            document = Document(page_of(site, page, language))
            shapes.add(
                tuple(sorted(str(given.get("data-module")) for _, given in document.tags if "data-module" in given))
            )
        assert len(shapes) == 1, page.name


def test_every_language_says_the_same_at_length():
    for path in (SITE / "content" / "fr").glob("*.html"):
        outlines = {
            tuple(re.findall(r"<(h2|li|dt|p)\b", (SITE / "content" / language.code / path.name).read_text()))
            for language in PUBLISHED
        }
        assert len(outlines) == 1, path.name


def test_no_placeholder_is_left_unfilled(site):
    for path in pages(site):
        assert not re.search(r"\{\w*\}|\{\{|%\(", path.read_text(encoding="utf-8")), path


def test_french_punctuation_stays_on_its_line(site):
    for path in (site / "fr").rglob("*.html"):
        text = re.sub(r"<[^>]*>", "|", path.read_text(encoding="utf-8"))
        assert not re.search(r"\w [?!;:»]|« ", text), path


def test_the_sheet_for_arabic_is_the_mirror_of_the_other(site):
    (plain,) = (path.read_text() for path in (site / "assets").glob("portal.[0-9A-F]*.css"))
    (mirrored,) = (path.read_text() for path in (site / "assets").glob("portal.rtl.*.css"))

    assert re.search(r"\.govuk-inset-text\{[^}]*border-left:", plain)
    assert re.search(r"\.govuk-inset-text\{[^}]*border-right:", mirrored)
    assert not re.search(r"\.govuk-inset-text\{[^}]*border-left:", mirrored)
    assert "@font-face" in mirrored
    assert "@font-face" not in plain


def test_the_sheet_for_tamazight_is_the_other_with_the_font_of_its_letters(site):
    (plain,) = (path.read_text() for path in (site / "assets").glob("portal.[0-9A-F]*.css"))
    (tifinagh,) = (path.read_text() for path in (site / "assets").glob("portal.tifinagh.*.css"))

    assert tifinagh.startswith(plain.strip())
    assert re.findall(r"/assets/(\w+)\.\w+\.woff2", tifinagh) == ["tifinagh"]


def test_a_language_under_review_says_so_once_in_its_own_words_and_in_french(site):
    for path in pages(site):
        said = path.read_text(encoding="utf-8").count("attend la relecture de locuteurs natifs")
        assert said == (path.relative_to(site).parts[0] == "zgh"), path

    footer = (site / "zgh/about/index.html").read_text(encoding="utf-8").partition("<footer")[2]
    assert '<p class="portal-footer__text" lang="fr">Cette traduction attend' in footer
    assert "ⴰⴷ ⵜⵜ ⵖⵔⵏ ⵉⵎⵙⴰⵡⴰⵍⵏ ⵏ ⵜⵎⴰⵣⵉⵖⵜ" in footer


def test_every_page_names_its_four_versions_to_search_engines(site):
    for page in PAGES:
        for language in PUBLISHED if page.listed else ():
            links = [link for link in Document(page_of(site, page, language)).all("link") if link.get("hreflang")]

            assert [link["hreflang"] for link in links] == ["ar", "fr", "zgh", "en"]
            assert links[2]["href"] == f"http://127.0.0.1:8000{page.address(PUBLISHED[2])}"

    listed = sum(page.listed for page in PAGES)
    assert (site / "sitemap.xml").read_text().count("<url>") == 4 * listed


def test_a_sentence_of_the_content_under_review_is_marked_in_its_source():
    for language in PUBLISHED:
        for path in (SITE / "content" / language.code).glob("*.html"):
            assert path.read_text(encoding="utf-8").startswith("{# review #}") == (language.code in UNDER_REVIEW), path


def test_nothing_of_the_borrowed_brand_is_published(site):
    for path in [*site.rglob("*.css"), *site.rglob("*.html"), *site.rglob("*.js")]:
        text = path.read_text(encoding="utf-8").lower()
        for word in ("gds transport", "crown", "gov.uk"):
            assert word not in text, path


def test_a_demonstration_says_so_and_the_real_portal_does_not(site, tmp_path):
    build_again(site, tmp_path / "live", base_url="https://portal.example/", demonstration=False)
    notice = 'class="portal-notice"'

    assert notice in (site / "fr/index.html").read_text()
    assert notice not in (tmp_path / "live/fr/index.html").read_text()
    assert 'href="https://portal.example/fr/"' in (tmp_path / "live/fr/index.html").read_text()


def test_only_a_portal_on_one_machine_says_what_looks_into_files(site, tmp_path):
    build_again(site, tmp_path / "checked", scanner="clamav")
    build_again(site, tmp_path / "unchecked", scanner="signature")
    pages = [(folder / "fr/index.html").read_text() for folder in (tmp_path / "checked", tmp_path / "unchecked", site)]

    assert ["ClamAV" in page for page in pages] == [True, False, False]
    assert ["EICAR" in page for page in pages] == [False, True, False]


def test_two_builds_give_the_same_bytes(site, tmp_path):
    build(tmp_path / "again")

    def contents(root: Path) -> dict[str, bytes]:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    assert contents(tmp_path / "again") == contents(site)


def test_what_others_publish_beside_the_pages_stays(site, tmp_path):
    build_again(site, tmp_path / "site")
    published = tmp_path / "site/data/agencies.json"
    published.parent.mkdir()
    published.write_text("[]")
    outdated = tmp_path / "site/assets/page.fr.OLD.js"
    outdated.write_text("")

    build(tmp_path / "site")

    assert published.is_file()
    assert not outdated.exists()


def test_every_page_is_within_its_budget(site):
    assert "/ar/submit/" in check_budgets(site)


def test_a_page_over_budget_fails(site, tmp_path):
    build_again(site, tmp_path / "site")
    heavy = tmp_path / "site/fr/about/index.html"
    heavy.write_text(heavy.read_text() + "".join(chr(0x100 + (n * n) % 9973) for n in range(20_000)))

    with pytest.raises(OverBudget, match="/fr/about/ html"):
        check_budgets(tmp_path / "site")


def test_the_lock_file_pins_exactly_and_names_no_registry():
    package = json.loads((SITE / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    assert "://" not in re.sub(r'"(url|funding)": "[^"]*"', "", (SITE / "package-lock.json").read_text())
