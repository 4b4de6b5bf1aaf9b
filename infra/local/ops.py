"""`python -m infra.local.ops COMMAND`: a deployer's command (`infra.ops`) over the portal that runs on this machine."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from infra.local import stack, state
from infra.local.configuration import ROOT, CannotStart, Configuration, aws_environment


def main(arguments: Sequence[str]) -> int:
    """Run it with the functions' environment; its exit status, or 1 where no portal runs."""
    if {"-h", "--help"} & set(arguments):
        return _run(arguments, os.environ)
    try:
        environment = _environment(state.find_running())
    except CannotStart as why:
        print(why, file=sys.stderr)
        return 1
    return _run(arguments, environment)


def _environment(here: Configuration) -> Mapping[str, str]:
    try:
        functions = stack.function_environment(here, stack.outputs(here))
    except (BotoCoreError, ClientError, ResponseParserError) as failure:
        raise CannotStart(f"No portal answers at {here.emulator_url}: {failure}") from failure
    return {**aws_environment(here), **functions}


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", "infra.ops", *arguments], env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
