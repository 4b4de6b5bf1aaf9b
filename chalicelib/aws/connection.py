"""PynamoDB's one connection to the one table, and all that the portal uses of PynamoDB's private parts.

A test holds `CHECKED_PYNAMODB` against what is installed, and finds private parts used anywhere else. With a new
version, look at these again: `Model._get_connection`, `Connection._local`, `MetaTable` (undocumented).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from pynamodb.connection import TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.models import Model

from chalicelib.aws import clients
from chalicelib.core import settings

CHECKED_PYNAMODB: Final = "6.1.0"
"""The version whose private parts were read and found to be as they are used here."""

INDEXES: Mapping[str, tuple[str, str]] = {
    "work": ("work_pk", "work_at"),
    "queue": ("queue_pk", "queue_at"),
    "citizen": ("citizen_pk", "citizen_at"),
    "attention": ("attention_pk", "attention_at"),
}


class SharedConnectionModel(Model):
    """A model that uses the shared connection: PynamoDB would make each model its own client, which costs 80 ms."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return connection()


@lru_cache(maxsize=1)
def connection() -> TableConnection:
    """The one connection all items share."""
    name = settings.get().table
    schema: dict[str, Any] = {
        "TableName": name,
        "KeySchema": _key_schema("pk", "sk"),
        "AttributeDefinitions": [
            {"AttributeName": each, "AttributeType": "S"}
            for each in ("pk", "sk", *(key for keys in INDEXES.values() for key in keys))
        ],
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _key_schema(*keys)} for index, keys in INDEXES.items()
        ],
        "LocalSecondaryIndexes": [],
    }
    shared = TableConnection(
        name,
        # Without it PynamoDB asks DynamoDB for the table's description, which no function may read.
        meta_table=MetaTable(schema),
        region=clients.session().get_config_variable("region"),
        connect_timeout_seconds=2,
        read_timeout_seconds=8,
        max_retry_attempts=2,
        max_pool_connections=32,
    )
    # Else it makes a botocore session of its own, which reads all service descriptions once more.
    shared.connection._local.session = clients.session()
    return shared


def _key_schema(hash_name: str, range_name: str) -> list[dict[str, str]]:
    return [{"AttributeName": hash_name, "KeyType": "HASH"}, {"AttributeName": range_name, "KeyType": "RANGE"}]
