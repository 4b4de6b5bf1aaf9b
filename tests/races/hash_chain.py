"""The chain of docs/decisions/0004-events.md, from its text alone: canonical bytes, commitments, hash."""

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
    public: dict[str, Any] = {"number": event.number, "seq": event.seq, "at": event.at}
    public |= {name: value for name, value in named.items() if value is not None}
    if event.action == "note" and set(public) != {"number", "seq", "at"}:
        yield "a note says more in public than that it was made"
    commitments = b"".join(
        hmac.digest(event.item[f"{part}_salt"], canonical(getattr(event, part)), "sha256")
        for part in ("facts", "details")
    )
    if hashlib.sha256(previous + canonical(public) + commitments).digest() != event.hash:
        yield "it is not tied to the event before it"
