"""The portal on one machine, run as `make run` runs it."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import configuration, state
from tests.patience import START_SECONDS, STOP_SECONDS
from tests.running import AGENCY, ROOT, RunningPortal, agency_link, fetch, free_ports, start_portal


@pytest.fixture
def portal(running_portal: RunningPortal) -> RunningPortal:
    """The portal that all tests of the run share; who stops or breaks one starts one of its own."""
    return running_portal


def test_the_api_answers(portal: RunningPortal) -> None:
    reply = portal.api.call("GET", "/health")

    assert (reply.status, reply.body["status"]) == (200, "ok")


def test_a_body_that_is_not_utf_8_is_malformed(portal: RunningPortal) -> None:
    reply = portal.api.call("POST", "/sessions", b'{"number": "\xff", "email": "amina@mail.example"}')

    assert (reply.status, reply.body["type"]) == (400, "malformed")


def test_the_site_and_its_data_are_served(portal: RunningPortal) -> None:
    page = fetch(f"{portal.url}/fr/")
    agencies = fetch(f"{portal.url}/data/agencies.json")

    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert len(agencies.body) > 1600


def test_a_filed_complaint_is_mailed_to_the_citizen_and_the_agency(portal: RunningPortal) -> None:
    filed = portal.api.file(citizen={"email": "mailed@mail.example"})

    receipt = portal.mail_to("mailed@mail.example", about=filed["number"])
    alert = portal.mail_to(f"front@{AGENCY}.agencies.portal.example", about=filed["number"])
    opened = portal.api.call("POST", "/agency/sessions", {"link": agency_link(alert)})

    assert receipt["headers"]["Auto-Submitted"] == "auto-generated"
    assert opened.body["number"] == filed["number"]


def test_examples_stand_in_both_languages_and_several_states(portal: RunningPortal) -> None:
    mails = [mail for mail in portal.mails() if mail["to"] == "demonstration@example.org"]

    assert len(mails) >= 12
    assert {mail["headers"]["Content-Language"] for mail in mails} == {"ar", "fr"}


def test_the_examples_stand_in_the_figures_of_several_months_kinds_and_agencies_at_once(portal: RunningPortal) -> None:
    figures = portal.first_figures

    tables = ("months", "kinds", "agencies")
    shown = {table: sum(row["answered"] is not None for row in figures[table]) for table in tables}
    assert min(shown.values()) > 1
    assert None not in figures["total"].values()
    for table in ("months", "agencies"):
        assert any(row["satisfied_percent"] is not None for row in figures[table])


def file_six(portal: RunningPortal) -> None:
    for _ in range(6):
        portal.api.file(agency_id="onee", place={"region": "02", "province": None, "commune": None})
    portal.run_schedule("FoldStatistics")


def test_what_was_filed_stands_in_the_figures_after_the_schedule_ran(portal: RunningPortal) -> None:
    # Twice: with the first six the total is published again, whatever few cases other tests have filed before.
    file_six(portal)
    before = fetch(f"{portal.url}/data/statistics.json").body["total"]["filed"]

    file_six(portal)

    figures = fetch(f"{portal.url}/data/statistics.json").body
    (agency,) = (row for row in figures["agencies"] if row["code"] == "onee")
    page = fetch(f"{portal.url}/fr/statistics/")
    assert figures["total"]["filed"] == before + 6
    assert agency["filed"] >= 6
    assert f"<dd>{figures['total']['filed']}</dd>" in page.raw.decode()
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert fetch(f"{portal.url}/data/statistics/agency/onee.json").body["total"]["filed"] == agency["filed"]


def test_the_origin_is_only_trusted_with_a_host_of_this_machine(portal: RunningPortal) -> None:
    assert fetch(f"{portal.url}/api/health", headers={"Host": "portal.example"}).status == 421


def test_a_page_of_another_site_can_not_call_functions_or_send_mail(portal: RunningPortal) -> None:
    headers = {"Origin": "https://elsewhere.example"}

    invoked = fetch(f"{portal.url}/_invoke/SweepMail", method="POST", headers=headers, data=b"{}")
    sent = fetch(f"{portal.url}/_ses/v2/email/outbound-emails", method="POST", headers=headers, data=b"{}")

    assert (invoked.status, sent.status) == (403, 403)


@pytest.mark.thorough
def test_what_was_filed_and_mailed_is_there_after_a_restart(tmp_path: Path) -> None:
    portal = start_portal(tmp_path)
    try:
        filed = portal.api.file(citizen={"email": "kept@mail.example"})
        portal.mail_to("kept@mail.example", about=filed["number"])
        examples = (tmp_path / "examples.txt").read_text()
    finally:
        portal.stop()
    left_over = list((tmp_path / "scratch").glob("*"))
    again = start_portal(tmp_path)
    try:
        session = again.api.call("POST", "/sessions", {"number": filed["number"], "email": "kept@mail.example"})
        later = again.api.file(citizen={"email": "later@mail.example"})

        assert session.status == 200, session.raw
        assert again.mail_to("kept@mail.example", about=filed["number"])
        # The stream still triggers: the emulator forgets how after a restart unless it is helped.
        assert again.mail_to("later@mail.example", about=later["number"])
        assert (tmp_path / "examples.txt").read_text() == examples
        assert left_over == []
    finally:
        again.stop()


@pytest.mark.thorough
def test_a_portal_whose_emulator_was_killed_in_its_first_session_starts_again(tmp_path: Path) -> None:
    first = start_portal(tmp_path)
    (emulator,) = _children(first.process.pid, "ministack")
    os.kill(emulator, signal.SIGKILL)
    ended = first.process.wait(STOP_SECONDS)

    again = start_portal(tmp_path)
    try:
        filed = again.api.file(citizen={"email": "again@mail.example"})

        assert ended == 1
        assert again.mail_to("again@mail.example", about=filed["number"])
    finally:
        again.stop()


def test_a_portal_that_can_not_start_says_why_and_nothing_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        taken = [str(each.getsockname()[1]) for each in (one, other)]
        done = _run_in(tmp_path, PORT=taken[0], INBOX_PORT=taken[1], EMULATOR_PORT=str(free_ports(1)[0]))

    assert done.returncode == 1
    assert re.fullmatch(rf"\nPorts {taken[0]} and {taken[1]} are taken\..* make run PORT=.*\n", done.stderr)


def test_a_second_portal_on_the_same_data_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    first = configuration.read({"PORTAL_STATE": str(tmp_path), "PORT": "9900"})

    with state.lock_state(first), state.publish_ports(first):
        done = _run_in(tmp_path)

    assert done.returncode == 1
    assert re.fullmatch(r"\nA portal runs already at http://127\.0\.0\.1:9900/, on .*\n", done.stderr)


def test_data_of_an_older_format_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "emulator").mkdir()
    (tmp_path / "emulator" / "dynamodb.json").write_text("{}")

    done = _run_in(tmp_path)

    assert (done.returncode, (tmp_path / "emulator" / "dynamodb.json").read_text()) == (1, "{}")
    assert "make reset" in done.stderr


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    assert "PORT=many is not a port" in _run_in(tmp_path, PORT="many").stderr


def _children(pid: int, command: str) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid), "-f", command], capture_output=True, text=True, check=True)
    return [int(each) for each in found.stdout.split()]


def _run_in(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "infra.local"],
        cwd=ROOT,
        env={**os.environ, "PORTAL_STATE": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )
