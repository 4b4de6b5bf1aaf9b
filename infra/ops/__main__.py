"""`python -m infra.ops COMMAND`, with the environment of the portal's functions (TABLE_NAME and so on).

Run with a deployer's credentials: these commands read and write the whole table, which no function may.
"""

import argparse
import sys
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.core import settings
from chalicelib.core.errors import Unavailable
from infra.ops import export, files, restore, statistics, verify
from infra.ops.refusal import Refused

CITIZEN: Final = "citizen"
_NO_ENVIRONMENT: Final = (
    "{variable} is not set. These commands need the variables of the portal's functions, in AWS those that "
    "`aws lambda get-function-configuration` shows of APIHandler; on one machine "
    "`python -m infra.local.ops COMMAND` has them."
)
_REBUILD: Final = "Count every event anew and replace the statistics' aggregates."
_VERIFY: Final = (
    "Verify the histories of the whole table, or one history's export (no dump of a table). Each fault is named on "
    "stderr with its complaint and event; status 1 where there is one."
)
_EXPORT: Final = (
    "Write the whole table, or one complaint's history, as JSON lines. It holds personal data; a file is made for its "
    "owner alone. The table's is no snapshot: what is written meanwhile may be in it half, which verify names after "
    "an import. For one moment of a portal under traffic, take the export of its point-in-time recovery."
)
_IMPORT: Final = (
    "Write a table's export into an empty table. If it is killed, run it again with the same file. Keep people away "
    "until verify says that nothing is wrong."
)


def main(arguments: list[str]) -> int:
    """Run one command and print what it did; 1 where it could not, or where something is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        settings.get()
    except KeyError as missing:
        return _failed(_NO_ENVIRONMENT.format(variable=missing.args[0]))
    try:
        said = _run(asked)
        if said is not None:
            with files.report_failures():
                print(said, flush=True)
    except Refused as why:
        return _failed(why)
    except (BotoCoreError, ClientError) as failure:
        return _failed(f"AWS did not do what it was asked: {failure}")
    except Unavailable as failure:
        return _failed(f"AWS did not do what it was asked: {failure.__cause__ or 'it is busy'}")
    return 0


def _run(asked: argparse.Namespace) -> str | None:
    match asked.command:
        case "rebuild-statistics":
            return statistics.rebuild()
        case "verify":
            return verify.table() if asked.file is None else verify.export(asked.file)
        case "import":
            return restore.restore(asked.file)
    if asked.number is None and asked.reader is not None:
        raise Refused("--for withholds from one complaint's history: give its --number too.")
    if asked.number is None:
        return export.table(asked.output)
    return export.history(asked.number, for_citizen=asked.reader == CITIZEN, output=asked.output)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("rebuild-statistics", description=_REBUILD, help="count every event anew")
    verifying = commands.add_parser("verify", description=_VERIFY, help="find what was tampered with")
    verifying.add_argument("file", nargs="?", metavar="FILE", help="one complaint's export, - for stdin")
    exporting = commands.add_parser("export", description=_EXPORT, help="write the table, or one history")
    exporting.add_argument("--number", metavar="NUMBER", help="of the one complaint whose history is meant")
    exporting.add_argument("--for", dest="reader", choices=[CITIZEN], help="withhold what this reader may not see")
    exporting.add_argument("--output", metavar="FILE", help="a new file, instead of stdout")
    importing = commands.add_parser("import", description=_IMPORT, help="write an export into an empty table")
    importing.add_argument("file", metavar="FILE", help="what export wrote of a table")
    return parser


def _failed(why: object) -> int:
    if str(why):
        print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
