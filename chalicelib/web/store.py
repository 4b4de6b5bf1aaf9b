"""What the web room keeps in the table: used challenges and the throttles' counters. Used by `proof` and `throttle`."""

from collections.abc import Sequence

from pynamodb.attributes import NumberAttribute

from chalicelib.aws import table
from chalicelib.aws.table import ABSENT, Item, Put
from chalicelib.core.errors import PortalError


class UsedChallengeItem(Item):
    """`CHALLENGE#<nonce>` / `SPENT`: a challenge that has been used, until it would have expired anyway."""


class CounterItem(Item):
    """`THROTTLE#<pseudonym>` / start of the window; gone soon after the window."""

    hits = NumberAttribute(null=True)


def put_used_challenge(nonce: str, *, expires_at: int, otherwise: PortalError) -> Put:
    """The write that uses a challenge up; where it has been used before, it fails with `otherwise`."""
    item = UsedChallengeItem(pk=f"CHALLENGE#{nonce}", sk="SPENT", expires_at=expires_at)
    return Put(item=item, condition=ABSENT, otherwise=otherwise)


def counter_key(pseudonym: str, *, window: int) -> CounterItem:
    """The counter of a subject in the window that begins at this Unix second."""
    return CounterItem(pk=f"THROTTLE#{pseudonym}", sk=str(window))


def add_hit(counter: CounterItem, *, expires_at: int) -> int:
    """Count one attempt; how many there are now. Raises Unavailable."""
    table.update(counter, [CounterItem.hits.add(1), CounterItem.expires_at.set(expires_at)])
    return int(counter.hits)


def get_hits(counters: Sequence[CounterItem]) -> list[int]:
    """How many attempts each has counted, in one read. Raises Unavailable."""
    return [int(each.hits) if isinstance(each, CounterItem) else 0 for each in table.get_many(counters)]
