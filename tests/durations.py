"""Prints at the end of a run how long the tests took: each folder, all together, and the slowest fifteen.

The figures are seconds of the workers, setup and teardown included; with two workers the run takes half of the total.
"""

from collections import Counter
from pathlib import PurePosixPath
from typing import Final

import pytest

_SLOWEST: Final = 15


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of this run."""
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid] += report.duration  # type: ignore[assignment]
    if not seconds:
        return
    terminalreporter.section("durations in worker-seconds")
    for line in _lines(seconds):
        terminalreporter.write_line(line)


def _lines(seconds: "Counter[str]") -> list[str]:
    folders: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for test, took in seconds.items():
        folders[_folder(test)] += took
        tests[_folder(test)] += 1
    by_folder = [f"{took:9.1f}  {folder}, {tests[folder]} tests" for folder, took in folders.most_common()]
    slowest = [f"{took:9.1f}  {test}" for test, took in seconds.most_common(_SLOWEST)]
    total = f"{seconds.total():9.1f}  in total, {len(seconds)} tests"
    return [*by_folder, total, "", f"the slowest {len(slowest)}:", *slowest]


def _folder(test: str) -> str:
    return "/".join(PurePosixPath(test.partition("::")[0]).parts[:2])
