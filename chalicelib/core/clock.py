"""The only source of time. Tests stand still with `at(moment)`; everything else asks `now()`."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


@lru_cache(maxsize=1)
def country() -> ZoneInfo:
    """The country's time zone, from the pinned tzdata: the machine's own may not know its latest decree."""
    with files("tzdata").joinpath("zoneinfo/Africa/Casablanca").open("rb") as rules:
        return ZoneInfo.from_file(rules, key="Africa/Casablanca")


def now() -> datetime:
    """The present, UTC, cut to milliseconds: what is stored is what is computed with."""
    present = _frozen.get() or datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` be `moment` (time-zone aware) inside the block."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: fixed width, so it sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read(text: str) -> datetime:
    """The moment a `stamp` stands for."""
    return datetime.fromisoformat(text)


def local_date(moment: datetime) -> date:
    """The calendar day in the country, on which statutory days are counted."""
    return moment.astimezone(country()).date()


def end_of(day: date) -> datetime:
    """The first moment after a calendar day of the country has passed, in UTC."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=country()).astimezone(UTC)


def attempts(most: int) -> Iterator[int]:
    """Counts attempts at what others may be doing too; waits before each but the first: up to 20, 40, 80 … ms."""
    for attempt in range(most):
        if attempt:
            time.sleep(random.uniform(0.25, 1) * 0.01 * 2**attempt)  # noqa: S311 -- spreads load, guards nothing
        yield attempt


def seconds(moment: datetime) -> int:
    """Unix seconds, for time-to-live attributes and expiries of tokens."""
    return int(moment.timestamp())
