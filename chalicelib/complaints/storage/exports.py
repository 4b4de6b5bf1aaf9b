"""A complaint's history as JSON lines that anybody can keep and verify: one an event, and a signed one for the head.

    {"details": {"commitment": hex, "content": {...}, "salt": hex}, "facts": {…}, "hash": hex, "public": {...}}
    {"head": {"last_hash": hex, "number": "...", "version": 12}, "signature": token}

`content` and `salt` are left out where they are withheld or erased. Used by a deployer's `export` and `verify`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.aws import secrets
from chalicelib.complaints.history import chain
from chalicelib.complaints.history.chain import UNREADABLE, ChainHead, Fault, HistoryError
from chalicelib.complaints.history.events import SealedPart, StoredEvent, event_of
from chalicelib.complaints.rules.records import is_hidden_from
from chalicelib.complaints.storage import verification
from chalicelib.complaints.storage.verification import History
from chalicelib.core.errors import NotFound
from chalicelib.core.tokens import Purpose, TokenInvalid
from chalicelib.domain.vocabulary import Reader

_LAST: Final = {"head", "signature"}
_EVENT: Final = {"public", "facts", "details", "hash"}
_WITHHELD: Final = {"commitment"}
_OPEN: Final = {"commitment", "content", "salt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    number: str
    chain_head: ChainHead


def export(number: str, *, for_citizen: bool = False) -> list[str]:
    """The lines: all that is kept, or what the citizen may see. Raises NotFound; what is wrong stays wrong in them."""
    history = verification.read(number)
    if history is None or history.chain_head is None:
        raise NotFound
    end = history.chain_head
    head = {"number": number, "version": end.version, "last_hash": end.last_hash.hex()}
    last = {"head": head, "signature": secrets.receipt_keys().sign_without_expiry(Purpose.HISTORY, head)}
    shown = [_hide_from_citizen(each) if for_citizen else each for each in history.events]
    return [*(_to_text(_to_json(each)) for each in shown), _to_text(last)]


def read(texts: Iterable[str]) -> History:
    """The history an export holds, with the first thing that is wrong with it; number "" where none can be told."""
    written = list(texts)
    last = _parse_object(written[-1]) if written else {}
    has_last = last.keys() == _LAST
    events = [_parse_event(each) for each in (written[:-1] if has_last else written)]
    signed = _verify_signature(last) if has_last else None
    chain_head = None if signed is None else signed.chain_head
    faults = []
    if signed is None:
        faults.append(Fault(seq=None, error=HistoryError.UNSIGNED if has_last else HistoryError.CUT))
    broken = chain.find_first_fault(events, chain_head)
    number = signed.number if signed else str(events[0].public.get("number", "")) if events else ""
    return History(
        number=number,
        events=tuple(events),
        chain_head=chain_head,
        faults=(*([broken] if broken else []), *faults),
    )


def _hide_from_citizen(event: StoredEvent) -> StoredEvent:
    try:
        is_hidden = is_hidden_from(event_of(event).action, Reader.CITIZEN)
    except (LookupError, ValueError, TypeError):
        # Changed by somebody: of what can't be read nothing is told but what is public.
        is_hidden = True
    return event.without_contents() if is_hidden else event


def _to_json(event: StoredEvent) -> Mapping[str, Any]:
    parts = {"facts": _part_to_json(event.facts), "details": _part_to_json(event.details)}
    return {"public": event.public, **parts, "hash": event.hash.hex()}


def _part_to_json(part: SealedPart) -> Mapping[str, Any]:
    hidden = {"salt": None if part.salt is None else part.salt.hex(), "content": part.content}
    return {"commitment": part.commitment.hex()} | {name: value for name, value in hidden.items() if value is not None}


def _parse_event(text: str) -> StoredEvent:
    held = _parse_object(text)
    if held.keys() != _EVENT or not isinstance(held["public"], dict):
        return UNREADABLE
    try:
        return StoredEvent(
            public=held["public"],
            facts=_parse_part(held["facts"]),
            details=_parse_part(held["details"]),
            hash=bytes.fromhex(held["hash"]),
        )
    except (TypeError, ValueError):
        return UNREADABLE


def _parse_part(held: object) -> SealedPart:
    """Raises TypeError or ValueError for what is no part of an event."""
    if not isinstance(held, dict) or held.keys() not in (_WITHHELD, _OPEN):
        raise ValueError
    content = held.get("content")
    if (content is not None and not isinstance(content, dict)) or ("content" in held and content is None):
        raise ValueError
    return SealedPart(
        commitment=bytes.fromhex(held["commitment"]),
        salt=bytes.fromhex(held["salt"]) if "salt" in held else None,
        content=content,
    )


def _verify_signature(last: Mapping[str, Any]) -> _Signed | None:
    try:
        payload = dict(secrets.receipt_keys().verify(Purpose.HISTORY, str(last["signature"])))
    except TokenInvalid:
        return None
    payload.pop("k")
    if payload != last["head"]:
        return None
    chain_head = ChainHead(version=payload["version"], last_hash=bytes.fromhex(payload["last_hash"]))
    return _Signed(number=payload["number"], chain_head=chain_head)


def _parse_object(text: str) -> Mapping[str, Any]:
    try:
        held = json.loads(text, object_pairs_hook=_reject_duplicates)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice would say one thing to this reader and another to the next."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _to_text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
