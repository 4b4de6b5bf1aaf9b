"""Counts what has happened, publishes it, and counts everything anew where that is asked for.

The fold can be killed at any moment and run again: each batch of events is counted and taken off the list in one
transaction. Publication compares before it writes, and writes last what says that it was done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.agencies import places
from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Names
from chalicelib.aws import site, work
from chalicelib.aws.table import Conflict, commit
from chalicelib.aws.work import WorkBlocked
from chalicelib.complaints import service as complaints
from chalicelib.complaints.rules.tallies import UnfoldedEvent
from chalicelib.core import clock, settings
from chalicelib.core.errors import Unavailable
from chalicelib.domain.vocabulary import Kind
from chalicelib.locales import LANGUAGES
from chalicelib.statistics import figures, open_data, rendering, store
from chalicelib.statistics.batches import batches
from chalicelib.statistics.figures import Figures, Row, Standing
from chalicelib.statistics.measures import Measure
from chalicelib.statistics.model import Facet, Sums, merged

_ATTEMPTS: Final = 3
_FOLDER: Final = "data/statistics"
_NATIONAL: Final = f"{_FOLDER}.json"


class RebuildUnderWay(Exception):
    """Another rebuild holds the fold."""


class RebuildLost(Exception):
    """The rebuild took so long that the fold went on without it: nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """A rebuild under way: the generation it makes, which its pause is called after, and the one it replaces."""

    made: str
    replaced: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldReport:
    """What a run has counted: how many events, and how long the oldest of them has waited for it."""

    events: int = 0
    lag_seconds: float = 0


def fold(*, until: datetime) -> FoldReport:
    """Count the events that are in no aggregate yet, up to a moment.

    Where another fold or a rebuild is at work, the rest waits for the next run.
    """
    state = store.get_state(clock.now())
    lags: list[float] = []

    def fold_batch(batch: Sequence[UnfoldedEvent]) -> None:
        if not _add_to_aggregates(batch, state.generation):
            raise WorkBlocked
        lags.extend((clock.now() - each.at).total_seconds() for each in batch)

    if not state.paused:
        work.run("Fold", batches(complaints.list_unfolded()), fold_batch, until=until)
    return FoldReport(events=len(lags), lag_seconds=max(lags, default=0))


def _add_to_aggregates(events: Sequence[UnfoldedEvent], generation: str) -> bool:
    """Whether these events are counted now, by whomever; False where the generation is another or held."""
    left = list(events)
    for _ in clock.attempts(_ATTEMPTS):
        sums = merged(tally for event in left for tally in event.tallies)
        adding = [store.add(generation, cell, counters) for cell, counters in sums.items()]
        removing = [complaints.mark_folded(event) for event in left]
        try:
            commit([store.count(generation, len(left), clock.now()), *adding, *removing])
        except Conflict:
            left = complaints.list_still_unfolded(left)
            if not left:
                return True
            continue
        return True
    return False


def publish() -> None:
    """Bring the published files and pages up to date: figures once a day, pages whenever their frame has changed."""
    now = clock.now()
    # Asked of the list first: S3 tells who may not list everything that what is absent is forbidden.
    published = site.get(_NATIONAL) if _NATIONAL in site.list_tags(_FOLDER) else None
    if _is_due(published, now):
        published = _publish_figures(published, now)
    if published is not None:
        _publish_pages(published)


def _is_due(published: bytes | None, now: datetime) -> bool:
    """Figures that changed with every case would tell, from one to the next, all about that case."""
    if published is None or not settings.get().publishes_daily:
        return True
    try:
        made_at, _, _ = open_data.read_national(published)
    except (ValueError, KeyError):
        return True
    return clock.local_date(made_at) < clock.local_date(now)


def _publish_figures(published: bytes | None, now: datetime) -> bytes:
    days = settings.get().answer_within_days
    sums = _sums(now)
    standing = Standing.on(clock.local_date(now), sums, answer_within_days=days)
    names = _names(standing.values(Facet.AGENCY))
    made = figures.national(standing, kinds=[kind.value for kind in Kind], regions=places.regions(), agencies=names)
    known = site.list_tags(_FOLDER)
    for row in (*made.agencies, *_gone(known, made, names)):
        site.put(_file_of(row.code), open_data.agency_json(row), known=known)
    site.put(f"{_FOLDER}.csv", open_data.national_csv(made), known=known)
    # Last: the day it bears says that everything before it is there.
    content = open_data.national_json(made, at=_made_at(published, made, now), answer_within_days=days)
    site.put(_NATIONAL, content, known=known)
    return content


def _sums(now: datetime) -> Sums:
    """All aggregates as of one moment. Raises Unavailable where folds or a rebuild leave none between them."""
    for _ in clock.attempts(_ATTEMPTS):
        before = store.get_state(now)
        sums = store.read_sums(before.generation)
        if store.get_state(now) == before:
            return sums
    raise Unavailable


def _made_at(published: bytes | None, made: Figures, now: datetime) -> datetime:
    """Figures that have not changed today keep their time, so that nothing is written for its sake."""
    try:
        before, _, same = open_data.read_national(published or b"{}")
    except (ValueError, KeyError):
        return now
    return before if same == made and clock.local_date(before) == clock.local_date(now) else now


def _gone(known: dict[str, str], made: Figures, names: dict[str, Names]) -> Iterable[Row]:
    """Agencies with a published file of which nothing may be told any more."""
    published = {key.removeprefix(f"{_FOLDER}/agency/").removesuffix(".json") for key in known if "/agency/" in key}
    for code in sorted(published - {row.code for row in made.agencies}):
        yield Row(code=code, names=names.get(code) or Names(ar=code, fr=code), shown=dict.fromkeys(Measure))


def _publish_pages(published: bytes) -> None:
    made_at, days, shown = open_data.read_national(published)
    for language in LANGUAGES:
        folder = f"{language}/statistics"
        known = site.list_tags(f"{folder}/")
        shell = site.get(f"{folder}/shell.html") if f"{folder}/shell.html" in known else None
        if shell is not None:
            page = rendering.page(
                shell.decode(), shown, made_on=clock.local_date(made_at), within_days=days, language=language
            )
            site.put(f"{folder}/index.html", page.encode(), known=known)


def _names(codes: Iterable[str]) -> dict[str, Names]:
    return {code: agency.names for code, agency in agencies.list_agencies(codes).items()}


def _file_of(agency: str) -> str:
    return f"{_FOLDER}/agency/{agency}.json"


def begin_rebuild() -> Rebuild:
    """Hold the fold, so that what is counted stays what it is. Raises RebuildUnderWay."""
    now = clock.now()
    generation = store.get_state(now).generation
    pause = store.pause(generation, now)
    if pause is None:
        raise RebuildUnderWay
    return Rebuild(made=pause, replaced=generation)


def finish_rebuild(rebuild: Rebuild, sums: Sums, *, leftovers: Iterable[str]) -> None:
    """Put these sums, of all that was counted before the rebuild, in place of the aggregates. Raises RebuildLost.

    `leftovers` are generations that were seen meanwhile: those of rebuilds that were killed are removed.
    """
    store.save(rebuild.made, sums)
    if not store.switch(rebuild.made):
        store.clear(rebuild.made)
        raise RebuildLost
    for generation in {rebuild.replaced, *leftovers} - {rebuild.made}:
        store.clear(generation)
