"""Verifies every history of the table, or the one that an export holds."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO, Final

from chalicelib.complaints.storage import exports, verification
from chalicelib.complaints.storage.verification import History
from chalicelib.core import ids
from infra.ops import files, items
from infra.ops.export import FORMAT
from infra.ops.items import Raw
from infra.ops.refusal import Refused

_PARTITION: Final = "COMPLAINT#"
_LIMIT_BYTES: Final = 256 * 2**20
"""An export is read whole; ten thousand events with long texts are a fifth of this."""


def table() -> str:
    """How much was verified, if all is well. Each fault is named on stderr as it is found; then raises Refused.

    Memory: one complaint and the numbers. What looks wrong in the scan is read again by itself, since complaints are
    written meanwhile.
    """
    complaints = events = faults = 0
    for history in _histories():
        complaints += 1
        events += len(history.events)
        faults += _print_faults(history)
    return _conclude(f"{complaints:,} complaints with {events:,} events verified", faults)


def export(path: str) -> str:
    """The same for one complaint's export; `-` reads it from stdin. Raises Refused."""
    with files.reading(path) as file:
        history = exports.read(each.decode(errors="surrogateescape").rstrip("\n") for each in _lines(file, path))
    withheld = sum(each.details.is_withheld for each in history.events)
    counted = (
        f"{_show_number(history.number)}: {len(history.events):,} events verified, {withheld:,} of them without details"
    )
    return _conclude(counted, _print_faults(history))


def _lines(file: BinaryIO, path: str) -> Iterator[bytes]:
    """The lines of something that may be an export. Raises Refused for the whole table, and for what has no end."""
    left = _LIMIT_BYTES
    while line := file.readline(left):
        if left == _LIMIT_BYTES and _is_of_a_table(line):
            raise Refused(f"{path} is a dump of the whole table: import it into an empty table, then verify that one.")
        left -= len(line)
        if not left:
            raise Refused(f"{path} is no export of one history: it is longer than {_LIMIT_BYTES // 2**20} MB.")
        yield line


def _is_of_a_table(line: bytes) -> bool:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and header.get("format") == FORMAT["format"]


def _histories() -> Iterator[History]:
    done: set[str] = set()
    for number, kept in _by_number(items.scan_whole()):
        if number in done:
            continue
        found = verification.of(number, kept)
        history = verification.read(number) if found.faults else found
        if history is not None and (history.events or history.chain_head):
            done.add(number)
            yield history


def _by_number(scanned: Iterable[Raw]) -> Iterator[tuple[str, list[Raw]]]:
    """The items of each complaint's history; a scan gives a partition's items one after another, by sort key."""
    for partition, found in groupby(scanned, key=lambda item: str(item["pk"]["S"])):
        if partition.startswith(_PARTITION):
            yield partition.removeprefix(_PARTITION), [each for each in found if verification.is_of_history(each)]


def _print_faults(history: History) -> int:
    for fault in history.faults:
        event = "" if fault.seq is None else f", event {fault.seq}"
        what = f" ({fault.what})" if fault.what else ""
        print(f"{_show_number(history.number)}{event}: {fault.error}{what}", file=sys.stderr)
    return len(history.faults)


def _show_number(number: str) -> str:
    return ids.show_number(number) if number else "(no number)"


def _conclude(counted: str, faults: int) -> str:
    if faults:
        raise Refused(f"{counted}; {faults:,} {'fault' if faults == 1 else 'faults'} found.")
    return f"{counted}; nothing is wrong."
