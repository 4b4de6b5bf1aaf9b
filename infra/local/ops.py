"""`python -m infra.local.ops COMMAND`: a deployer's command (`infra.ops`) over the portal that runs on this machine."""

import subprocess
import sys
from collections.abc import Sequence

from botocore.exceptions import EndpointConnectionError

from infra.local import configuration, stack
from infra.local.configuration import ROOT, CannotStart, aws_environment


def main(arguments: Sequence[str]) -> int:
    """Run it with the functions' environment; its exit status, or 1 where no portal runs."""
    try:
        here = configuration.read()
        functions = stack.function_environment(here, stack.outputs(here))
    except CannotStart as why:
        print(why, file=sys.stderr)
        return 1
    except EndpointConnectionError:
        print("The portal does not run on this machine: `make run` starts it.", file=sys.stderr)
        return 1
    environment = {**aws_environment(here), **functions}
    return subprocess.run([sys.executable, "-m", "infra.ops", *arguments], env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
