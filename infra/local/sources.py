"""Which sources have changed since they were last looked at: what the front server, or the site, is made of."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.configuration import ROOT

_SKIPPED: Final = {"node_modules", "__pycache__", ".git"}


@dataclass(frozen=True, slots=True)
class Sources:
    """Files below some folders whose names end in one of these ways."""

    folders: tuple[str, ...]
    kinds: tuple[str, ...]


CATALOGS: Final = Sources(("chalicelib/locales",), (".po",))
SERVER: Final = Sources(
    ("app.py", "chalicelib", "infra/local"), (".py", ".mo", ".json", ".html", ".txt", ".css", ".jinja")
)
DIRECTORY: Final = Sources(("infra/directory",), (".py", ".csv"))
SITE: Final = Sources(
    ("static_site", "infra/directory", "chalicelib/locales"),
    (".py", ".mo", ".json", ".html", ".txt", ".css", ".scss", ".js", ".mjs", ".svg", ".csv", ".md"),
)

Seen = dict[str, int]


def read_state(sources: Sources) -> Seen:
    """Every one of these files with its time of change."""
    found = (each for folder in sources.folders for each in _files(ROOT / folder))
    return {path: time for path, time in found if path.endswith(sources.kinds)}


def _files(path: Path) -> Iterator[tuple[str, int]]:
    if path.is_file():
        yield str(path), path.stat().st_mtime_ns
    for entry in _entries(path):
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED:
                yield from _files(Path(entry.path))
        else:
            yield entry.path, _changed(entry)


def _entries(path: Path) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(path))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _changed(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
