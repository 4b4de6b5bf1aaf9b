"""The two tiers of the tests, and the order in which they start.

`make test` runs what is not marked `thorough`, `make thorough` runs what is. Together they run everything once:

    @pytest.mark.thorough                                              # a whole test
    @pytest.mark.parametrize("language", ["ar", "fr", *thorough("zgh", "en")])  # some of its cases
"""

from collections.abc import Sequence
from typing import Any, Final

import pytest

GROUPS_BY_LENGTH: Final = ("portal", "races", "artefact", "faulty connection")
"""The groups of `--dist loadgroup`, the longest first: each runs on one worker, so the run ends when the last does."""


LONG: Final = pytest.mark.timeout(7200)
"""For a test that takes more than a minute on two idle cores: a higher time limit, and an early start."""


def thorough(*cases: Any) -> list[Any]:
    """These cases of a parametrized test, for `make thorough` alone."""
    return [pytest.param(case, marks=pytest.mark.thorough) for case in cases]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long groups first, then what has a time limit of its own because it is long, then all others."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    if group is not None:
        return _group_places(group.args)
    is_long = item.get_closest_marker(LONG.name) is not None
    return len(GROUPS_BY_LENGTH) + (0 if is_long else 1)


def _group_places(names: Sequence[str]) -> int:
    (name,) = names
    return GROUPS_BY_LENGTH.index(name)
