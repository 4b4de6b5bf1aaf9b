"""`python -m infra.packaging [--output DIR] [--architecture NAME]`: sam.yaml and deployment.zip. `make package`."""

import argparse
import sys
from pathlib import Path

from infra.packaging import artefact
from infra.packaging.package import ROOT, PackagingFailed, package


def main() -> int:
    """Make the artefact; 1 where chalice can't, saying why."""
    parser = argparse.ArgumentParser(prog="python -m infra.packaging", description="Make what CloudFormation deploys.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "package", metavar="DIR")
    parser.add_argument("--architecture", choices=("arm64", "x86_64"), help="instead of .chalice/config.json's")
    options = parser.parse_args()
    try:
        template = package(options.output, architecture=options.architecture)
    except PackagingFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    archive = template.with_name("deployment.zip")
    artefact.finish(archive)
    print(f"{template}, {archive} ({archive.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
