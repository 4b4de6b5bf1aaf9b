"""The chain of docs/decisions/0004-events.md, from its text alone: canonical bytes, commitment, hash."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.races.history import Event

GENESIS: Final = bytes(32)


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON, keys sorted, no white space, UTF-8 as is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def list_faults(previous: bytes, event: Event) -> Iterator[str]:
    """What is not as it was sealed."""
    named = {name: event.item.get(name) for name in ("action", "by", "agencies", "outcome", "score")}
    happening = {name: value for name, value in named.items() if value is not None}
    public: dict[str, Any] = {"number": event.number, "seq": event.seq, "at": event.at}
    details = dict(event.details)
    if event.action == "note":
        details |= happening
    else:
        public |= happening
    commitment = hmac.digest(event.salt, canonical(details), "sha256")
    if commitment != event.commitment:
        yield "the details are not those that were committed to"
    if hashlib.sha256(previous + canonical(public) + event.commitment).digest() != event.hash:
        yield "it is not tied to the event before it"
