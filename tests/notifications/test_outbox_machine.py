"""Whatever happens to deliveries, in whatever order: every mail arrives, once more at most for each crash."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chalicelib.aws import clients, table
from chalicelib.core import clock
from chalicelib.notifications import jobs, service, store
from chalicelib.notifications.model import Loaders, OutboxMail, Template, lease
from tests.emulator import Aws
from tests.notifications.contents import a_content, a_mail, stored_keys
from tests.notifications.ses import Ses
from tests.tiers import LONG

LOADERS: Final[Loaders] = {each: lambda mail: a_content(mail.template) for each in Template}
PASSING: Final = ("TooManyRequestsException", "SendingPausedException", "LimitExceededException")
SHORT_RUN: Final = 5
LONG_RUN: Final = 200
_numbers = itertools.count()


class Died(BaseException):
    """The function ended here, without another word."""


class Outbox(RuleBasedStateMachine):
    """Mails are written, their events come often and shuffled, SES fails, functions die, time passes."""

    aws: Aws
    ses: Ses
    mails = Bundle("mails")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        self.written: dict[str, OutboxMail] = {}
        self.crashes = 0
        self.ses.accepted.clear()
        self.ses.failure = None

    @rule(target=mails)
    def write(self) -> OutboxMail:
        mail = a_mail(Template.RECEIPT, number=str(next(_numbers)), created_at=self.now)
        table.commit([store.put(mail)])
        self.written[mail.id] = mail
        return mail

    @rule(mails=st.lists(mails, min_size=1, max_size=5))
    def deliver(self, mails: list[OutboxMail]) -> None:
        with clock.at(self.now):
            jobs.deliver_new([_record(each) for each in mails], LOADERS)

    @rule(mail=mails, call=st.integers(min_value=1, max_value=4), effect=st.booleans())
    def die(self, mail: OutboxMail, call: int, effect: bool) -> None:
        left = itertools.count(1)

        def strike(*_: Any) -> None:
            if next(left) == call:
                raise Died

        hooks = self.aws.response_hooks if effect else self.aws.request_hooks
        hooks.append(strike)  # type: ignore[arg-type]
        try:
            with clock.at(self.now):
                jobs.deliver_new([_record(mail)], LOADERS)
        except Died:
            self.crashes += 1
        finally:
            hooks.clear()

    @rule()
    def sweep(self) -> None:
        with clock.at(self.now):
            jobs.sweep(LOADERS)

    @rule(minutes=st.integers(min_value=1, max_value=90))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(failure=st.sampled_from([None, *PASSING]))
    def turn_ses(self, failure: str | None) -> None:
        self.ses.failure = failure

    @invariant()
    def no_mail_goes_out_more_often_than_crashes_explain(self) -> None:
        copies = Counter(self.ses.accepted)
        assert len({message_from_bytes(raw)["Message-ID"] for raw in copies}) == len(copies)
        assert sum(copies.values()) - len(copies) <= self.crashes

    def teardown(self) -> None:
        self.ses.failure = None
        self.now += lease(attempt=99)
        self.sweep()
        try:
            self.no_mail_goes_out_more_often_than_crashes_explain()
            assert len(set(self.ses.accepted)) == len(self.written)
            with clock.at(self.now):
                assert service.list_due() == []
        finally:
            self._clear()

    def _clear(self) -> None:
        for mail in self.written.values():
            clients.client("dynamodb").delete_item(TableName="portal", Key=stored_keys(mail))


def _record(mail: OutboxMail) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"Keys": stored_keys(mail)}}


@pytest.mark.parametrize("examples", [SHORT_RUN, pytest.param(LONG_RUN, marks=[pytest.mark.thorough, LONG])])
def test_every_mail_arrives_and_none_twice_but_for_a_crash(aws: Aws, ses: Ses, examples: int) -> None:
    Outbox.aws, Outbox.ses = aws, ses

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Outbox,
        settings=settings(
            max_examples=examples, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
