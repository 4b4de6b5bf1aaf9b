"""`python -m infra.packaging [--output DIR] [--for-this-machine]`: the template and the packages. `make package`."""

import argparse
import sys
from pathlib import Path

from infra.packaging.artefact import build
from infra.packaging.packages import PACKAGES, ROOT, PackagingFailed
from infra.packaging.targets import LAMBDA, this_machine


def main() -> int:
    """Make the artefact; 1 where that is impossible, saying why."""
    parser = argparse.ArgumentParser(prog="python -m infra.packaging", description="Make what CloudFormation deploys.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "package", metavar="DIR")
    parser.add_argument("--for-this-machine", action="store_true", help="a rehearsal: its own Python and processor")
    options = parser.parse_args()
    target = this_machine() if options.for_this_machine else LAMBDA
    try:
        template = build(options.output, target=target)
    except PackagingFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"{template}, for {target.runtime} on {target.architecture}")
    for archive in (template.with_name(each.file_name) for each in PACKAGES):
        print(f"{archive} ({archive.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
