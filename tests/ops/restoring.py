"""Export, wipe, import: what the tests of a restored table have in common."""

from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.core import clock
from chalicelib.statistics import service
from infra.ops.__main__ import main
from tests.emulator import Aws
from tests.portal import Portal
from tests.statistics.cases import draw_histories, store_histories

Capture = pytest.CaptureFixture[str]


def exported(file: Path) -> None:
    assert main(["export", "--output", str(file)]) == 0


def imported(file: Path) -> int:
    return main(["import", str(file)])


def wipe(aws: Aws) -> None:
    aws.clear(keep=())


def a_lively_portal(api: Portal) -> None:
    """Mails sent and mails pending, events counted and events that are not, notes, a link in use, an answer, a file."""
    filed = api.file()
    desk = api.desk_of("interior")
    filed.act(desk, "charge", {})
    filed.act(desk, "notes", {"text": "Call the prefecture"})
    filed.act(desk, "answers", {"outcome": "refused", "reasons": "It is not ours to give, by law."})
    filed.rate(2)
    api.deliver_mails()
    store_histories(draw_histories(3, 6))
    service.fold_events(until=clock.now() + timedelta(minutes=5))
    api.file()
    filed.reopen("The certificate")


def refused(file: Path, aws: Aws, capsys: Capture) -> str:
    """Why an import was refused; it has written nothing."""
    before = aws.items()
    capsys.readouterr()
    assert imported(file) == 1
    assert aws.items() == before
    return capsys.readouterr().err
