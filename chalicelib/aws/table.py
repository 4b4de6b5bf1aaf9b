"""The one table: its items and reads, and the values a command commits together.

Stores declare their items as subclasses of `Item` and hand `Put`, `Update` and `Check` values upward; the
slice that owns the command calls `commit` once. docs/decisions/0001-one-table.md lists every item.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.aws.connection import SharedConnectionModel, connection
from chalicelib.core import clock, settings
from chalicelib.core.errors import PortalError, Unavailable


class Conflict(Exception):
    """Someone else wrote first: read again, decide again."""


class _Meta(type):
    @property
    def table_name(cls) -> str:
        return settings.get().table


class Item(SharedConnectionModel):
    """Keys and index keys every item may carry."""

    class Meta(metaclass=_Meta):
        """PynamoDB reads the table's name here; it is looked up when it is needed, not when the class is made."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    work_pk = UnicodeAttribute(null=True)
    work_at = UnicodeAttribute(null=True)
    queue_pk = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)
    citizen_pk = UnicodeAttribute(null=True)
    citizen_at = UnicodeAttribute(null=True)
    attention_pk = UnicodeAttribute(null=True)
    attention_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


_BATCH_KEYS = 100
"""How many keys one BatchGetItem takes."""
_ROUNDS = 5
"""How often a batch is asked again for the keys that a throttled table left out."""


ABSENT: Condition = Path(["pk"]).does_not_exist()
PRESENT: Condition = Path(["pk"]).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A whole item to write if `condition` holds; else `otherwise` is raised, or Conflict."""

    item: Item
    condition: Condition | None = None
    otherwise: PortalError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Changes to attributes of the item with this key if `condition` holds."""

    item: Item
    actions: Sequence[Action]
    condition: Condition | None = None
    otherwise: PortalError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An item that must be as `condition` says for the transaction to happen."""

    item: Item
    condition: Condition
    otherwise: PortalError | None = None


Write = Put | Update | Check
_ORDER = (Check, Put, Update)
_FAILED = "ConditionalCheckFailed"


def commit(writes: Sequence[Write]) -> None:
    """All writes or none, in one `TransactWriteItems`.

    Raises the `otherwise` of the first write whose condition fails, Conflict where it has none or another transaction
    is under way, Unavailable where DynamoDB can't answer.
    """
    # PynamoDB sends checks, then puts, then updates, and gives the reasons for a cancellation in that order.
    ordered = sorted(writes, key=lambda write: _ORDER.index(type(write)))
    try:
        # Leaving the block sends it.
        with TransactWrite(connection=connection().connection) as transaction:
            for write in ordered:
                _add(transaction, write)
    except TransactWriteError as failure:
        raise _translate_cancellation(failure, ordered) from failure
    except BotoCoreError as failure:
        raise Unavailable from failure


def create(writes: Sequence[Write]) -> None:
    """`commit` for new items whose ids nobody else knows, so that there is nothing to decide again.

    Raises the `otherwise` of a write whose condition fails, and Unavailable for all else.
    """
    try:
        commit(writes)
    except Conflict as failure:
        raise Unavailable from failure


def _add(transaction: TransactWrite, write: Write) -> None:
    match write:
        case Check():
            transaction.condition_check(type(write.item), write.item.pk, write.item.sk, condition=write.condition)
        case Put():
            transaction.save(write.item, condition=write.condition)
        case Update():
            transaction.update(write.item, actions=list(write.actions), condition=write.condition)


def _translate_cancellation(failure: TransactWriteError, writes: Sequence[Write]) -> Exception:
    code = _code(failure)
    if code != "TransactionCanceledException":
        return Conflict() if code == "TransactionConflictException" else Unavailable()
    failed = [
        (write, reason.code)
        for write, reason in zip(writes, failure.cancellation_reasons, strict=False)
        if reason is not None and reason.code != "None"
    ]
    # What another transaction has in hand may be this very command: to be decided again before anybody is refused.
    if any(code == "TransactionConflict" or (code == _FAILED and write.otherwise is None) for write, code in failed):
        return Conflict()
    refusals = [write.otherwise for write, code in failed if code == _FAILED and write.otherwise]
    return refusals[0] if refusals else Unavailable()


def _code(failure: PynamoDBException) -> str | None:
    """DynamoDB's own code, or None where nothing of it arrived: PynamoDB's `cause_response_code` fails there."""
    return failure.cause.response["Error"]["Code"] if isinstance(failure.cause, ClientError) else None


def update(item: Item, actions: Sequence[Action], *, condition: Condition | None = None) -> bool:
    """Change one item, which is then as stored; False where `condition` does not hold. Raises Unavailable."""
    try:
        item.update(actions=list(actions), condition=condition)
    except UpdateError as failure:
        if _code(failure) == "ConditionalCheckFailedException":
            return False
        raise Unavailable from failure
    except BotoCoreError as failure:
        raise Unavailable from failure
    return True


def get_many(keys: Sequence[Item]) -> list[Item | None]:
    """The stored items that have the keys of these, in their order: one consistent BatchGetItem for each hundred.

    None stands where nothing is, or where the time to live is over though DynamoDB has not removed it yet.
    Raises Unavailable.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for start in range(0, len(keys), _BATCH_KEYS):
        found |= _get_batch([{"pk": key.pk, "sk": key.sk} for key in keys[start : start + _BATCH_KEYS]])
    return [_unless_expired(type(key), found.get((key.pk, key.sk))) for key in keys]


def _get_batch(keys: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in clock.attempts(_ROUNDS):
        answer = _batch_get(keys)
        for raw in answer["Responses"].get(settings.get().table, []):
            found[raw["pk"]["S"], raw["sk"]["S"]] = raw
        left = answer.get("UnprocessedKeys", {}).get(settings.get().table, {}).get("Keys", [])
        keys = [{"pk": key["pk"]["S"], "sk": key["sk"]["S"]} for key in left]
        if not keys:
            return found
    raise Unavailable


def query(
    partition: str,
    *,
    condition: Condition | None = None,
    index: str | None = None,
    limit: int | None = None,
    start: Mapping[str, Any] | None = None,
    forward: bool = True,
) -> tuple[list[dict[str, Any]], Mapping[str, Any] | None]:
    """One page of raw items in key order, and where the next begins; consistent unless an index is read."""
    answer = _call(
        lambda: connection().connection.query(
            settings.get().table,
            partition,
            range_key_condition=condition,
            consistent_read=index is None,
            exclusive_start_key=start,
            index_name=index,
            limit=limit,
            scan_index_forward=forward,
        )
    )
    return answer["Items"], answer.get("LastEvaluatedKey")


def query_all(
    partition: str, *, condition: Condition | None = None, index: str | None = None
) -> Iterator[dict[str, Any]]:
    """All raw items of a partition, page by page."""
    start: Mapping[str, Any] | None = None
    while True:
        items, start = query(partition, condition=condition, index=index, start=start)
        yield from items
        if not start:
            return


def _batch_get(keys: list[dict[str, str]]) -> dict[str, Any]:
    # PynamoDB takes key maps; its annotation knows tables without a range key.
    key_maps = cast("Sequence[str]", keys)
    return _call(lambda: connection().connection.batch_get_item(settings.get().table, key_maps, consistent_read=True))


def _unless_expired(kind: type[Item], raw: dict[str, Any] | None) -> Item | None:
    if raw is None:
        return None
    item = kind.from_raw_data(raw)
    is_expired = item.expires_at is not None and item.expires_at <= clock.seconds(clock.now())
    return None if is_expired else item


def _call(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return call()
    except (PynamoDBException, BotoCoreError) as failure:
        raise Unavailable from failure
