"""Writes one complaint's history, or the whole table, as JSON lines.

The dump of a table:  {"begun_at": ..., "format": "portal table", "version": 1}
                      one item a line, as DynamoDB's JSON
                      {"items": count, "sha256": hex of all bytes before this line}
"""

import hashlib
import json
from typing import Final

from chalicelib.complaints.storage import exports
from chalicelib.core import clock, ids
from chalicelib.core.errors import InvalidInput, NotFound
from infra.ops import files, items
from infra.ops.refusal import Refused

FORMAT: Final = {"format": "portal table", "version": 1}


def history(number: str, *, for_citizen: bool, output: str | None) -> str | None:
    """One complaint's events and its signed head; with a file, what was written. Raises Refused."""
    try:
        lines = exports.export(ids.read_number(number), for_citizen=for_citizen)
    except InvalidInput:
        raise Refused(f"{number} is not the number of a complaint.") from None
    except NotFound:
        raise Refused(f"There is no complaint {number}.") from None
    with files.writing(output) as file:
        file.writelines(f"{each}\n".encode() for each in lines)
    return output and f"{len(lines) - 1:,} events written to {output}."


def table(output: str | None) -> str | None:
    """All items, one page at a time in memory; with a file, what was written. Raises Refused.

    No snapshot: what is written meanwhile may be in it half.
    """
    with files.writing(output) as file:
        count, digest = 0, hashlib.sha256()
        header = {**FORMAT, "begun_at": clock.stamp(clock.now())}
        digest.update(line := f"{json.dumps(header, sort_keys=True)}\n".encode())
        file.write(line)
        for item in items.scan_whole():
            digest.update(line := f"{items.to_json(item)}\n".encode())
            file.write(line)
            count += 1
        file.write(f"{json.dumps({'items': count, 'sha256': digest.hexdigest()})}\n".encode())
    return output and f"{count:,} items written to {output}. It holds everything, personal data too."
