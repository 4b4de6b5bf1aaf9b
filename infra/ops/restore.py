"""Reads a dump back into an empty table. docs/decisions/0016-verify-and-restore.md says why in this order.

Killed at any point it is run again with the same file: what is there is left as it is, what is missing is written.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from chalicelib.aws import clients
from chalicelib.core import clock, settings
from infra.ops import files, items
from infra.ops.export import FORMAT
from infra.ops.items import UNDER_WAY, Raw
from infra.ops.refusal import Refused

_BATCH: Final = 25
"""How many items one BatchWriteItem takes."""
_ROUNDS: Final = 10
_STATE: Final[Raw] = {"pk": {"S": UNDER_WAY}, "sk": {"S": "STATE"}}
_NOT_EMPTY: Final = "The table is not empty, and no import of this file has begun in it. Nothing was written."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dump:
    count: int
    sha256: str


def restore(path: str) -> str:
    """Write the dump's items; how many. Raises Refused: before anything is written, or where to go on from."""
    if path == files.STREAM:
        raise Refused("A dump is read more than once, so it can't come from stdin: give a file.")
    with files.reading(path) as file:
        dump = _check(file, path)
        resumed = _begin(dump)
        written = _write_resting(_items(file), resumed=resumed)
        for wanted in (_is_work, _is_mail):
            written += sum(_put_if_absent(each) for each in _items(file) if wanted(each))
    clients.client("dynamodb").delete_item(TableName=settings.get().table, Key=_STATE)
    there = f" {dump.count - written:,} were there already." if resumed else ""
    return f"{written:,} items written.{there} Now verify, before people use it."


def _check(file: BinaryIO, path: str) -> _Dump:
    """What the dump's last line says of it, which is true. Raises Refused."""
    file.seek(0)
    digest, count = hashlib.sha256(), -1
    try:
        last = next(file)
        if not json.loads(last).items() >= FORMAT.items():
            raise ValueError
        for line in file:
            digest.update(last)
            if count >= 0:
                items.read(last)
            last, count = line, count + 1
        if json.loads(last) != {"items": count, "sha256": digest.hexdigest()}:
            raise ValueError
    except (ValueError, AttributeError, RecursionError, StopIteration):
        raise Refused(f"{path} is no dump of a table, or it is cut or changed. Nothing was written.") from None
    return _Dump(count=count, sha256=digest.hexdigest())


def _items(file: BinaryIO) -> Iterator[Raw]:
    """All items between the first line and the last, of a dump that was checked."""
    file.seek(0)
    next(file)
    line = next(file)
    for following in file:
        yield items.read(line)
        line = following


def _begin(dump: _Dump) -> bool:
    """Leave word in the table that this dump is being written; whether there was word of it before."""
    client, name = clients.client("dynamodb"), settings.get().table
    state = client.get_item(TableName=name, Key=_STATE, ConsistentRead=True).get("Item")
    if state is not None and state["sha256"]["S"] == dump.sha256:
        return True
    if client.scan(TableName=name, Limit=1, ConsistentRead=True)["Items"]:
        raise Refused(_NOT_EMPTY)
    client.put_item(TableName=name, Item={**_STATE, "sha256": {"S": dump.sha256}})
    return False


def _is_work(item: Raw) -> bool:
    return "work_pk" in item and not item["sk"]["S"].startswith("OUTBOX#")


def _is_mail(item: Raw) -> bool:
    return "work_pk" in item and item["sk"]["S"].startswith("OUTBOX#")


def _write_resting(dumped: Iterator[Raw], *, resumed: bool) -> int:
    """The items that no function looks for, in batches."""
    written = 0
    resting = (each for each in dumped if "work_pk" not in each)
    while batch := list(islice(resting, _BATCH)):
        missing = _missing(batch) if resumed else batch
        _put_all(missing)
        written += len(missing)
    return written


def _missing(batch: Sequence[Raw]) -> list[Raw]:
    """What is not in the table; what is there may have changed since it was imported, and is newer."""
    keys = [_key(each) for each in batch]
    found = _until_all_is_done("batch_get_item", "UnprocessedKeys", {"Keys": keys, "ConsistentRead": True})
    there = [_key(each) for each in found]
    return [each for each in batch if _key(each) not in there]


def _put_all(batch: Sequence[Raw]) -> None:
    if batch:
        _until_all_is_done("batch_write_item", "UnprocessedItems", [{"PutRequest": {"Item": each}} for each in batch])


def _put_if_absent(item: Raw) -> int:
    """Write what a function may act upon at once; 0 where it is there.

    A reply that was lost is asked for again by the SDK: by then the mail may be sent and the event counted.
    """
    client = clients.client("dynamodb")
    try:
        client.put_item(TableName=settings.get().table, Item=item, ConditionExpression="attribute_not_exists(pk)")
    except client.exceptions.ConditionalCheckFailedException:
        return 0
    return 1


def _key(item: Raw) -> Raw:
    return {"pk": item["pk"], "sk": item["sk"]}


def _until_all_is_done(operation: str, left_in: str, request: object) -> list[Raw]:
    """Ask again, later and later, for what a throttled table left out; what it found. Raises Refused."""
    found: list[Raw] = []
    for _ in clock.attempts(_ROUNDS):
        answer = getattr(clients.client("dynamodb"), operation)(RequestItems={settings.get().table: request})
        found += answer.get("Responses", {}).get(settings.get().table, [])
        request = answer.get(left_in, {}).get(settings.get().table)
        if not request:
            return found
    raise Refused("DynamoDB takes no more for now. Run it again with the same file: it goes on from here.")
