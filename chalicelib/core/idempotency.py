"""What makes a command happen once: the key a client gives it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKey:
    """The client's UUID for one command, with the raw bytes it came with."""

    value: str
    body: bytes
