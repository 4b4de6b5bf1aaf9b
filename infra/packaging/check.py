"""`python -m infra.packaging.check`, a part of `make check`: cfn-lint on the template as it is deployed, merged."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from infra.packaging.packages import PackagingFailed
from infra.packaging.sam_template import write_template

_REGION: Final = "eu-west-3"


def faults(template: Path) -> str:
    """What cfn-lint says about a packaged template; nothing where it is sound."""
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([linter, "--regions", _REGION, "--", template], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip() if done.returncode else ""


def main() -> int:
    """Package and lint; 1 where something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = faults(write_template(Path(folder)))
        except PackagingFailed as failure:
            found = str(failure)
    print(found or "The template is sound.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
