"""PynamoDB's one connection to the one table, and the keys it tells PynamoDB of. In the portal for `table` alone."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pynamodb.connection import TableConnection
from pynamodb.connection.base import MetaTable

from chalicelib.aws import clients
from chalicelib.core import settings

INDEXES: Mapping[str, tuple[str, str]] = {
    "work": ("work_pk", "work_at"),
    "queue": ("queue_pk", "queue_at"),
    "citizen": ("citizen_pk", "citizen_at"),
    "attention": ("attention_pk", "attention_at"),
}


@lru_cache(maxsize=1)
def connection() -> TableConnection:
    """The one connection all items share. PynamoDB's own habit, one client a model, costs 80 ms each."""
    name = settings.get().table
    schema: dict[str, Any] = {
        "TableName": name,
        "KeySchema": _keys("pk", "sk"),
        "AttributeDefinitions": [
            {"AttributeName": each, "AttributeType": "S"}
            for each in ("pk", "sk", *(key for keys in INDEXES.values() for key in keys))
        ],
        "GlobalSecondaryIndexes": [{"IndexName": index, "KeySchema": _keys(*keys)} for index, keys in INDEXES.items()],
        "LocalSecondaryIndexes": [],
    }
    made = TableConnection(
        name,
        meta_table=MetaTable(schema),
        region=clients.session().get_config_variable("region"),
        connect_timeout_seconds=2,
        read_timeout_seconds=8,
        max_retry_attempts=2,
        max_pool_connections=32,
    )
    made.connection._local.session = clients.session()
    return made


def _keys(hash_name: str, range_name: str) -> list[dict[str, str]]:
    return [{"AttributeName": hash_name, "KeyType": "HASH"}, {"AttributeName": range_name, "KeyType": "RANGE"}]
