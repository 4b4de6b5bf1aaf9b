"""Runs `chalice package` on a clean copy of the sources: the tree is not written to and nothing stray is sent.

Used by `infra.packaging` (the real artefact), `infra.local` (the template alone) and the tests of the template.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from chalice.package import YAMLTemplateSerializer

ROOT: Final = Path(__file__).parents[2]
STAGE: Final = "portal"
_REGION: Final = "us-east-1"
_LEFT_OUT: Final = "Could not install dependencies"
_NOT_SENT: Final = shutil.ignore_patterns("__pycache__", "*.po", "*.pot")


class PackagingFailed(Exception):
    """What `chalice package` said."""


def package(output: Path, *, requirements: str | None = None, architecture: str | None = None) -> Path:
    """Write sam.yaml and deployment.zip to `output`; returns the template.

    `requirements` replaces requirements.txt (empty: our own code alone), `architecture` that of the configuration.
    Raises PackagingFailed.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "portal"
        _stage(project, requirements=requirements, architecture=architecture)
        _chalice(project, output)
    return output / "sam.yaml"


def template(path: Path) -> dict[str, Any]:
    """A packaged template, with its intrinsic functions in their long form."""
    loaded: dict[str, Any] = YAMLTemplateSerializer().load_template(path.read_text(encoding="utf-8"))
    return loaded


def _stage(project: Path, *, requirements: str | None, architecture: str | None) -> None:
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=_NOT_SENT)
    shutil.copytree(ROOT / "infra" / "policies", project / "infra" / "policies")
    shutil.copy(ROOT / "infra" / "template.yaml", project / "infra")
    shutil.copy(ROOT / "app.py", project)
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8") if requirements is None else requirements
    (project / "requirements.txt").write_text(text, encoding="utf-8")
    configuration = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    if architecture is not None:
        configuration["stages"][STAGE]["lambda_architecture"] = architecture
    (project / ".chalice").mkdir()
    (project / ".chalice" / "config.json").write_text(json.dumps(configuration), encoding="utf-8")


def _chalice(project: Path, output: Path) -> None:
    command = [
        *(sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", STAGE),
        *("--template-format", "json", "--merge-template", "infra/template.yaml", str(output.resolve())),
    ]
    environment = {**os.environ, "AWS_DEFAULT_REGION": _REGION, "AWS_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, start_new_session=True)
    # Chalice goes on without a package that has no wheel for Lambda's C library, and only says so.
    if done.returncode or _LEFT_OUT in done.stdout + done.stderr:
        raise PackagingFailed(f"{done.stdout}{done.stderr}".strip())
