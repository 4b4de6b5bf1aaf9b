"""Counters that slow attackers down: per address (IPv6 by /64), email and number, in fixed windows."""

import ipaddress
from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import NumberAttribute

from chalicelib.aws import secrets, table
from chalicelib.aws.table import Item
from chalicelib.core import clock
from chalicelib.core.errors import Throttled


class CounterItem(Item):
    """`THROTTLE#<pseudonym>` / window; gone soon after the window."""

    hits = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` in any window of `seconds`; `name` keeps the counters of different limits apart."""

    name: str
    most: int
    seconds: int


# Many citizens share one address behind a mobile operator's gateway, so these are generous; an email or a number is
# one person's.
BY_ADDRESS: Final = Limit(name="address", most=600, seconds=600)
BY_EMAIL: Final = Limit(name="email", most=30, seconds=600)
BY_NUMBER: Final = Limit(name="number", most=30, seconds=600)
REMINDERS_BY_EMAIL: Final = Limit(name="reminder", most=3, seconds=3600)
LINKS_BY_LINK: Final = Limit(name="link", most=3, seconds=3600)


def count(limit: Limit, subject: str) -> None:
    """Count one attempt of a subject. Raises Throttled, saying when the window ends."""
    now = clock.seconds(clock.now())
    window = now - now % limit.seconds
    item = CounterItem(
        pk=f"THROTTLE#{secrets.throttle_pseudonym(f'{limit.name}:{subject}')}",
        sk=str(window),
    )
    table.update(item, [CounterItem.hits.add(1), CounterItem.expires_at.set(window + 2 * limit.seconds)])
    if int(item.hits) > limit.most:
        raise Throttled(retry_after=window + limit.seconds - now)


def network(viewer: str) -> str:
    """What an address counts as: an IPv4 address, or the /64 network an IPv6 host chooses its addresses from."""
    try:
        address = ipaddress.ip_address(viewer)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(getattr(address, "ipv4_mapped", None) or address)
