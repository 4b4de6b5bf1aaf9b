"""Builds what the site's bucket holds, `python -m infra.local.publish`: the directory, the site and `/data`."""

import shutil
import subprocess
import sys

from infra.local import configuration
from static_site.build import build
from static_site.node import NodeFailed

_PUBLISHED = ("agencies.json", "places.json")


def main() -> int:
    """Build into the state's folders; what did not change is left alone."""
    here = configuration.read()
    command = [sys.executable, "-m", "infra.directory", "--output", str(here.directory)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=configuration.ROOT)
    try:
        build(here.site, here.url)
    except NodeFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    (here.site / "data").mkdir(parents=True, exist_ok=True)
    for name in _PUBLISHED:
        shutil.copyfile(here.directory / name, here.site / "data" / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
