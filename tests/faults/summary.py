"""Adds up what the tests of this room counted, whichever process ran them, and prints it at the end of the run.

`tests/conftest.py` takes the hook over: the process that prints reads no other conftest of a whole run.
"""

from collections import Counter
from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing that was counted with `record_property("faults", {...})`."""
    sums: dict[str, Counter[str]] = {}
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, counted in getattr(report, "user_properties", []):
            if name == "faults":
                sums.setdefault(counted.pop("of"), Counter()).update(counted)
    for subject, counted in sorted(sums.items()):
        terminalreporter.write_line(_said(subject, counted))


def _said(subject: str, counted: Any) -> str:
    return f"{subject}: " + ", ".join(f"{count} {what}" for what, count in counted.items())
