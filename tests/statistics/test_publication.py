"""What is published: the files, once a day, only what changed; nothing that could be recognised; no formulas."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Agency, Names
from chalicelib.aws import clients, site
from chalicelib.core import clock, settings
from chalicelib.statistics import jobs, open_data, rendering, service, store
from chalicelib.statistics.measures import Measure
from tests.builders import NOON
from tests.emulator import Aws
from tests.statistics.cases import draw_histories, make_filed_histories, store_aggregates, store_histories
from tests.statistics.test_suppression import list_small_parts

SHELL = f"<main>{rendering.BEGIN}<p>Nothing yet</p>{rendering.END}</main>".encode()
FILES = "data/statistics"


def run(later: timedelta = timedelta(0)) -> None:
    with clock.at(NOON + later):
        jobs.fold_and_publish()


def shells(*languages: str) -> None:
    for language in languages:
        site.put(f"{language}/statistics/shell.html", SHELL, known={})


def test_the_files_and_the_pages_are_published(aws: Aws) -> None:
    shells("ar", "fr")
    store_aggregates(*draw_histories(1, 12))

    run()

    published = aws.published()
    figures = json.loads(published[f"{FILES}.json"])
    assert figures["generated_at"] == "2026-11-24T12:00:00.000Z"
    assert figures["total"]["filed"] == 12
    assert figures["method"]["answer_within_days"] == 60
    assert {row["code"] for row in figures["kinds"]} == {"complaint", "observation", "suggestion", "question"}
    assert len(figures["regions"]) == 12
    assert published[f"{FILES}.csv"].startswith(b"\xef\xbb\xbftable,code,")
    assert "<svg" in published["fr/statistics/index.html"].decode()
    assert "en/statistics/index.html" not in published


def test_an_agency_has_a_file_with_its_total_and_without_months_that_the_nations_could_be_compared_with(
    aws: Aws,
) -> None:
    store_aggregates(*draw_histories(1, 60))

    run()

    for key, content in aws.published(f"{FILES}/agency/").items():
        agency = json.loads(content)
        assert key == f"{FILES}/agency/{agency['id']}.json"
        assert agency["names"]["fr"] == f"Ministère {agency['id']}"
        assert set(agency) == {"id", "names", "total"}


def test_figures_are_published_once_a_day_of_the_country(aws: Aws) -> None:
    shells("fr")
    store_aggregates(*draw_histories(1, 12))
    run()
    first = aws.published()
    store_aggregates(*draw_histories(1, 12), *draw_histories(2, 12))

    run(timedelta(hours=10, minutes=59))
    assert aws.published() == first

    run(timedelta(hours=12))
    assert json.loads(aws.published()[f"{FILES}.json"])["total"]["filed"] == 24


def test_where_the_settings_say_so_they_are_published_at_every_fold(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISH_STATISTICS", "always")
    settings.get.cache_clear()
    store_aggregates(*draw_histories(1, 12))
    run()
    store_aggregates(*draw_histories(1, 12), *draw_histories(2, 12))

    run(timedelta(minutes=5))

    assert json.loads(aws.published()[f"{FILES}.json"])["total"]["filed"] == 24


def test_what_has_not_changed_is_not_written_again(aws: Aws) -> None:
    shells("ar", "fr")
    store_aggregates(*draw_histories(1, 12))
    run()
    aws.calls.clear()

    run(timedelta(minutes=5))
    assert "PutObject" not in aws.calls

    run(timedelta(days=1))
    # The figures' day, and the two pages that name it.
    assert aws.calls.count("PutObject") == 3


def test_a_total_of_which_few_cases_changed_is_published_on_the_next_day_as_it_was(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 12))
    run()
    store_aggregates(*draw_histories(1, 12), *make_filed_histories(2, "health"))

    run(timedelta(days=1))

    figures = json.loads(aws.published()[f"{FILES}.json"])
    assert figures["generated_at"] == "2026-11-25T12:00:00.000Z"
    assert figures["total"]["filed"] == 12


def test_no_agency_of_four_is_given_away_by_a_case_a_quarter_of_an_hour_later(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISH_STATISTICS", "always")
    settings.get.cache_clear()
    filed = {"coordination": 39, "health": 11, "interior": 11, "justice": 11, "transport": 4}
    histories = [history for agency, count in filed.items() for history in make_filed_histories(count, agency)]
    store_aggregates(*histories)
    run()
    before = aws.published(FILES)
    store_aggregates(*histories, *make_filed_histories(1, "transport"))

    run(timedelta(minutes=15))

    figures = json.loads(before[f"{FILES}.json"])
    shown = {row["code"]: row["filed"] for row in figures["agencies"]}
    assert (figures["total"]["filed"], sorted(shown.values())) == (76, [11, 11, 39])
    assert "transport" not in shown
    assert aws.published(FILES) == before


def test_a_publication_that_was_killed_is_finished_as_it_was_decided(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 12))
    run()
    expected = aws.published(FILES)
    for key in expected:
        clients.client("s3").delete_object(Bucket="site", Key=key)
    store_aggregates(*draw_histories(1, 12), *draw_histories(2, 12))

    run(timedelta(hours=1))

    assert aws.published(FILES) == expected


def test_of_two_runs_at_once_one_decides_what_is_published(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 12))
    run()
    last = store.get_release()
    assert last
    first = replace(last, at=last.at + timedelta(days=1))

    assert store.save_release(first, after=last)
    assert not store.save_release(replace(last, at=last.at + timedelta(days=2)), after=last)
    assert store.save_release(first, after=last), "a request that the SDK sends a second time"
    assert store.get_release() == first


def test_a_new_shell_is_filled_at_the_next_run_with_the_same_figures(aws: Aws) -> None:
    shells("fr")
    store_aggregates(*draw_histories(1, 12))
    run()
    before = aws.published()
    site.put("fr/statistics/shell.html", SHELL.replace(b"<main>", b"<main class=new>"), known={})

    run(timedelta(minutes=5))

    after = aws.published()
    assert after["fr/statistics/index.html"] == before["fr/statistics/index.html"].replace(
        b"<main>", b"<main class=new>"
    )
    assert after[f"{FILES}.json"] == before[f"{FILES}.json"]


def test_with_too_few_cases_the_page_says_that_there_are_no_figures_yet(aws: Aws) -> None:
    shells("fr")
    store_aggregates(*draw_histories(1, 4))

    run()

    assert aws.published()["fr/statistics/index.html"] == SHELL
    assert set(json.loads(aws.published()[f"{FILES}.json"])["total"].values()) == {None}


def test_with_nothing_filed_at_all_there_are_files_all_the_same(aws: Aws) -> None:
    run()

    figures = json.loads(aws.published()[f"{FILES}.json"])
    assert (figures["months"], figures["agencies"]) == ([], [])


def test_figures_of_another_method_are_made_anew(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 12))
    run()
    old = json.loads(aws.published()[f"{FILES}.json"])
    site.put(f"{FILES}.json", json.dumps({**old, "method": {"version": 0}}).encode(), known={})

    run(timedelta(minutes=5))

    assert json.loads(aws.published()[f"{FILES}.json"])["method"]["version"] == open_data.METHOD


def test_the_file_of_an_agency_that_may_not_be_told_any_more_tells_nothing(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 30))
    site.put(f"{FILES}/agency/transport.json", b'{"filed": 7}', known={})

    run()

    told = json.loads(aws.published()[f"{FILES}/agency/transport.json"])
    assert set(told["total"].values()) == {None}


def test_no_published_number_is_under_five_but_shares_nor_leaves_so_few_of_another(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 90, shift=timedelta(days=2)))
    run()

    published = aws.published(FILES)
    rows = [row for content in published.values() for row in rows_of(content)]

    assert len(rows) > 30
    for row in rows:
        counts = {Measure(name): value for name, value in row.items() if name in COUNTS and isinstance(value, int)}
        assert list_small_parts(counts) == []


COUNTS = {"filed", "open", "answered", "due_or_given", "in_time", "reopened", "answers", "rated", "satisfied"}


def rows_of(content: bytes) -> list[dict[str, object]]:
    if not content.startswith(b"{"):
        listed = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [{name: int(value) if value.isdecimal() else value for name, value in row.items()} for row in listed]
    told = json.loads(content)
    return [
        told["total"],
        *(row for table in ("months", "kinds", "regions", "agencies") for row in told.get(table, [])),
    ]


def test_the_csv_says_the_same_as_the_json_and_leaves_empty_what_is_not_shown(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 60, shift=timedelta(days=3)))
    run()
    published = aws.published()
    lines = list(csv.DictReader(io.StringIO(published[f"{FILES}.csv"].decode("utf-8-sig"), newline="")))
    figures = json.loads(published[f"{FILES}.json"])

    assert lines[0]["table"] == "total"
    for table in ("months", "kinds", "regions", "agencies"):
        listed = [line for line in lines if line["table"] == table]
        assert [line["code"] for line in listed] == [row["code"] for row in figures[table]]
        for line, row in zip(listed, figures[table], strict=True):
            for name in COUNTS:
                assert line[name] == ("" if row[name] is None else str(row[name]))
            assert not [name for name in line if name not in {*row, "table", "name_ar", "name_fr"}]


def test_no_cell_of_the_csv_begins_as_a_formula(aws: Aws) -> None:
    names = Names(ar="+212", fr="=HYPERLINK(0)")
    agencies.load_directory([Agency(id="interior", names=names, kind="ministry")], [])
    store_aggregates(*draw_histories(1, 60))
    run()

    rows = csv.reader(io.StringIO(aws.published()[f"{FILES}.csv"].decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row]

    assert "'=HYPERLINK(0)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_rebuild_gives_the_same_bytes(aws: Aws) -> None:
    from infra.ops import statistics as ops

    shells("fr")
    store_histories(draw_histories(1, 12, shift=timedelta(days=5)))
    run()
    before = aws.published()
    store_histories(draw_histories(2, 6))

    said = ops.rebuild()
    run(timedelta(minutes=5))

    assert "events make" in said
    assert aws.published() == before, "what was filed meanwhile is told tomorrow"
    run(timedelta(days=1))
    assert json.loads(aws.published()[f"{FILES}.json"])["total"]["filed"] == 18


def test_a_second_rebuild_at_the_same_time_is_refused(aws: Aws) -> None:
    from infra.ops.refusal import Refused
    from infra.ops.statistics import rebuild

    service.begin_rebuild()

    with pytest.raises(Refused):
        rebuild()


def test_a_rebuild_that_took_too_long_changes_nothing(aws: Aws) -> None:
    store_histories(draw_histories(1, 6))
    with clock.at(NOON):
        begun = service.begin_rebuild()
    run(timedelta(hours=4))
    store_histories(draw_histories(2, 1))
    run(timedelta(hours=5))
    before = aws.items("STAT#first#")

    with pytest.raises(service.RebuildLost):
        service.finish_rebuild(begun, {}, leftovers=())

    assert aws.items("STAT#first#") == before


def test_figures_read_back_are_those_that_were_written(aws: Aws) -> None:
    store_aggregates(*draw_histories(1, 60, shift=timedelta(days=3)))
    run()
    raw = aws.published()[f"{FILES}.json"]

    made_at, days, figures = open_data.read_national_json(raw)

    assert open_data.write_national_json(figures, at=made_at, answer_within_days=days) == raw
    assert open_data.write_national_json(replace(figures, agencies=()), at=made_at, answer_within_days=days) != raw
