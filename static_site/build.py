"""Builds the static site: `python -m static_site.build --output DIR`; `build()` is for whoever rebuilds in process.

Fonts, styles and scripts are cached beside the output and built again only when their sources change, so that a
changed template takes well under a second. The output is the same, byte for byte, at each build.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from static_site.assets import build_assets, collect_licences
from static_site.budgets import OverBudget, check_budgets
from static_site.faq import InvalidContent
from static_site.languages import PUBLISHED
from static_site.node import NodeError
from static_site.pages import SiteContext, render_pages

_IMAGES: Final = Path(__file__).parent / "images"


def build(
    output: Path, base_url: str = "http://127.0.0.1:8000", *, demonstration: bool = True, scanner: str = ""
) -> None:
    """Write the whole site below `output`; unchanged files are not written again, outdated ones are removed.

    `demonstration` shows on every page that nothing reaches any administration; `scanner` names what scans files on
    this machine, for the same notice. Raises NodeFailed, FaultyContent.
    """
    output = output.resolve()
    kept = output.parent / f".{output.name}-kept"
    kept.mkdir(parents=True, exist_ok=True)
    assets = build_assets(languages=PUBLISHED, kept=kept)
    site = SiteContext(base_url=base_url.rstrip("/"), demonstration=demonstration, scanner=scanner, assets=assets)
    written = {_write(output / name, content) for name, content in _files(site)}
    _remove_outdated(output, written)


def _files(site: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Every file of the site; assets come before the pages that refer to them."""
    for asset in site.assets.folder.rglob("*.*"):
        yield f"assets/{asset.name}", asset.read_bytes()
    for image in _IMAGES.iterdir():
        yield image.name, image.read_bytes()
    yield "licences.txt", collect_licences().encode()
    for name, text in render_pages(site):
        yield name, text.encode()


def _write(path: Path, content: bytes) -> Path:
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def _remove_outdated(output: Path, written: set[Path]) -> None:
    """Only in the folders that the build alone writes: published files beside them (/data/) stay."""
    for folder in ("assets", *(language.code for language in PUBLISHED)):
        for path in (output / folder).rglob("*.*"):
            if path.is_file() and path not in written:
                path.unlink()


def main() -> int:
    """Build as the command line asks, print the figures; 1 when Node failed, a text is faulty or a page over budget."""
    parser = argparse.ArgumentParser(prog="static_site.build", description="Build the portal's static site.")
    parser.add_argument("--output", type=Path, default=Path("build/site"))
    parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the site will stand")
    parser.add_argument("--live", action="store_true", help="leave out the notice that this is a demonstration")
    options = parser.parse_args()
    try:
        build(options.output, options.base_url, demonstration=not options.live)
        print(check_budgets(options.output))
    except (NodeError, InvalidContent, OverBudget) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
