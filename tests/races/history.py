"""What a race leaves behind: the table as plain values, and what every client was told. Knows nothing of the portal."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Item = Mapping[str, Any]
_COMPLAINT: Final = "COMPLAINT#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of a client, and the answer. `status` is None where there was none: it may have happened, or not."""

    client: int
    number: str | None
    """The complaint; None for a filing."""
    role: str
    action: str
    key: str
    body: bytes
    words: str = ""
    """A text that no other body has, as far as the action takes one."""
    link: str | None = None
    """The id of the link that an officer acts by."""
    read: int | None = None
    """The version that a decision says it was made on."""
    status: int | None
    problem: str | None = None
    shown: int | None = None
    """The version of the view that was answered."""
    filed: str | None = None
    """The number that a filing was answered with."""
    began: float = 0.0
    ended: float = 0.0

    @property
    def is_acknowledged(self) -> bool:
        """Whether it was acknowledged."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refused(self) -> bool:
        """Whether it was refused, so that nothing may have happened."""
        return self.status is not None and 400 <= self.status < 500

    @property
    def is_unknown(self) -> bool:
        """Whether the client can't tell: no answer, or one that says that the portal could not."""
        return not self.is_acknowledged and not self.is_refused


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be: its name, where it was found, what it is."""

    name: str
    where: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as the table holds it; `facts` and `details` are the texts that were sealed, read."""

    number: str
    seq: int
    item: Item
    facts: Mapping[str, Any]
    details: Mapping[str, Any]

    @property
    def where(self) -> str:
        """Its place."""
        return f"{self.number}/{self.seq}"

    def __getattr__(self, name: str) -> Any:
        # Of a note the facts say what of other events is public.
        return self.item.get(name, self.facts.get(name))


@dataclass(frozen=True, slots=True)
class TableSnapshot:
    """All items of the table, and how often each mail (`<partition>/<sort>`) was handed to SES."""

    items: dict[tuple[str, str], Item]
    sent: Mapping[str, int] = field(default_factory=dict)
    _sorted: dict[str, dict[str, Item]] = field(default_factory=dict, init=False)

    @property
    def partitions(self) -> Mapping[str, Mapping[str, Item]]:
        """The items by partition and sort key, in order."""
        if not self._sorted:
            found: dict[str, dict[str, Item]] = defaultdict(dict)
            for (pk, sk), item in sorted(self.items.items()):
                found[pk][sk] = item
            self._sorted.update(found)
        return self._sorted

    def of(self, prefix: str) -> Iterator[tuple[str, Item]]:
        """What follows the prefix in a partition's key, and each of its items."""
        for pk, items in self.partitions.items():
            if pk.startswith(prefix):
                yield from ((pk.removeprefix(prefix), item) for item in items.values())

    def numbers(self) -> list[str]:
        """Every complaint there is a trace of."""
        return [pk.removeprefix(_COMPLAINT) for pk in self.partitions if pk.startswith(_COMPLAINT)]

    def part(self, number: str, prefix: str) -> Mapping[str, Item]:
        """A complaint's items of one sort, by what follows the prefix."""
        items = self.partitions.get(f"{_COMPLAINT}{number}", {})
        return {sk.removeprefix(prefix): item for sk, item in items.items() if sk.startswith(prefix)}

    def head(self, number: str) -> Item | None:
        """Where a complaint stands, as its head says."""
        return self.items.get((f"{_COMPLAINT}{number}", "HEAD"))

    def events(self, number: str) -> list[Event]:
        """A complaint's history in its order."""
        found = self.part(number, "EVENT#").items()
        return [
            Event(
                number=number,
                seq=int(seq),
                item=item,
                facts=json.loads(item["facts"]),
                details=json.loads(item["details"]),
            )
            for seq, item in found
        ]


def read_snapshot(raw: Iterable[Mapping[str, Any]], sent: Mapping[str, int]) -> TableSnapshot:
    """The table from DynamoDB's own JSON."""
    items = [{name: _value(typed) for name, typed in each.items()} for each in raw]
    return TableSnapshot({(each["pk"], each["sk"]): each for each in items}, sent)


def _value(typed: Mapping[str, Any]) -> Any:
    ((kind, value),) = typed.items()
    match kind:
        case "N":
            return int(value)
        case "L":
            return [_value(each) for each in value]
        case "NULL":
            return None
        case _:
            return value
