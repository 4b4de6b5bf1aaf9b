"""Nobody is found by comparing publications: an attacker keeps all of them, through weeks of small portals."""

import random
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from chalicelib.statistics import release_format
from chalicelib.statistics.measures import Counts, Measure, count_changed_cases, sum_counts
from chalicelib.statistics.releases import MIN_CHANGED_CASES, Release, Table, plan_release
from chalicelib.statistics.suppression import MIN_INTERVAL, THRESHOLD
from tests.builders import NOON
from tests.statistics.attacker import Name, attack, measure_truth
from tests.statistics.portals import Tables, live

DAYS = 14
FEW = frozenset(range(1, MIN_CHANGED_CASES))
Published = tuple[list[Release], list[Tables]]


def plan(last: Release | None, tables: Tables, *, day: int = 0) -> Release | None:
    return plan_release(last, tables, at=NOON + timedelta(days=day), method=1, answer_within_days=60)


def publish(days: Sequence[Tables]) -> Published:
    """The releases of these days, and what the counts were at each."""
    releases: list[Release] = []
    counts: list[Tables] = []
    for day, tables in enumerate(days):
        if release := plan(releases[-1] if releases else None, tables, day=day):
            releases.append(release)
            counts.append(tables)
    return releases, counts


def publish_without_memory(days: Sequence[Tables]) -> Published:
    """Each as if it were the first."""
    return [release for day, tables in enumerate(days) if (release := plan(None, tables, day=day))], list(days)


def find_small_counts(published: Published) -> dict[Name, tuple[int, int]]:
    """The suppressed counts from 1 to 4 that the attacker bounds closely, and the differences that it knows."""
    releases, counts = published
    found = attack(releases)
    closely: dict[Name, tuple[int, int]] = {}
    for name, count in measure_truth(counts).items():
        low, high = found.low[name], found.high[name]
        assert low <= count <= high, "the attacker reckons rightly"
        width = MIN_INTERVAL if name[3] in set(Measure) else 1
        if 0 < count < THRESHOLD and is_hidden(releases, name) and high - low < width:
            closely[name] = (low, high)
    return closely


def is_hidden(releases: Sequence[Release], name: Name) -> bool:
    number, table, key, measure = name
    row = releases[number].total if table is None else releases[number].tables[table][key]
    return measure not in set(Measure) or measure in row.suppressed


@pytest.mark.parametrize("seed", range(25))
def test_no_small_count_is_found_by_comparing_all_publications_of_a_portal(seed: int) -> None:
    published = publish(list(live(seed, days=DAYS)))

    assert len(published[0]) > 1
    assert find_small_counts(published) == {}


def test_the_attacker_finds_them_where_publications_know_nothing_of_each_other() -> None:
    assert find_small_counts(publish_without_memory(list(live(7, days=DAYS))))


def make_tables(**filed: Sequence[int]) -> dict[Table, dict[str, Counts]]:
    """Tables of cases that are filed and open; all stand in one row where a table is not named."""
    total = sum(next(iter(filed.values())))
    return {
        table: {f"{nth:02d}": make_row(count) for nth, count in enumerate(filed.get(table, [total]))} for table in Table
    }


def make_row(filed: int, **counts: int) -> Counts:
    return {**dict.fromkeys(Measure, 0), Measure.FILED: filed, Measure.OPEN: filed, **counts}


def list_filed(release: Release | None, table: Table = Table.REGIONS) -> list[int | None]:
    assert release
    return [row.publish()[Measure.FILED] for row in release.tables[table].values()]


def test_a_row_of_four_is_not_given_away_by_one_more_case_a_quarter_of_an_hour_later() -> None:
    first = plan(None, make_tables(regions=(39, 11, 11, 11, 4)))
    second = plan(first, make_tables(regions=(39, 11, 11, 11, 5)))

    assert list_filed(first) == [39, None, 11, 11, None]
    assert list_filed(second) == list_filed(first)
    assert second
    assert second.total.publish()[Measure.FILED] == 76


@pytest.mark.parametrize(("more", "shown"), [(1, None), (4, None), (5, 9), (30, 34)])
def test_a_suppressed_count_is_shown_when_it_has_grown_by_five(more: int, shown: int | None) -> None:
    first = plan(None, make_tables(regions=(39, 11, 11, 11, 4)))
    second = plan(first, make_tables(regions=(39, 31, 11, 11, 4 + more)))

    assert list_filed(second)[4] == shown


def test_so_is_the_row_that_was_suppressed_beside_it() -> None:
    first = plan(None, make_tables(regions=(39, 11, 11, 11, 4)))
    second = plan(first, make_tables(regions=(39, 11, 11, 11, 50)))
    third = plan(second, make_tables(regions=(39, 16, 11, 11, 60)))

    assert list_filed(second)[1] is None
    assert list_filed(second)[4] is None
    assert list_filed(third) == [39, 16, 11, 11, 60]


def test_a_row_is_repeated_until_five_of_its_cases_have_changed() -> None:
    first = plan(None, make_tables(regions=(40, 60, 80)))
    four = plan(first, make_tables(regions=(44, 70, 84)))
    five = plan(four, make_tables(regions=(45, 70, 85)))

    assert list_filed(four) == [40, 70, 80]
    assert list_filed(five) == [45, 70, 85]


def test_so_is_the_total() -> None:
    first = plan(None, make_tables(regions=(40, 60)))
    four = plan(first, make_tables(regions=(42, 62)))
    five = plan(four, make_tables(regions=(43, 62)))

    assert [each and each.total.counts[Measure.FILED] for each in (first, four, five)] == [100, 100, 105]


