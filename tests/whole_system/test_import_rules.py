"""Who may import whom: each rule of the architecture, proven by a breach put into a copy of the tree."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

DOWNWARD = "Rooms stand on the rooms below them, and do not know their neighbours"
LAYERS = "Inside a slice: routes and jobs, schemas, service, store, model"
ROOMS = "The aggregate's rooms: showing, storing, rules, history"
RULES = "Inside the rules"
HISTORY = "Inside the history"
STORAGE = "Inside the storage"
PRESENTATION = "Inside the presentation"
NO_WEB = "Services, stores and rules know no web"
NO_TABLE = "Rules, models and routes know no table"
STORE = "The complaints' store is private to them"
AGENCIES_STORE = "The agencies' store is private"
ATTACHMENTS_STORE = "The attachments' store is private"
OUTBOX_STORE = "The outbox's store is private"
AGGREGATES_STORE = "The aggregates' store is private"
NO_INFRA = "The portal never imports its infrastructure"

BREACHES = [
    ("complaints/service.py", "import chalicelib.citizens.service", DOWNWARD),
    ("citizens/service.py", "import chalicelib.desk.service", DOWNWARD),
    ("agencies/service.py", "import chalicelib.notifications.model", DOWNWARD),
    ("aws/table.py", "import chalicelib.web.fields", DOWNWARD),
    ("web/throttle.py", "import chalicelib.agencies.service", DOWNWARD),
    ("core/clock.py", "import chalicelib.aws.secrets", DOWNWARD),
    ("desk/service.py", "import chalicelib.desk.schemas", LAYERS),
    ("citizens/schemas.py", "import chalicelib.citizens.routes", LAYERS),
    ("agencies/model.py", "import chalicelib.agencies.store", LAYERS),
    ("agencies/store.py", "import chalicelib.agencies.service", LAYERS),
    ("domain/people.py", "import chalicelib.aws.table", DOWNWARD),
    ("core/ids.py", "import chalicelib.domain.people", DOWNWARD),
    ("complaints/history/events.py", "import chalicelib.complaints.rules.model", ROOMS),
    ("complaints/rules/model.py", "import chalicelib.complaints.storage.store", ROOMS),
    ("complaints/storage/commands.py", "import chalicelib.complaints.presentation.view", ROOMS),
    ("complaints/rules/model.py", "import chalicelib.complaints.rules.record", RULES),
    ("complaints/rules/record.py", "import chalicelib.complaints.rules.records", RULES),
    ("complaints/history/events.py", "import chalicelib.complaints.history.chain", HISTORY),
    ("complaints/storage/store.py", "import chalicelib.complaints.storage.commands", STORAGE),
    ("complaints/presentation/schemas.py", "import chalicelib.complaints.presentation.view", PRESENTATION),
    ("desk/service.py", "import chalicelib.web.throttle", NO_WEB),
    ("citizens/service.py", "import chalice", NO_WEB),
    ("agencies/store.py", "import chalice", NO_WEB),
    ("complaints/storage/commands.py", "import chalicelib.web.sessions", NO_WEB),
    ("complaints/rules/model.py", "import pynamodb", NO_TABLE),
    ("complaints/rules/acts.py", "import pynamodb.attributes", NO_TABLE),
    ("desk/routes.py", "import botocore.session", NO_TABLE),
    ("citizens/routes.py", "import pynamodb", NO_TABLE),
    ("desk/service.py", "import chalicelib.complaints.storage.store", STORE),
    ("citizens/mails.py", "import chalicelib.complaints.storage.heads", STORE),
    ("complaints/storage/commands.py", "import chalicelib.agencies.store", AGENCIES_STORE),
    ("complaints/storage/notices.py", "import chalicelib.notifications.store", OUTBOX_STORE),
    ("complaints/storage/store.py", "import chalicelib.attachments.store", ATTACHMENTS_STORE),
    ("attachments/service.py", "import chalicelib.complaints.rules.model", DOWNWARD),
    ("attachments/service.py", "import chalicelib.agencies.model", DOWNWARD),
    ("attachments/store.py", "import chalicelib.attachments.scanner", LAYERS),
    ("attachments/model.py", "import pynamodb", NO_TABLE),
    ("statistics/service.py", "import chalicelib.desk.service", DOWNWARD),
    ("complaints/service.py", "import chalicelib.statistics.model", DOWNWARD),
    ("statistics/store.py", "import chalicelib.statistics.service", LAYERS),
    ("statistics/model.py", "import pynamodb", NO_TABLE),
    ("desk/service.py", "import chalicelib.statistics.store", AGGREGATES_STORE),
    ("web/health.py", "import infra.locales", NO_INFRA),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    for name in ("chalicelib", "infra"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "*.json")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def broken_contracts(tree: Path) -> list[str]:
    run = subprocess.run(
        [LINT, "--config", "pyproject.toml"], cwd=tree, capture_output=True, text=True, env={"PYTHONPATH": str(tree)}
    )
    assert "Contracts" in run.stdout, run.stdout + run.stderr
    broken = [line.removesuffix(" BROKEN") for line in run.stdout.splitlines() if line.endswith(" BROKEN")]
    assert (run.returncode != 0) is bool(broken)
    return broken


def test_the_tree_itself_breaks_no_rule(tree: Path) -> None:
    assert broken_contracts(tree) == []


@pytest.mark.thorough
@pytest.mark.parametrize(("file", "breach", "contract"), BREACHES)
def test_a_breach_is_found_and_named(tree: Path, file: str, breach: str, contract: str) -> None:
    target = tree / "chalicelib" / file
    before = target.read_text() if target.exists() else None
    target.write_text(f"{before or ''}\n{breach}\n")
    try:
        assert contract in broken_contracts(tree)
    finally:
        if before is None:
            target.unlink()
        else:
            target.write_text(before)


def test_every_contract_is_proven_by_a_breach() -> None:
    import tomllib

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {each["name"] for each in contracts} == {contract for _, _, contract in BREACHES}
