"""`python -m infra.local.reset`, which `make reset` calls: forget everything the portal on this machine holds."""

import shutil
import sys

from infra.local import configuration, state
from infra.local.configuration import CannotStart


def main() -> int:
    """Clear the state's folder; 1 where a portal runs on it."""
    try:
        here = configuration.read()
        with state.lock_state(here):
            for path in here.state.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != "lock":
                    path.unlink()
    except CannotStart as why:
        print(why, file=sys.stderr)
        return 1
    print(f"Cleared {here.state}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
