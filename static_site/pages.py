"""The pages of the site and how one is rendered. Used by build.py; a new page is one line in PAGES and one template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from chalicelib.locales import UNDER_REVIEW
from static_site.assets import Assets
from static_site.domain_words import list_domain_words
from static_site.faq import load_questions
from static_site.languages import FRENCH, PUBLISHED, Language, load_translations, typeset

SITE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page in every language: pages/<name>.html at /<language>/<path>/, with the script scripts/<script>.js."""

    name: str
    path: str
    script: str = "page"
    listed: bool = True  # False: of no use to search engines
    published: bool = False  # True: a function publishes it; the site brings the shell into which it puts the figures

    def address(self, language: Language) -> str:
        """Where the page stands, from the root of the site."""
        return f"/{language.code}/{self.path}/" if self.path else f"/{language.code}/"


PAGES: Final = (
    Page(name="home", path=""),
    Page(name="submit", path="submit", script="submit"),
    Page(name="track", path="track", script="track", listed=False),
    Page(name="agency", path="agency", script="agency", listed=False),
    Page(name="faq", path="faq", script="faq"),
    Page(name="statistics", path="statistics", published=True),
    Page(name="about", path="about"),
    Page(name="privacy", path="privacy"),
    Page(name="accessibility", path="accessibility"),
)
_BY_NAME: Final = {page.name: page for page in PAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """What every page needs to know: the base URL, whether it is a demonstration (with which scanner), the assets."""

    base_url: str
    demonstration: bool
    scanner: str
    assets: Assets


def render_pages(site: SiteContext) -> Iterator[tuple[str, str]]:
    """Each file of the site that a template makes: its path below the site's root, its text. Raises FaultyContent."""
    for language in PUBLISHED:
        environment = _environment(language, site)
        for page in PAGES:
            html = _tidy(environment.get_template(f"pages/{page.name}.html").render(page=page))
            for name in ("index.html", "shell.html") if page.published else ("index.html",):
                yield f"{page.address(language).strip('/')}/{name}", html
    every_language = _environment(PUBLISHED[0], site)
    for name in ("index.html", "404.html"):
        yield name, _tidy(every_language.get_template(f"root/{name}").render())
    yield "robots.txt", f"User-agent: *\nAllow: /\nDisallow: /api/\n\nSitemap: {site.base_url}/sitemap.xml\n"
    yield "sitemap.xml", _sitemap(site)


def _environment(language: Language, site: SiteContext) -> Environment:
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(SITE), macros]), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    texts = load_translations(language)
    environment.globals.update(
        _=lambda text, **values: _fill(typeset(texts.gettext(text), language), values),
        ngettext=lambda one, many, count: _fill(typeset(texts.ngettext(one, many, count), language), {"count": count}),
        say=_say,
        phone=lambda digits: Markup('<bdi dir="ltr"><a class="govuk-link" href="tel:{0}">{0}</a></bdi>').format(digits),
        language=language,
        languages=PUBLISHED,
        french=FRENCH,
        under_review=language.code in UNDER_REVIEW,
        site=site,
        words=list_domain_words(language),
        url=lambda name, code=language.code: _address(name, code),
        asset=site.assets.address,
        questions=load_questions(language, lambda name: _address(name, language.code)),
    )
    return environment


def _say(text: str, language: Language) -> Markup:
    """The text in another language than the page's, for the pages that show every language at once."""
    return escape(typeset(load_translations(language).gettext(text), language))


def _fill(text: str, values: dict[str, Any]) -> Markup:
    """The text with its values filled in; both are escaped, unless a value is markup already."""
    return escape(text).format(**values) if values else escape(text)


def _address(name: str, code: str) -> str:
    return _BY_NAME[name].address(next(language for language in PUBLISHED if language.code == code))


def _tidy(html: str) -> str:
    return "\n".join(line.strip() for line in html.splitlines() if line.strip()) + "\n"


def _sitemap(site: SiteContext) -> str:
    listed = (page.address(language) for page in PAGES if page.listed for language in PUBLISHED)
    places = "\n".join(f"<url><loc>{site.base_url}{address}</loc></url>" for address in listed)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}\n</urlset>\n'
    )
