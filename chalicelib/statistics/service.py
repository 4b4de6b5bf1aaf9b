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
from chalicelib.statistics.batches import split_into_transactions
from chalicelib.statistics.figures import CurrentCounts, Figures, Row
from chalicelib.statistics.measures import Measure
from chalicelib.statistics.model import Sums, sum_tallies
from chalicelib.statistics.releases import Release, Table, plan_release

_ATTEMPTS: Final = 3
_FOLDER: Final = "data/statistics"
_NATIONAL: Final = f"{_FOLDER}.json"


class RebuildUnderWay(Exception):
    """Another rebuild holds the fold."""


class RebuildLost(Exception):
    """The rebuild took so long that the fold went on without it: nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """A rebuild under way: the generation that it makes, and the one that it replaces."""

    new_generation: str
    old_generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldResult:
    """What a run has counted: how many events, and how long the oldest of them has waited for it."""

    events: int = 0
    lag_seconds: float = 0


def fold_events(*, until: datetime) -> FoldResult:
    """Count the events that are in no aggregate yet, up to a moment.

    Where another fold or a rebuild is at work, the rest waits for the next run.
    """
    state = store.get_state(clock.now())
    lags: list[float] = []

    def fold_batch(batch: Sequence[UnfoldedEvent]) -> None:
        if not _fold_batch(batch, state.generation):
            raise WorkBlocked
        lags.extend((clock.now() - each.at).total_seconds() for each in batch)

    if not state.paused:
        work.run("Fold", split_into_transactions(complaints.list_unfolded()), fold_batch, until=until)
    return FoldResult(events=len(lags), lag_seconds=max(lags, default=0))


def _fold_batch(events: Sequence[UnfoldedEvent], generation: str) -> bool:
    """Whether these events are counted now, by whomever; False where the generation is another or held."""
    left = list(events)
    for _ in clock.attempts(_ATTEMPTS):
        sums = sum_tallies(tally for event in left for tally in event.tallies)
        additions = [store.add_to_aggregate(generation, cell, counters) for cell, counters in sums.items()]
        removals = [complaints.mark_folded(event) for event in left]
        try:
            commit([store.record_fold(generation, len(left), clock.now()), *additions, *removals])
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
    # List first: to someone who may not list the whole bucket, S3 answers "forbidden" for an absent object.
    published = site.get(_NATIONAL) if _NATIONAL in site.list_tags(_FOLDER) else None
    if _is_due(published, now):
        published = _publish_figures(published, now) or published
    if _read_time(published) is not None:
        _publish_pages(published or b"")


def _is_due(published: bytes | None, now: datetime) -> bool:
    """Whether figures are published now: where nothing readable is, otherwise on another day than the last ones."""
    made_at = _read_time(published)
    if made_at is None or not settings.get().publishes_daily:
        return True
    return clock.local_date(made_at) < clock.local_date(now)


def _read_time(published: bytes | None) -> datetime | None:
    """When published figures were made; None where there are none, or those of another method."""
    try:
        return open_data.read_national_json(published or b"{}")[0]
    except (ValueError, KeyError):
        return None


def _publish_figures(published: bytes | None, now: datetime) -> bytes | None:
    """Publish the next release, or None where the last one stays."""
    last = store.get_release()
    release = _plan_release(last, now) if _is_complete(last, published) else last
    if release is None or (release is not last and not store.save_release(release, after=last)):
        return None
    return _write_files(release)


def _is_complete(last: Release | None, published: bytes | None) -> bool:
    """Whether the files of the last release are all there: otherwise the run that decided on it was killed."""
    return last is None or last.method != open_data.METHOD or last.at == _read_time(published)


def _plan_release(last: Release | None, now: datetime) -> Release | None:
    days = settings.get().answer_within_days
    current = CurrentCounts.compute(_read_aggregates(now), today=clock.local_date(now), answer_within_days=days)
    tables = current.tabulate(kinds=[kind.value for kind in Kind], regions=places.regions())
    release = plan_release(last, tables, at=now, method=open_data.METHOD, answer_within_days=days)
    if last is None or release is None:
        return release
    # Figures that have not changed today keep their time, so that nothing is written for its sake.
    is_same_day = clock.local_date(last.at) == clock.local_date(now)
    return None if is_same_day and release.has_same_figures(last) else release


def _write_files(release: Release) -> bytes:
    names = _get_agency_names(release.tables[Table.AGENCIES])
    made = figures.build_figures(release, regions=places.regions(), agencies=names)
    known = site.list_tags(_FOLDER)
    for row in (*made.agencies, *_list_withdrawn_agencies(known, made, names)):
        site.put(_make_agency_key(row.code), open_data.write_agency_json(row), known=known)
    site.put(f"{_FOLDER}.csv", open_data.write_national_csv(made), known=known)
    # Write this file last: its date marks the publication as complete.
    content = open_data.write_national_json(made, at=release.at, answer_within_days=release.answer_within_days)
    site.put(_NATIONAL, content, known=known)
    return content


def _read_aggregates(now: datetime) -> Sums:
    """All aggregates as of one moment. Raises Unavailable where folds or a rebuild leave none between them."""
    for _ in clock.attempts(_ATTEMPTS):
        before = store.get_state(now)
        sums = store.read_aggregates(before.generation)
        if store.get_state(now) == before:
            return sums
    raise Unavailable


def _list_withdrawn_agencies(known: dict[str, str], made: Figures, names: dict[str, Names]) -> Iterable[Row]:
    """Agencies with a published file of which nothing may be shown any more."""
    published = {key.removeprefix(f"{_FOLDER}/agency/").removesuffix(".json") for key in known if "/agency/" in key}
    for code in sorted(published - {row.code for row in made.agencies}):
        yield Row(code=code, names=names.get(code) or Names(ar=code, fr=code), counts=dict.fromkeys(Measure))


def _publish_pages(published: bytes) -> None:
    made_at, days, published_figures = open_data.read_national_json(published)
    for language in LANGUAGES:
        folder = f"{language}/statistics"
        known = site.list_tags(f"{folder}/")
        shell = site.get(f"{folder}/shell.html") if f"{folder}/shell.html" in known else None
        if shell is not None:
            page = rendering.render_page(
                shell.decode(),
                published_figures,
                made_on=clock.local_date(made_at),
                within_days=days,
                language=language,
            )
            site.put(f"{folder}/index.html", page.encode(), known=known)


def _get_agency_names(codes: Iterable[str]) -> dict[str, Names]:
    return {code: agency.names for code, agency in agencies.list_agencies(codes).items()}


def _make_agency_key(agency: str) -> str:
    return f"{_FOLDER}/agency/{agency}.json"


def begin_rebuild() -> Rebuild:
    """Hold the fold, so that what is counted stays what it is. Raises RebuildUnderWay."""
    now = clock.now()
    generation = store.get_state(now).generation
    token = store.pause_fold(generation, now)
    if token is None:
        raise RebuildUnderWay
    return Rebuild(new_generation=token, old_generation=generation)


def finish_rebuild(rebuild: Rebuild, sums: Sums, *, leftovers: Iterable[str]) -> None:
    """Put these sums, of all that was counted before the rebuild, in place of the aggregates. Raises RebuildLost.

    `leftovers` are generations that were seen meanwhile: those of rebuilds that were killed are removed.
    """
    store.save_aggregates(rebuild.new_generation, sums)
    if not store.switch_generation(rebuild.new_generation):
        store.delete_generation(rebuild.new_generation)
        raise RebuildLost
    for generation in {rebuild.old_generation, *leftovers} - {rebuild.new_generation}:
        store.delete_generation(generation)
