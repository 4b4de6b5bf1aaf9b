"""How heavy each page is, against what is allowed. Used by build.py; over budget fails."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from static_site.languages import PUBLISHED, Language
from static_site.pages import PAGES, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWeight:
    """KB after gzip (what the wire carries), and the number of requests."""

    html: float
    styles: float
    scripts: float
    fonts: float
    requests: int


_CONTENT: Final = PageWeight(html=10, styles=16, scripts=3, fonts=20, requests=6)
_SUBMIT: Final = PageWeight(html=14, styles=16, scripts=30, fonts=20, requests=9)
_FOLLOWING: Final = PageWeight(html=10, styles=16, scripts=20, fonts=20, requests=8)
# Officers search the agencies in the browser, as citizens do when they file.
_DESK: Final = PageWeight(html=10, styles=16, scripts=30, fonts=20, requests=8)
_FONTS: Final = {"ar": 20.0, "zgh": 5.0}
# Requests of a page's scripts: agencies, places, questions, the challenge; the complaint and the agencies.
_ASKED_BY_SCRIPTS: Final = {"page": 0, "faq": 0, "submit": 4}
_FAVICON: Final = 1
_ON_DEMAND: Final = 8.0
"""KB of a script that a page fetches only when somebody uses the part of it that needs it (`data-script`)."""


class OverBudget(Exception):
    """At least one page is heavier than allowed; the message names what and by how much."""


def get_budget(page: Page, language: Language) -> PageWeight:
    """What this page may weigh."""
    kind = {"page": _CONTENT, "faq": _CONTENT, "submit": _SUBMIT, "agency": _DESK}.get(page.script, _FOLLOWING)
    return PageWeight(
        html=kind.html,
        styles=kind.styles,
        scripts=kind.scripts,
        fonts=_FONTS.get(language.code, 0),
        requests=kind.requests,
    )


def measure_page(root: Path, *, page: Page, language: Language) -> PageWeight:
    """What this page weighs as built below `root`."""
    html = (root / page.address(language).strip("/") / "index.html").read_text(encoding="utf-8")
    scripts = set(re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', html))
    sheets = set(re.findall(r'href="(/assets/[^"]+\.css)"', html))
    fonts = {font for sheet in sheets for font in re.findall(r"/assets/[\w.]+woff2", (root / sheet[1:]).read_text())}
    return PageWeight(
        html=_zipped(html.encode()),
        styles=sum(_zipped((root / each[1:]).read_bytes()) for each in sheets),
        scripts=sum(_zipped((root / each[1:]).read_bytes()) for each in scripts),
        fonts=sum((root / each[1:]).stat().st_size / 1000 for each in fonts),
        requests=1 + len(scripts | sheets | fonts) + _FAVICON + _ASKED_BY_SCRIPTS.get(page.script, 2),
    )


def measure_pages(root: Path) -> Iterator[tuple[Page, Language, PageWeight]]:
    """Every page of the built site with its weight."""
    for page in PAGES:
        for language in PUBLISHED:
            yield page, language, measure_page(root, page=page, language=language)


def check_budgets(root: Path) -> str:
    """The figures as a table. Raises OverBudget."""
    lines = [f"{'page':<24}{'html':>7}{'styles':>8}{'scripts':>9}{'fonts':>7}{'requests':>10}   (KB, gzip)"]
    excesses = []
    for script, weighs in _on_demand(root):
        lines.append(f"{script:<24}{weighs:>31.1f}")
        excesses += [f"{script}: {weighs:.1f} of {_ON_DEMAND}"] if weighs > _ON_DEMAND else []
    for page, language, weight in measure_pages(root):
        where = page.address(language)
        lines.append(
            f"{where:<24}{weight.html:>7.1f}{weight.styles:>8.1f}{weight.scripts:>9.1f}"
            f"{weight.fonts:>7.1f}{weight.requests:>10}"
        )
        allowed = get_budget(page, language)
        excesses += [
            f"{where} {part}: {getattr(weight, part):.1f} of {getattr(allowed, part)}"
            for part in ("html", "styles", "scripts", "fonts", "requests")
            if getattr(weight, part) > getattr(allowed, part)
        ]
    if excesses:
        raise OverBudget("Over budget (KB, gzip):\n" + "\n".join(excesses))
    return "\n".join(lines)


def _on_demand(root: Path) -> Iterator[tuple[str, float]]:
    pages = (page.read_text(encoding="utf-8") for page in root.rglob("*.html"))
    for script in sorted(
        {script for text in pages for script in re.findall(r'data-script="(/assets/[^"]+\.js)"', text)}
    ):
        yield script, _zipped((root / script[1:]).read_bytes())


def _zipped(content: bytes) -> float:
    return len(gzip.compress(content, 9)) / 1000
