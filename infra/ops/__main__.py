"""`python -m infra.ops COMMAND`, with the environment of the portal's functions (TABLE_NAME and so on)."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final

from infra.ops import statistics

COMMANDS: Final[Mapping[str, Callable[[], str]]] = {"rebuild-statistics": statistics.rebuild}


def main(arguments: list[str]) -> int:
    """Run one command and print what it did; 1 where it could not."""
    parser = argparse.ArgumentParser(prog="python -m infra.ops", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    try:
        print(COMMANDS[parser.parse_args(arguments).command]())
    except statistics.NotRebuilt as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
