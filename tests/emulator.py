"""The emulated AWS of the tests: resources as infra/template.yaml makes them, and a record of every call."""

import json
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.config import Config
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.ses.models import ses_backends

from chalicelib.agencies import service as agencies
from chalicelib.aws import clients, connection, observability, secrets
from chalicelib.core import settings
from tests.patience import WAIT_SECONDS

REGION: Final = "eu-west-3"
ORIGIN_SECRET: Final = "secret-of-the-origin"
ENVIRONMENT: Final[Mapping[str, str]] = {
    "TABLE_NAME": "portal",
    "SIGNING_SECRET": "signing",
    "PSEUDONYM_SECRET": "pseudonyms",
    "ORIGIN_SECRET": "origin",
    "RECEIPT_SECRET": "receipts",
    "QUARANTINE_BUCKET": "quarantine",
    "CLEAN_BUCKET": "clean",
    "SCANNER": "signature",
    "SITE_BUCKET": "site",
    "SITE_URL": "https://portal.example",
    "MAIL_FROM": "no-reply@portal.example",
    "PROOF_COST": "1",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "POWERTOOLS_METRICS_NAMESPACE": "Portal",
}
_ASKS_ONCE: Final = Config(retries={"total_max_attempts": 1}, connect_timeout=WAIT_SECONDS, read_timeout=WAIT_SECONDS)
_SECRETS: Final = {
    "signing": "secret-of-the-signatures",
    "pseudonyms": "secret-of-the-names",
    "origin": ORIGIN_SECRET,
    "receipts": "secret-of-the-receipts",
}


@dataclass
class Aws:
    """What the portal has done to AWS."""

    calls: list[str] = field(default_factory=list)
    """The operations in their order: `TransactWriteItems`, `Query` …"""
    request_hooks: list[Callable[[str], None]] = field(default_factory=list)
    """Each is called with every operation before it is sent, and may raise: what fails there has had no effect."""
    response_hooks: list[Callable[[str, dict[str, Any]], None]] = field(default_factory=list)
    """Each is called with every operation and its answer, and may change it or raise: the effect has happened."""

    def items(self, prefix: str = "") -> list[dict[str, Any]]:
        """All items of the table whose partition key starts so, as DynamoDB's JSON."""
        # Past the client: its scans would take half of the tests' time.
        stored = [each for each in _stored().all_items() if each.hash_key.value.startswith(prefix)]
        return [{name: value.to_regular_json() for name, value in each.attrs.items()} for each in stored]

    def clear(self, *, keep: tuple[str, ...] = ("AGENCY#",)) -> None:
        """Forget everything but the directory: the emulator's transactions grow slow with the table."""
        held = _stored().items
        for partition in [each for each in held if not each.value.startswith(keep)]:
            del held[partition]

    def sorts(self, prefix: str) -> list[str]:
        """The sort keys of a partition."""
        return [each["sk"]["S"] for each in self.items(prefix)]

    def snapshot(self) -> list[dict[str, Any]]:
        """Everything but throttle counters, which count refused attempts too."""
        return [each for each in self.items() if not each["pk"]["S"].startswith("THROTTLE#")]

    def published(self, prefix: str = "") -> dict[str, bytes]:
        """The objects of the site's bucket below a prefix."""
        bucket = clients.client("s3")
        listed = bucket.list_objects_v2(Bucket="site", Prefix=prefix).get("Contents", [])
        return {each["Key"]: bucket.get_object(Bucket="site", Key=each["Key"])["Body"].read() for each in listed}

    def raw_mails(self) -> list[tuple[str, bytes]]:
        """What SES has been given so far: recipient and raw message."""
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        return [(each.destinations[0], _bytes(each.raw_data)) for each in sent]


def set_up() -> Aws:
    """Create the resources, and record the calls from here on."""
    made = Aws()
    _record(made)
    make_table()
    make_secrets()
    _make_buckets()
    clients.client("sesv2").create_email_identity(EmailIdentity="no-reply@portal.example")
    return made


def make_table() -> None:
    """Create the table that the settings name."""
    set_up_client("dynamodb").create_table(**_table(settings.get().table))


def make_secrets() -> None:
    """Create the secrets."""
    for name, value in _SECRETS.items():
        set_up_client("secretsmanager").create_secret(Name=name, SecretString=json.dumps({"initial": value}))


def set_up_client(service: str) -> Any:
    """A client that creates resources: it waits for a slow emulator, since to create a table again is an error.

    The portal's own clients give up after some seconds and try again, as they should; in this process nothing is slow.
    """
    if "AWS_ENDPOINT_URL" not in os.environ:
        return clients.client(service)
    return clients.session().create_client(service, config=_ASKS_ONCE)


def forget() -> None:
    """Let the portal remember nothing of what it was configured with, or read, before."""
    settings.get.cache_clear()
    connection.connection.cache_clear()
    clients.client.cache_clear()
    secrets.clear_cache()
    agencies.clear_cache()
    # Powertools keeps the stream it first saw, which belongs to the test that logged first.
    observability.logger.cache_clear()
    logging.root.manager.loggerDict.pop("portal", None)


def _make_buckets() -> None:
    """Past the client, which only tests of files are to pay for."""
    buckets = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for name in ("quarantine", "clean", "site"):
        buckets.create_bucket(name, REGION)
        buckets.put_bucket_versioning(name, "Enabled")


_recorded: list[Aws] = []


def _record(made: Aws) -> None:
    _recorded[:] = [made]
    session = clients.session()
    if not getattr(session, "is_recorded_by_tests", False):
        session.register("before-call", _handle_request)
        session.register("after-call", _handle_response)
        session.is_recorded_by_tests = True  # type: ignore[attr-defined]


def _handle_request(model: Any, **_: Any) -> None:
    for each in _recorded:
        each.calls.append(model.name)
        for hook in tuple(each.request_hooks):
            hook(model.name)


def _handle_response(model: Any, parsed: dict[str, Any], **_: Any) -> None:
    for each in _recorded:
        for hook in tuple(each.response_hooks):
            hook(model.name, parsed)


def _table(name: str) -> dict[str, Any]:
    names: Iterable[str] = {"pk", "sk", *(key for keys in connection.INDEXES.values() for key in keys)}
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _schema("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": each, "AttributeType": "S"} for each in sorted(names)],
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _schema(*keys), "Projection": {"ProjectionType": "KEYS_ONLY"}}
            for index, keys in connection.INDEXES.items()
        ],
    }


def _schema(hash_name: str, range_name: str) -> list[dict[str, str]]:
    return [{"AttributeName": hash_name, "KeyType": "HASH"}, {"AttributeName": range_name, "KeyType": "RANGE"}]


def _stored() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].get_table("portal")


def _bytes(raw: str | bytes) -> bytes:
    return raw if isinstance(raw, bytes) else raw.encode()
