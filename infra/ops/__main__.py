"""`python -m infra.ops COMMAND`, with the environment of the portal's functions (TABLE_NAME and so on)."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.core import settings
from infra.ops import statistics

COMMANDS: Final[Mapping[str, Callable[[], str]]] = {"rebuild-statistics": statistics.rebuild}
_NO_ENVIRONMENT: Final = (
    "{variable} is not set. These commands need the variables of the portal's functions, in AWS those that "
    "`aws lambda get-function-configuration` shows of APIHandler; on one machine `make rebuild-statistics` has them."
)


def main(arguments: list[str]) -> int:
    """Run one command and print what it did; 1 where it could not."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    command = COMMANDS[parser.parse_args(arguments).command]
    try:
        settings.get()
    except KeyError as missing:
        print(_NO_ENVIRONMENT.format(variable=missing.args[0]), file=sys.stderr)
        return 1
    try:
        print(command())
    except statistics.NotRebuilt as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
