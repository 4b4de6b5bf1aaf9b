"""Builds what the site's bucket holds, `python -m infra.local.publish`: the directory, the site and `/data`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.local import configuration, sources
from infra.local.install import CERTIFICATE_HINT, NPM_MEGABYTES, is_certificate_failure
from static_site.build import build
from static_site.faq import InvalidContent
from static_site.node import NodeError

_PUBLISHED = ("agencies.json", "places.json")


def main() -> int:
    """Build into the state's folders; what did not change is left alone."""
    here = configuration.read()
    if _directory_is_old(here.directory / _PUBLISHED[0]):
        command = [sys.executable, "-m", "infra.directory", "--output", str(here.directory)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=configuration.ROOT)
    if not (configuration.ROOT / "static_site" / "node_modules").exists():
        print(f"Installing {NPM_MEGABYTES} MB of npm packages, this once, and building the site.", flush=True)
    try:
        build(here.site, here.url, scanner=os.environ.get("SCANNER", ""))
    except (NodeError, InvalidContent) as failure:
        print(CERTIFICATE_HINT if is_certificate_failure(str(failure)) else failure, file=sys.stderr)
        return 1
    (here.site / "data").mkdir(parents=True, exist_ok=True)
    for name in _PUBLISHED:
        shutil.copyfile(here.directory / name, here.site / "data" / name)
    return 0


def _directory_is_old(built: Path) -> bool:
    """Whether a source of it, or the package its places come from, is newer; nothing else is worth half a second."""
    changes = [
        *sources.read_state(sources.DIRECTORY).values(),
        (configuration.ROOT / "requirements-dev.txt").stat().st_mtime_ns,
    ]
    return not built.is_file() or built.stat().st_mtime_ns < max(changes)


if __name__ == "__main__":
    sys.exit(main())
