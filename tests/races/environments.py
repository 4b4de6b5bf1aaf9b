"""Where races are run: a portal in this process, on ministack, whose transactions are real, or on bare moto.

Every race has a table of its own. Mails end at the client of SES, which notes each and lets none out.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

import pytest
from moto import mock_aws

from chalicelib.agencies import service as agencies
from chalicelib.aws import clients
from chalicelib.core import settings
from chalicelib.notifications.model import parse_reference
from chalicelib.notifications.store import outbox_keys
from infra.local.configuration import Configuration, aws_environment
from tests import emulator
from tests.builders import a_directory
from tests.races import history
from tests.races.history import TableSnapshot

_LIMITLESS: Final = {"FILINGS_PER_ADDRESS": "1000000"}


@dataclass
class RaceEnvironment:
    """A table of one race, and what went past it."""

    sent: Counter[str] = field(default_factory=Counter)
    """How often each mail (`<partition>/<sort>`) was handed to SES."""
    conflicts: int = 0
    """Transactions that DynamoDB cancelled."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_snapshot(self) -> TableSnapshot:
        """Everything the table holds now, and the mails so far."""
        pages = clients.client("dynamodb").get_paginator("scan").paginate(TableName=settings.get().table)
        raw = [item for page in pages for item in page["Items"]]
        return history.read_snapshot(raw, dict(self.sent))

    def watch(self) -> None:
        """Note mails and conflicts of the session that all clients share."""
        clients.session().register("before-call.sesv2.SendEmail", self._take_mail)
        clients.session().register("after-call.dynamodb.TransactWriteItems", self._count_conflict)

    def _take_mail(self, params: Mapping[str, Any], **_: Any) -> tuple[Any, dict[str, str]]:
        (tag,) = json.loads(params["body"])["EmailTags"]
        mail = "/".join(outbox_keys(parse_reference(tag["Value"])))
        with self._lock:
            self.sent[mail] += 1
        # What a handler gives here, botocore takes for the answer of the service.
        return SimpleNamespace(status_code=200), {"MessageId": mail}

    def _count_conflict(self, parsed: Mapping[str, Any], **_: Any) -> None:
        if "Error" in parsed:
            with self._lock:
                self.conflicts += 1


@contextmanager
def on_bare_moto() -> Iterator[RaceEnvironment]:
    """Emulated in this process, without isolation."""
    with mock_aws(), _configured(emulator.ENVIRONMENT) as environment:
        emulator.make_secrets()
        make_buckets()
        yield environment


@contextmanager
def on_ministack(configuration: Configuration, *, table: str) -> Iterator[RaceEnvironment]:
    """An emulator that runs, where secrets and buckets are made."""
    with _configured({**emulator.ENVIRONMENT, **aws_environment(configuration), "TABLE_NAME": table}) as environment:
        yield environment


def make_buckets() -> None:
    """Create the buckets."""
    s3 = emulator.set_up_client("s3")
    for name in ("quarantine", "clean", "site"):
        s3.create_bucket(Bucket=name, **_location(s3.meta.region_name))
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def _location(region: str) -> dict[str, Any]:
    return {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}


@contextmanager
def _configured(variables: Mapping[str, str]) -> Iterator[RaceEnvironment]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "_HANDLER", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2"):
            patch.delenv(name, raising=False)
        for name, value in {**variables, **_LIMITLESS}.items():
            patch.setenv(name, value)
        _forget()
        environment = RaceEnvironment()
        environment.watch()
        try:
            emulator.make_table()
            agencies.load_directory(*a_directory())
            yield environment
        finally:
            _forget()


def _forget() -> None:
    emulator.forget()
    # A session of its own for each: it is what notes mails and conflicts.
    clients.session.cache_clear()
