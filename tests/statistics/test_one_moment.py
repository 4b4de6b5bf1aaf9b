"""Figures are of one moment, though a rebuild ends or a fold counts while they are read."""

from typing import Any

import pytest

from chalicelib.core import clock, settings
from chalicelib.statistics import jobs
from infra.ops import statistics as ops
from tests.builders import NOON
from tests.emulator import Aws
from tests.statistics.cases import draw_histories, store_aggregates


def between_two_queries(aws: Aws, meanwhile: Any) -> None:
    """Do something else between two queries for the aggregates; the eight for the list of events come before."""
    queries = [0]

    def change_answer(operation: str, _: dict[str, Any]) -> None:
        queries[0] += operation == "Query"
        if operation == "Query" and queries[0] == 10:
            meanwhile()

    aws.response_hooks.append(change_answer)


def published(aws: Aws) -> bytes:
    with clock.at(NOON):
        jobs.fold_and_publish()
    return aws.published()["data/statistics.json"]


def test_a_rebuild_that_ends_while_the_figures_are_read_leaves_them_whole(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLISH_STATISTICS", "always")
    settings.get.cache_clear()
    store_aggregates(*draw_histories(1, 12))
    ends: list[int] = []

    def rebuild() -> None:
        if not ends:
            ends.append(1)
            with clock.at(NOON):
                ops.rebuild()

    between_two_queries(aws, rebuild)
    overlapped = published(aws)
    aws.response_hooks.clear()

    assert ends == [1]
    assert published(aws) == overlapped
