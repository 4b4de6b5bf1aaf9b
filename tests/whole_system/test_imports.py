"""What each function imports, for all import app.py: a cold start pays for every module."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator import ENVIRONMENT

ROOT = Path(__file__).parents[2]
HEAVY = {
    "PIL", "aws_lambda_powertools", "altcha", "babel", "boto3", "email_validator", "itsdangerous", "jinja2",
    "phonenumbers", "pydantic", "pynamodb", "stdnum",
}  # fmt: skip
ROOMS = {
    "agencies", "attachments", "citizens", "complaints", "coordination", "desk", "notifications", "statistics", "web",
}  # fmt: skip
PROBE = """
import sys, json
import app
exec(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""


def imported(handler: str, then: str = "") -> set[str]:
    """The modules a function has imported when it is ready, or after some of its work."""
    environment = {**os.environ, **ENVIRONMENT, "_HANDLER": handler, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", PROBE, then], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return set(json.loads(run.stdout))


def heavy(modules: set[str]) -> set[str]:
    return {each for each in HEAVY if each in modules}


def rooms(modules: set[str]) -> set[str]:
    return {each for each in ROOMS if f"chalicelib.{each}" in modules}


def test_the_api_s_cold_start_pays_for_no_templates_phones_challenges_or_addresses() -> None:
    modules = imported("app.app")

    assert heavy(modules) == {"itsdangerous", "pydantic", "pynamodb", "stdnum"}
    assert rooms(modules) == {"agencies", "attachments", "citizens", "complaints", "desk", "notifications", "web"}
    assert not {"chalicelib.notifications.rendering", "chalicelib.attachments.checking"} & modules


@pytest.mark.parametrize(
    "handler",
    [
        "app.deliver_mail",
        "app.sweep_mail",
        "app.handle_bounce",
        "app.scan_upload",
        "app.sweep_uploads",
        "app.fold_statistics",
    ],
)
def test_a_function_without_routes_imports_nothing_before_it_has_work(handler: str) -> None:
    modules = imported(handler)

    assert heavy(modules) == set()
    assert rooms(modules) == set()


@pytest.mark.parametrize("handler", ["app.deliver_mail", "app.sweep_mail"])
def test_a_function_of_mails_never_pays_for_requests(handler: str) -> None:
    modules = imported(handler, "from chalicelib.notifications import jobs, rendering; app._loaders()")

    assert "jinja2" in modules
    assert not heavy(modules) & {"pydantic", "phonenumbers", "altcha", "email_validator"}
    assert not {each for each in modules if each.startswith("chalicelib.web") or each.endswith(".routes")}


@pytest.mark.parametrize("handler", ["app.scan_upload", "app.sweep_uploads"])
def test_a_function_of_uploads_pays_for_files_and_the_table_alone(handler: str) -> None:
    modules = imported(handler, "from chalicelib.attachments import jobs")

    assert heavy(modules) == {"pynamodb"}
    assert rooms(modules) == {"attachments"}


def test_the_fold_never_pays_for_requests() -> None:
    modules = imported("app.fold_statistics", "from chalicelib.statistics import jobs")

    assert "jinja2" in modules
    assert not heavy(modules) & {"pydantic", "phonenumbers", "altcha", "email_validator", "babel"}
    assert not {each for each in modules if each.startswith("chalicelib.web") or each.endswith(".routes")}


def test_nothing_is_read_from_the_environment_and_no_client_is_made_at_import() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    probe = "import app, sys; from chalicelib.aws import clients; assert clients.client.cache_info().currsize == 0"

    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, env={**environment, "PYTHONPATH": str(ROOT)}, check=True)