def test_a_row_is_not_the_only_one_that_is_repeated_where_few_of_its_cases_changed() -> None:
    first = plan(None, make_tables(regions=(40, 60, 80)))
    second = plan(first, make_tables(regions=(41, 66, 90)))

    assert list_filed(second) == [40, 60, 90]


@pytest.mark.parametrize("seed", range(25, 30))
def test_of_any_row_two_publications_differ_by_five_cases_and_the_repeated_ones_together_by_none_or_five(
    seed: int,
) -> None:
    releases, counts = publish(list(live(seed, days=DAYS)))

    for before, after, tables in zip(releases, releases[1:], counts[1:], strict=False):
        assert count_changed_cases(before.total.counts, after.total.counts) not in FEW
        for table, rows in after.tables.items():
            changes = [count_changed_cases(row.counts, rows[key].counts) for key, row in before.tables[table].items()]
            repeated = [key for key, row in rows.items() if tables[table][key] != row.counts]
            then = sum_counts(rows[key].counts for key in repeated)
            now = sum_counts(tables[table][key] for key in repeated)
            assert not FEW.intersection(changes)
            assert count_changed_cases(then, now) not in FEW or not any(changes)


@pytest.mark.parametrize(
    ("changes", "cases"),
    [
        ({"filed": 3, "open": 3}, 3),
        ({"open": -4, "answered": 4, "answers": 4}, 4),
        ({"answers": 6, "rated": 6, "satisfied": 6}, 0),
        ({"answers": 1, "rated": 6, "satisfied": 6}, 5),
    ],
)
def test_so_many_cases_have_changed_at_the_least(changes: Mapping[str, int], cases: int) -> None:
    before = dict.fromkeys(Measure, 50)
    after = {measure: 50 + changes.get(measure, 0) for measure in Measure}

    assert count_changed_cases(before, after) == cases


def test_nothing_new_is_published_while_a_month_that_has_begun_has_few_cases() -> None:
    first = plan(None, make_tables(months=(90, 80)))

    assert plan(first, make_tables(months=(90, 80, 3))) is None
    assert list_filed(plan(first, make_tables(months=(90, 80, 6))), Table.MONTHS) == [90, 80, 6]


def test_a_measure_that_a_table_can_not_hide_is_not_shown_at_all() -> None:
    def tabulate(*answered: int) -> dict[Table, dict[str, Counts]]:
        rows = [make_row(100, answered=each, answers=each, due_or_given=each + 10) for each in answered]
        return {table: {"00": sum_counts(rows)} for table in Table} | {
            Table.MONTHS: {f"{nth:02d}": row for nth, row in enumerate(rows)}
        }

    first = plan(None, tabulate(50, 60))
    second = plan(first, tabulate(50, 60, 3))

    assert second
    assert second.total.publish()[Measure.ANSWERED] is None
    assert second.total.publish()[Measure.FILED] == 300


def test_a_country_of_1700_agencies_fits_one_item_and_hides_no_more_for_what_it_published_before() -> None:
    dice = random.Random(3)
    sizes = [max(1, int(40_000 / (nth + 1) ** 1.2)) for nth in range(1700)]
    start = make_country(sizes, dice)
    later = {table: {key: grow(row) for key, row in rows.items()} for table, rows in start.items()}

    release = plan(plan(None, start), later)

    alone = plan(None, later)
    assert release
    assert alone
    assert len(zlib.compress(release_format.dump(release), 9)) < 200_000
    assert count_shown(release) > 0.9 * count_shown(alone)
    assert None not in release.total.publish().values()


def make_country(sizes: Sequence[int], dice: random.Random) -> dict[Table, dict[str, Counts]]:
    agencies = {f"agency-{nth:04d}": make_busy_row(size, dice) for nth, size in enumerate(sizes)}
    tables: dict[Table, dict[str, Counts]] = {Table.AGENCIES: agencies}
    for table, parts in ((Table.MONTHS, 12), (Table.KINDS, 4), (Table.REGIONS, 12)):
        rows = list(agencies.values())
        tables[table] = {f"{part:02d}": sum_counts(rows[part::parts]) for part in range(parts)}
    return tables


def make_busy_row(filed: int, dice: random.Random) -> Counts:
    answered = dice.randint(filed // 2, filed)
    rated = answered // 3
    return {
        Measure.FILED: filed,
        Measure.OPEN: filed - answered,
        Measure.ANSWERED: answered,
        Measure.DUE_OR_GIVEN: (answered + filed) // 2,
        Measure.IN_TIME: answered * 3 // 4,
        Measure.REOPENED: answered // 10,
        Measure.ANSWERS: answered + answered // 12,
        Measure.RATED: rated,
        Measure.SATISFIED: rated * 2 // 3,
    }


def grow(row: Counts) -> Counts:
    """By a tenth."""
    return {measure: count + count // 10 for measure, count in row.items()}


def count_shown(release: Release) -> int:
    return sum(len(Measure) - len(row.suppressed) for rows in release.tables.values() for row in rows.values())


@pytest.mark.parametrize("days", [1, 4])
def test_a_release_is_read_back_as_it_was(days: int) -> None:
    releases, _ = publish(list(live(4, days=days)))

    read = release_format.load(release_format.dump(releases[-1]))

    assert read == releases[-1]
    assert release_format.dump(read) == release_format.dump(releases[-1])
    assert all(measure in read.total.counts for measure in Measure)
