"""The two tiers of the tests, which tests stay on one worker, and what starts first.

`make test` runs what is not marked `thorough`, `make thorough` runs what is. Together they run everything once:

    @pytest.mark.thorough                                              # a whole test
    @pytest.mark.parametrize("language", ["ar", *thorough("fr")])      # some of its cases
"""

from collections.abc import Mapping
from typing import Any, Final

import pytest

GROUPS: Final[Mapping[str, str]] = {
    "tests/browser/": "portal",
    "tests/local/test_running.py": "portal",
    "tests/attachments/test_running.py": "portal",
    "tests/races/": "races",
    "tests/whole_system/test_artefact.py": "artefact",
    "tests/faults/test_faulty_connection.py": "faulty connection",
}
"""Where tests share something that is expensive to start, and the group in which they run on one worker.

By path and not by xdist's own mark: xdist 3.8 writes its groups into an attribute that pytest 9 no longer reads.
"""
LONG: Final = pytest.mark.timeout(7200)
"""For a test that takes more than a minute on two idle cores: a higher time limit, and an early start."""


def thorough(*cases: Any) -> list[Any]:
    """These cases of a parametrized test, for `make thorough` alone."""
    return [pytest.param(case, marks=pytest.mark.thorough) for case in cases]


def group_of(test: str) -> str | None:
    """The group of a test, by its id."""
    return next((group for path, group in GROUPS.items() if test.startswith(path)), None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each test to the next free worker, and a group as a whole to one."""
    from xdist.scheduler import LoadScopeScheduling

    class GroupScheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid) or nodeid

    config.option.loadscopereorder = False
    return GroupScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the groups first, then what has a time limit of its own because it is long, then all others."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    groups = list(dict.fromkeys(GROUPS.values()))
    group = group_of(item.nodeid)
    if group is not None:
        return groups.index(group)
    is_long = item.get_closest_marker(LONG.name) is not None
    return len(groups) + (0 if is_long else 1)
