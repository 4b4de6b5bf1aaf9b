"""A complaint's history as JSON lines that anybody can keep and verify: one an event, and a signed one for the head.

    {"commitment": hex, "details": {...}, "hash": hex, "public": {...}, "salt": hex}
    {"head": {"last_hash": hex, "number": "...", "version": 12}, "signature": token}

`details` and `salt` are left out where they are withheld or erased. Used by a deployer's `export` and `verify`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.aws import secrets
from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import UNREADABLE, ChainHead, Fault, HistoryError, StoredEvent
from chalicelib.complaints.rules.lifecycle import HIDDEN_FROM_CITIZEN
from chalicelib.complaints.storage import verification
from chalicelib.complaints.storage.verification import History
from chalicelib.core.errors import NotFound
from chalicelib.core.tokens import Purpose, TokenInvalid

_LAST: Final = {"head", "signature"}
_SEALED: Final = {"public", "commitment", "hash"}
_HIDDEN: Final = {"details", "salt"}
_OPEN: Final = _SEALED | _HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    number: str
    tip: ChainHead


def export(number: str, *, for_citizen: bool = False) -> list[str]:
    """The lines: all that is kept, or what the citizen may see. Raises NotFound; what is wrong stays wrong in them."""
    history = verification.read(number)
    if history is None or history.tip is None:
        raise NotFound
    head = {"number": number, "version": history.tip.version, "last_hash": history.tip.last_hash.hex()}
    last = {"head": head, "signature": secrets.receipt_keys().sign_without_expiry(Purpose.HISTORY, head)}
    return [*(_text(_written(_shown_to_citizen(each) if for_citizen else each)) for each in history.lines), _text(last)]


def read(texts: Iterable[str]) -> History:
    """The history an export holds, with the first thing that is wrong with it; number "" where none can be told."""
    written = list(texts)
    last = _object(written[-1]) if written else {}
    has_last = last.keys() == _LAST
    lines = [_line(each) for each in (written[:-1] if has_last else written)]
    signed = _signed(last) if has_last else None
    tip = None if signed is None else signed.tip
    faults = [Fault(seq=None, wrong=HistoryError.UNSIGNED if has_last else HistoryError.CUT)] if signed is None else []
    broken = chain.first_fault(lines, tip)
    number = signed.number if signed else str(lines[0].public.get("number", "")) if lines else ""
    return History(number=number, lines=tuple(lines), tip=tip, faults=(*([broken] if broken else []), *faults))


def _shown_to_citizen(line: StoredEvent) -> StoredEvent:
    if line.is_withheld:
        return line
    said: Sequence[Any] = [each.get("action") for each in (line.public, line.details or {})]
    return line.withheld() if any(action in said for action in HIDDEN_FROM_CITIZEN) else line


def _written(line: StoredEvent) -> Mapping[str, Any]:
    written = {"public": line.public, "commitment": line.commitment.hex(), "hash": line.hash.hex()}
    hidden = {"salt": None if line.salt is None else line.salt.hex(), "details": line.details}
    return written | {name: value for name, value in hidden.items() if value is not None}


def _line(text: str) -> StoredEvent:
    held = _object(text)
    if not _SEALED <= held.keys() <= _OPEN or not isinstance(held["public"], dict):
        return UNREADABLE
    if len(held.keys() & _HIDDEN) == 1 or not isinstance(held.get("details", {}), dict):
        return UNREADABLE
    try:
        return StoredEvent(
            public=held["public"],
            commitment=bytes.fromhex(held["commitment"]),
            hash=bytes.fromhex(held["hash"]),
            salt=bytes.fromhex(held["salt"]) if "salt" in held else None,
            details=held.get("details"),
        )
    except (TypeError, ValueError):
        return UNREADABLE


def _signed(last: Mapping[str, Any]) -> _Signed | None:
    try:
        payload = dict(secrets.receipt_keys().verify(Purpose.HISTORY, str(last["signature"])))
    except TokenInvalid:
        return None
    payload.pop("k")
    if payload != last["head"]:
        return None
    tip = ChainHead(version=payload["version"], last_hash=bytes.fromhex(payload["last_hash"]))
    return _Signed(number=payload["number"], tip=tip)


def _object(text: str) -> Mapping[str, Any]:
    try:
        held = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice would say one thing to this reader and another to the next."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
