"""`python -m infra.local`: run the portal on this machine until Ctrl-C. `make run` calls it."""

import errno
import os
import sys
import time

from infra.local import configuration, scanning, state
from infra.local.configuration import CannotStart, Configuration
from infra.local.supervisor import Supervisor


def main() -> int:
    """Run; 1 where it can't, saying why."""
    began = float(os.environ.get("RUN_BEGAN") or time.time())
    try:
        here = configuration.read()
        with state.lock_state(here):
            state.check_format(here)
            Supervisor(here).run(lambda: _say_ready(here, time.time() - began))
    except CannotStart as why:
        print(f"\n{why}", file=sys.stderr)
        return 1
    except OSError as failure:
        if failure.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        print(
            f"\n{failure.filename} can't be written ({failure.strerror}). Run the portal from a folder of yours.",
            file=sys.stderr,
        )
        return 1
    print("Stopped. Everything is kept for the next `make run`; `make reset` clears it.")
    return 0


def _say_ready(here: Configuration, seconds: float) -> None:
    print(
        f"""
The portal runs (ready after {seconds:.1f} s).

  The portal      {here.url}/
  The mail inbox  {here.inbox_url}/   every mail it sends arrives here
  Files           {scanning.words()}

Stop it with Ctrl-C; what was filed is kept. `make reset` clears it.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
