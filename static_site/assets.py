"""Fonts, styles and scripts: built by the Node tools, cached until one of their sources changes. Used by build.py."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.domain import words
from static_site import node
from static_site.domain_words import list_domain_words
from static_site.language_facts import get_language_facts
from static_site.languages import LOCALES, Language, load_catalog, typeset

SITE: Final = Path(__file__).parent
_NODE_MODULES: Final = SITE / "node_modules"
# Letters of Arabic as written in Morocco, its vowel marks and its punctuation.
_ARABIC: Final = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپڤگڭٱًٌٍَُِّْٰ،؛؟٪ـ"
# The 33 letters of the official alphabet; two of them are written with the mark that stands last.
_TIFINAGH: Final = "ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥⵯ"
_FONTS: Final[list[dict[str, Any]]] = [
    {
        "source": "node_modules/@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
        "characters": _ARABIC,
        "options": {"variationAxes": {"wght": {"min": 400, "max": 700}}},  # only the weights in use
        "file": "arabic.woff2",
    },
    {
        "source": "node_modules/@fontsource/noto-sans-tifinagh/files/noto-sans-tifinagh-tifinagh-400-normal.woff2",
        "characters": _TIFINAGH,
        "options": {"noHinting": True},  # half of its weight
        "file": "tifinagh.woff2",
    },
]
_SHEETS: Final = ("portal.css", "portal.rtl.css", "portal.tifinagh.css")
_SHIPPED: Final = (
    "govuk-frontend",
    "@fontsource-variable/noto-sans-arabic",
    "@fontsource/noto-sans-tifinagh",
    "idb-keyval",
    "minisearch",
    "altcha-lib",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Where each asset went: addresses below /assets/, and the folder that holds the files."""

    folder: Path
    addresses: dict[str, str]

    def address(self, name: str) -> str:
        """The address of one asset, such as `portal.rtl.css` or `submit.fr`."""
        return f"/assets/{self.addresses[name]}"


def build_assets(*, languages: Iterable[Language], kept: Path) -> Assets:
    """Build what changed; `kept` is the folder that remembers the rest between builds. Raises NodeError."""
    node.install_packages()
    cache = _AssetCache(kept=kept, folder=kept / "assets")
    fonts = cache.get_or_build("fonts", sources=[SITE / "tools/fonts.mjs"], facts=_FONTS, build=_build_fonts)
    styles = cache.get_or_build(
        "styles", sources=[SITE / "tools/styles.mjs", *_files("styles")], facts=fonts, build=_styles_builder(fonts)
    )
    return Assets(folder=cache.folder, addresses={**fonts, **styles, **_get_scripts(cache, list(languages))})


def _get_scripts(cache: _AssetCache, languages: list[Language]) -> dict[str, str]:
    facts = [get_language_facts(language) for language in languages]
    catalogs = (LOCALES / each.code / "LC_MESSAGES/portal.po" for each in languages)
    return cache.get_or_build(
        "scripts",
        sources=[*_files("scripts"), *_files("tools"), Path(words.__file__), *catalogs],
        facts=facts,
        build=lambda output: _build_scripts(output, languages=languages, facts=facts),
    )


def collect_licences() -> str:
    """The licence texts of everything third-party that the built site carries."""
    parts = []
    for package in _SHIPPED:
        # govuk-frontend's package comes without its licence.
        found = sorted(path for path in (_NODE_MODULES / package).glob("LICEN[CS]E*"))
        found = found or [SITE / "licences" / f"{package}.txt"]
        parts += [f"{package}\n{'=' * len(package)}\n\n{path.read_text(encoding='utf-8').strip()}\n" for path in found]
    return "\n\n".join(parts)


def _files(folder: str) -> list[Path]:
    return sorted(path for path in (SITE / folder).rglob("*") if path.is_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class _AssetCache:
    kept: Path
    folder: Path

    def get_or_build(
        self, name: str, *, sources: list[Path], facts: Any, build: Callable[[Path], dict[str, str]]
    ) -> dict[str, str]:
        """The addresses of one kind of asset, built again only when a source or fact changed."""
        fingerprint = _fingerprint([*sources, SITE / "package-lock.json"], facts)
        record = self.kept / f"{name}.json"
        if record.is_file():
            known = json.loads(record.read_text())
            if known["fingerprint"] == fingerprint:
                addresses: dict[str, str] = known["addresses"]
                return addresses
        built = self._build(name, build)
        record.write_text(json.dumps({"fingerprint": fingerprint, "addresses": built}))
        return built

    def _build(self, name: str, build: Callable[[Path], dict[str, str]]) -> dict[str, str]:
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        return build(target)


def _fingerprint(sources: list[Path], facts: Any) -> str:
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for source in [*sources, *SITE.glob("*.py")]:
        digest.update(source.as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _named_by_content(folder: Path, name: str) -> dict[str, str]:
    plain = folder / name
    digest = hashlib.sha256(plain.read_bytes()).hexdigest()[:8].upper()
    named = plain.with_name(f"{plain.stem}.{digest}{plain.suffix}")
    plain.replace(named)
    return {name: named.name}


def _build_fonts(output: Path) -> dict[str, str]:
    node.run_tool("fonts.mjs", {"output": str(output), "fonts": _FONTS})
    named: dict[str, str] = {}
    for font in _FONTS:
        named |= _named_by_content(output, font["file"])
    return named


def _styles_builder(fonts: dict[str, str]) -> Callable[[Path], dict[str, str]]:
    def build(output: Path) -> dict[str, str]:
        node.run_tool("styles.mjs", {"output": str(output)})
        for sheet in output.glob("*.css"):
            text = sheet.read_text(encoding="utf-8")
            for font, named in fonts.items():
                text = text.replace(f"/assets/{font}", f"/assets/{named}")
            sheet.write_text(text, encoding="utf-8")
        return {name: named for sheet in _SHEETS for name, named in _named_by_content(output, sheet).items()}

    return build


def _build_scripts(output: Path, *, languages: list[Language], facts: list[dict[str, Any]]) -> dict[str, str]:
    entries = sorted(path.stem for path in (SITE / "scripts").glob("*.js") if path.read_text().startswith("// Entry:"))
    per_language = [
        {
            "code": language.code,
            "facts": known,
            "texts": list_script_texts(language),
            "words": list_domain_words(language),
        }
        for language, known in zip(languages, facts, strict=True)
    ]
    return node.run_tool("scripts.mjs", {"output": str(output), "entries": entries, "languages": per_language})


def list_script_texts(language: Language) -> dict[str, str | list[str]]:
    """What tools/texts.mjs puts in place of the English texts: a text, or the forms of its plural."""
    texts: dict[str, str | list[str]] = {}
    for message in load_catalog(language):
        if not message.id or not message.string:
            continue
        if isinstance(message.id, str):
            texts[message.id] = typeset(str(message.string), language)
        elif all(message.string):
            texts[message.id[0]] = [typeset(form, language) for form in message.string]
    return texts
