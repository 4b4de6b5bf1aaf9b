"""Prints how long the packaged API takes to import, beside a bare boto3 handler. `make cold-start` calls it.

Both in fresh interpreters, by turns, several times; the fastest of each counts, because other work on a machine only
ever adds. A ratio, not a promise: docs/decisions/0009-cold-start.md says what it was and what is in it.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import Final

_ENVIRONMENT: Final = {
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "_HANDLER": "app.app",
    **dict.fromkeys(("TABLE_NAME", "SIGNING_SECRET", "PSEUDONYM_SECRET", "ORIGIN_SECRET", "SITE_URL"), "none"),
    **dict.fromkeys(("RECEIPT_SECRET", "QUARANTINE_BUCKET", "CLEAN_BUCKET", "SITE_BUCKET"), "none"),
    "MAIL_FROM": "none@example.org",
}
_TIMED: Final = "import sys, time; sys.path.insert(0, sys.argv[1]); began = time.perf_counter(); {code}; {end}"
_END: Final = "print(time.perf_counter() - began)"
_BARE: Final = "import boto3; boto3.client('dynamodb')"
_CORE: Final = "import botocore.session; botocore.session.get_session().create_client('dynamodb')"
_MODULES: Final = "import app"
_CLIENT: Final = "import app; from chalicelib.aws import connection; connection.connection().connection.client"


def main() -> int:
    """Print the seconds and the ratios."""
    parser = argparse.ArgumentParser(description="Compare cold imports.")
    parser.add_argument("--artefact", type=Path, default=Path("build/package-here/light.zip"))
    parser.add_argument("--turns", type=int, default=15)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(chosen.artefact) as packed:
            packed.extractall(folder)
        cases = {
            "bare boto3 DynamoDB handler": (_BARE, sysconfig.get_path("purelib")),
            "the same with botocore alone": (_CORE, sysconfig.get_path("purelib")),
            "the API's modules": (_MODULES, folder),
            "the API's modules and its client": (_CLIENT, folder),
        }
        fastest = {name: float("inf") for name in cases}
        for _ in range(chosen.turns):
            for name, (code, path) in cases.items():
                fastest[name] = min(fastest[name], _seconds(code, path))
    bare = fastest["bare boto3 DynamoDB handler"]
    for name, seconds in fastest.items():
        print(f"{name:36} {seconds * 1000:6.0f} ms  {seconds / bare:.2f}")
    return 0


def _seconds(code: str, path: str) -> float:
    # -S: nothing of this machine's packages; what is imported is what is packed.
    command = [sys.executable, "-S", "-c", _TIMED.format(code=code, end=_END), path]
    environment = {"PATH": os.environ.get("PATH", ""), **_ENVIRONMENT}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
