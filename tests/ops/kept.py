"""Histories in the table as commands keep them, and what somebody with the keys of the table could do to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chalicelib.aws import clients
from chalicelib.aws.table import Item
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.complaints.rules.actions.filing import start
from chalicelib.complaints.rules.records import apply_event
from chalicelib.complaints.storage import event_store, heads
from chalicelib.complaints.storage.heads import Head
from tests.builders import NUMBER
from tests.complaints.commanding import seal
from tests.complaints.histories import Step, play
from tests.complaints.long_history import ERASED, a_long_history
from tests.statistics.cases import History, compute_tallies

STEPS: Sequence[Step] = [
    ("take_charge", 1, 0),
    ("note", 1, 0),
    ("ask", 1, 0),
    ("citizen writes", 1, 0),
    ("note", 1, 0),
    ("transfer", 1, 1),
    ("officer writes", 1, 0),
    ("answer", 1, 1),
    ("rate", 1, 1),
]


def keep(history: History) -> None:
    """Write events and head, and count nothing."""
    happened, after = history
    previous = GENESIS
    with Item.batch_write() as batch:
        for event, added in zip(happened, compute_tallies(history), strict=True):
            stored = seal(event, previous=previous)
            previous = stored.hash
            batch.save(event_store.put_event(stored, added).item)
        complaint = replace(after[-1], number=happened[0].number)
        batch.save(heads.put(Head(complaint=complaint, last_hash=previous), replacing=None).item)


def keep_events(happened: list[Event]) -> None:
    """Write these events and the head they make."""
    after = [start(happened[0])]
    for following in happened[1:]:
        after.append(apply_event(after[-1], following))
    keep((happened, after))


def keep_a_thousand() -> None:
    """The long history with its notes; an event and a note of it are erased."""
    keep_events(list(a_long_history()))
    for seq in ERASED:
        erase(seq)


def keep_one() -> None:
    """A complaint with ten events, of which 3 and 6 are notes."""
    keep(play({"agency": "interior"}, list(STEPS)))


def keep_an_erased_one() -> None:
    """The same with an eleventh event, the erasure; nothing is stripped yet."""
    keep(play({"agency": "interior"}, [*STEPS, ("erase", 1, 0)]))


def key(sort: str, number: str = NUMBER) -> dict[str, Any]:
    return {"pk": {"S": f"COMPLAINT#{number}"}, "sk": {"S": sort}}


def event(seq: int) -> dict[str, Any]:
    return key(f"EVENT#{seq:06d}")


def get(of: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = clients.client("dynamodb").get_item(TableName="portal", Key=of)["Item"]
    return item


def put(item: dict[str, Any]) -> None:
    clients.client("dynamodb").put_item(TableName="portal", Item=item)


def change(of: dict[str, Any], **values: Any) -> None:
    """Set attributes, or remove those given as None."""
    changed = {**get(of), **values}
    put({name: value for name, value in changed.items() if value is not None})


def drop(of: dict[str, Any]) -> None:
    clients.client("dynamodb").delete_item(TableName="portal", Key=of)


def exchange(first: dict[str, Any], second: dict[str, Any]) -> None:
    one, other = get(first), get(second)
    put({**one, **second})
    put({**other, **first})


def erase(seq: int, number: str = NUMBER) -> None:
    """What erasure takes of an event: its details and their salt; the commitment to them stays in their place."""
    at = key(f"EVENT#{seq:06d}", number)
    commitment = event_store.read_stored_event(get(at)).details.commitment
    change(at, details=None, details_salt=None, details_commitment={"B": commitment})
