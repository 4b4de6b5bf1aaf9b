"""All items of the table, and their form in a file: DynamoDB's JSON, with binaries in base64.

The only scans of the table: they read all of it, so they belong to a deployer's hand.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final

from chalicelib.aws import clients
from chalicelib.core import settings
from infra.ops.refusal import Refused

UNDER_WAY: Final = "IMPORT#STATE"
"""The partition of the item that an import leaves in the table until it has ended."""

Raw = dict[str, Any]


def scan(**options: Any) -> Iterator[Raw]:
    """Every item, page by page. Consistent: what was committed before a page is read is on it."""
    scans = clients.client("dynamodb").get_paginator("scan")
    for page in scans.paginate(TableName=settings.get().table, ConsistentRead=True, **options):
        yield from page["Items"]


def scan_whole() -> Iterator[Raw]:
    """The same of a table that is whole. Raises Refused where an import has not ended."""
    for item in scan():
        if item["pk"]["S"] == UNDER_WAY:
            raise Refused("An import into this table has not ended. Run it again to its end first.")
        yield item


def to_json(item: Raw) -> str:
    """An item as text, without a line's end."""
    return json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_base64)


def read(text: bytes) -> Raw:
    """The item that was written so. Raises ValueError for anything else."""
    try:
        item = json.loads(text)
        if not (item["pk"]["S"] and item["sk"]["S"]):
            raise ValueError
        return {name: _value(value) for name, value in item.items()}
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError from None


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _value(value: dict[str, Any]) -> dict[str, Any]:
    ((kind, held),) = value.items()
    match kind:
        case "B":
            return {kind: base64.b64decode(held, validate=True)}
        case "BS":
            return {kind: [base64.b64decode(each, validate=True) for each in held]}
        case "L":
            return {kind: [_value(each) for each in held]}
        case "M":
            return {kind: {name: _value(each) for name, each in held.items()}}
        case _:
            return {kind: held}
