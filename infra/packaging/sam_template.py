"""Runs `chalice package` on a clean copy of our sources: the SAM template, merged, and a zip of our own code.

Used by `infra.packaging.artefact` (both), `infra.local` (the template alone) and the tests of the template.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chalice.package import YAMLTemplateSerializer

from infra.headers import api_headers
from infra.packaging.packages import PACKAGE_OF, ROOT, PackagingFailed
from infra.packaging.targets import LAMBDA, Target

STAGE: Final = "portal"
OWN_CODE: Final = "deployment.zip"
"""What chalice writes beside the template: our code and its runtime, without what they depend on."""
_REGION: Final = "us-east-1"
# Catalogs are compiled by whoever makes a package of the code.
_NOT_SENT: Final = shutil.ignore_patterns("__pycache__", "*.mo", "*.pot")


def write_template(output: Path, *, target: Target = LAMBDA) -> Path:
    """Write sam.yaml, and our own code as a zip, to `output`; returns the template. Raises PackagingFailed."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "portal"
        _stage(project, target)
        _run_chalice(project, output)
    written = output / "sam.yaml"
    _check_functions(read_template(written))
    return written


def read_template(path: Path) -> dict[str, Any]:
    """A SAM template, with its intrinsic functions in their long form."""
    loaded: dict[str, Any] = YAMLTemplateSerializer().load_template(path.read_text(encoding="utf-8"))
    return loaded


def functions(template: Mapping[str, Any]) -> dict[str, Any]:
    """The functions of a template, by their names in it."""
    resources = template["Resources"]
    return {name: each for name, each in resources.items() if each.get("Type") == "AWS::Serverless::Function"}


def _stage(project: Path, target: Target) -> None:
    shutil.copytree(ROOT / "chalicelib", project / "chalicelib", ignore=_NOT_SENT)
    shutil.copytree(ROOT / "infra" / "policies", project / "infra" / "policies")
    shutil.copy(ROOT / "app.py", project)
    (project / "requirements.txt").touch()
    merged = _completed(read_template(ROOT / "infra" / "template.yaml"), target)
    text = YAMLTemplateSerializer().serialize_template(merged)
    (project / "infra" / "template.yaml").write_text(text, encoding="utf-8")
    configuration = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    configuration["stages"][STAGE]["lambda_architecture"] = target.architecture
    (project / ".chalice").mkdir()
    (project / ".chalice" / "config.json").write_text(json.dumps(configuration), encoding="utf-8")


def _completed(template: dict[str, Any], target: Target) -> dict[str, Any]:
    """The template with what has its one place elsewhere: packages, the runtime, the security headers."""
    for name, package in PACKAGE_OF.items():
        properties = template["Resources"].setdefault(name, {}).setdefault("Properties", {})
        properties |= {"CodeUri": f"./{package.file_name}", "Runtime": target.runtime}
    headers = {name: f"'{value}'" for name, value in api_headers().items()}
    for answer in template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"].values():
        own = answer.get("ResponseParameters", {}).get("Headers", {})
        answer["ResponseParameters"] = {"Headers": {**headers, **own}}
    return template


def _run_chalice(project: Path, output: Path) -> None:
    command = [
        *(sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", STAGE),
        *("--template-format", "json", "--merge-template", "infra/template.yaml", str(output.resolve())),
    ]
    environment = {**os.environ, "AWS_DEFAULT_REGION": _REGION, "AWS_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, start_new_session=True)
    if done.returncode:
        raise PackagingFailed(f"{done.stdout}{done.stderr}".strip())


def _check_functions(template: Mapping[str, Any]) -> None:
    found = set(functions(template))
    if found != set(PACKAGE_OF):
        differing = ", ".join(sorted(found ^ set(PACKAGE_OF)))
        raise PackagingFailed(f"Stand either in app.py or in infra/packaging/packages.py, not in both: {differing}.")
