"""The outbox: lease, send, mark. At least once, at most one extra mail for each crash, the same bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from chalicelib.aws import mail as mail_room
from chalicelib.aws import table
from chalicelib.aws.work import WorkList
from chalicelib.core import clock, settings
from chalicelib.core.errors import Unavailable
from chalicelib.domain.recipients import CitizenRecipient
from chalicelib.notifications import jobs, rendering, service, store
from chalicelib.notifications.model import (
    MAX_AGE,
    MIN_ATTEMPTS,
    Content,
    EventPlace,
    Loaders,
    MailState,
    OutboxMail,
    Template,
    lease,
)
from tests.emulator import Aws
from tests.notifications.contents import a_content, a_mail, stored_keys
from tests.notifications.ses import Ses

FILED: Final = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LOADERS: Final[Loaders] = {each: lambda mail: a_content(mail.template) for each in Template}


@pytest.fixture(autouse=True)
def filed_now() -> Iterator[None]:
    with clock.at(FILED):
        yield


def _written(template: Template = Template.RECEIPT, **changes: Any) -> OutboxMail:
    mail = a_mail(template, **changes)
    table.commit([store.put(mail)])
    return mail


def _deliver(mail: OutboxMail, loaders: Loaders = LOADERS) -> MailState | None:
    return service.deliver(mail.place, loaders)


def _stored(aws: Aws, mail: OutboxMail) -> dict[str, Any]:
    keys = stored_keys(mail)
    found = [each for each in aws.items(keys["pk"]["S"]) if each["sk"] == keys["sk"]]
    return {name: next(iter(value.values())) for name, value in found[0].items()}


def _record(mail: OutboxMail, event: str = "INSERT") -> dict[str, Any]:
    return {"eventName": event, "dynamodb": {"Keys": stored_keys(mail)}}


def test_a_mail_is_sent_to_its_recipient_and_leaves_the_work_list(aws: Aws) -> None:
    mail = _written()

    assert _deliver(mail) is MailState.SENT

    assert aws.raw_mails() == [("someone@example.org", rendering.render(mail, a_content(mail.template)))]
    assert service.list_due() == []
    stored = _stored(aws, mail)
    assert stored["state"] == "sent"
    assert int(stored["expires_at"]) == clock.seconds(FILED + timedelta(days=90))
    assert "work_pk" not in stored


def test_delivering_twice_sends_once(aws: Aws) -> None:
    mail = _written()

    assert [_deliver(mail), _deliver(mail)] == [MailState.SENT, None]
    assert len(aws.raw_mails()) == 1


def test_two_deliveries_at_the_same_time_send_once(aws: Aws) -> None:
    mail = _written()

    def meanwhile(delivered: OutboxMail) -> Content:
        assert _deliver(delivered) is None
        return a_content(delivered.template)

    assert _deliver(mail, {Template.RECEIPT: meanwhile}) is MailState.SENT
    assert len(aws.raw_mails()) == 1


def test_the_same_mail_is_never_put_into_the_outbox_twice(aws: Aws) -> None:
    mail = _written()

    with pytest.raises(table.Conflict):
        table.commit([store.put(mail)])


def test_what_the_outbox_gives_back_is_what_was_put_in(aws: Aws) -> None:
    mail = _written(Template.AGENCY_ALERT, recipient="interior#front", link="link-id")

    assert store.lease(mail.place, at=FILED) == a_mail(
        Template.AGENCY_ALERT, recipient="interior#front", link="link-id", attempts=1
    )


def test_an_outbox_item_never_holds_text(aws: Aws) -> None:
    put = service.put_mail(
        Template.MESSAGE_TO_CITIZEN,
        place=EventPlace(number="N", seq=2, position=1),
        recipient=CitizenRecipient(),
        at=FILED,
    )
    table.commit([put])

    written = a_mail(Template.RECEIPT, number="N", seq=2)
    assert _stored(aws, written) == {
        "pk": "COMPLAINT#N",
        "sk": "OUTBOX#000002#1",
        "template": "message_to_citizen",
        "recipient": "citizen",
        "key": "initial",
        "created_at": "2026-11-24T09:30:00.000Z",
        "state": "pending",
        "attempts": "0",
        "work_pk": WorkList("MAIL").partition(written.id),
        "work_at": "2026-11-24T09:30:00.000Z",
    }


def test_a_mail_for_nobody_is_dropped(aws: Aws) -> None:
    mail = _written()

    assert _deliver(mail, {Template.RECEIPT: lambda _: None}) is MailState.DROPPED

    assert aws.raw_mails() == []
    assert service.list_due() == []


def test_what_ses_refuses_for_good_has_failed_and_is_counted_for_an_alarm(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAIL_FROM", "somebody@unverified.example")
    settings.get.cache_clear()
    mail = _written()

    assert _deliver(mail) is MailState.FAILED

    assert _stored(aws, mail)["state"] == "failed"
    assert service.list_due() == []
    assert '"MailFailed":[1.0]' in capsys.readouterr().out.replace(" ", "")


@pytest.mark.parametrize("failure", ["MessageRejected", "MailFromDomainNotVerifiedException", "BadRequestException"])
def test_a_final_error_is_not_tried_again(ses: Ses, failure: str) -> None:
    ses.failure = failure

    assert _deliver(_written()) is MailState.FAILED
    assert ses.attempts == 1


def test_a_passing_error_leaves_the_mail_to_later_attempts_with_growing_delays(ses: Ses, aws: Aws) -> None:
    ses.failure = "SendingPausedException"
    mail, moment, delays = _written(), FILED, []

    for _ in range(7):
        with clock.at(moment):
            assert _deliver(mail) is MailState.PENDING
        due = clock.read(_stored(aws, mail)["work_at"])
        delays.append((due - moment) // timedelta(minutes=1))
        moment = due

    assert delays == [2, 4, 8, 16, 30, 30, 30]


def test_a_mail_waits_for_its_next_attempt(ses: Ses) -> None:
    ses.failure = "SendingPausedException"
    mail = _written()
    _deliver(mail)

    ses.failure = None
    with clock.at(FILED + timedelta(seconds=119)):
        assert jobs.sweep(LOADERS) == 0
        assert _deliver(mail) is None
    with clock.at(FILED + timedelta(minutes=2)):
        assert jobs.sweep(LOADERS) == 1

    assert len(ses.accepted) == 1


def test_a_day_without_ses_drains_within_the_next_hour_and_nothing_is_given_up(ses: Ses, aws: Aws) -> None:
    ses.failure = "SendingPausedException"
    mails = []
    for hour in range(24):
        with clock.at(FILED + timedelta(hours=hour)):
            mails.append(_written(number=str(hour), created_at=clock.now()))
            jobs.deliver_new([_record(mails[-1])], LOADERS)
    _sweep(since=timedelta(), until=timedelta(days=1), every=timedelta(minutes=30))
    assert ses.accepted == []

    ses.failure = None
    _sweep(since=timedelta(days=1), until=timedelta(days=1, hours=1), every=timedelta(minutes=5))

    assert len(ses.accepted) == len(set(ses.accepted)) == 24
    assert {_stored(aws, each)["state"] for each in mails} == {"sent"}


def test_a_mail_nobody_takes_for_three_days_has_failed(ses: Ses, aws: Aws) -> None:
    ses.failure = "SendingPausedException"
    mail = _written()

    _sweep(since=timedelta(), until=MAX_AGE, every=timedelta(hours=1))
    before = _stored(aws, mail)["state"]
    _sweep(since=MAX_AGE, until=MAX_AGE + timedelta(hours=1), every=timedelta(minutes=5))

    assert (before, _stored(aws, mail)["state"]) == ("pending", "failed")
    assert service.list_due() == []


def test_a_mail_first_seen_after_a_week_is_not_given_up_at_once(ses: Ses) -> None:
    ses.failure = "SendingPausedException"
    mail, week = _written(), timedelta(days=7)

    with clock.at(FILED + week):
        assert _deliver(mail) is MailState.PENDING
    ses.failure = None
    with clock.at(FILED + week + lease(1)):
        assert _deliver(mail) is MailState.SENT


def _sweep(*, since: timedelta, until: timedelta, every: timedelta) -> None:
    moment = since
    while moment <= until:
        with clock.at(FILED + moment):
            jobs.sweep(LOADERS)
        moment += every


def test_a_crash_after_sending_costs_one_more_mail_of_the_same_bytes(aws: Aws) -> None:
    mail = _written()
    leased = store.lease(mail.place, at=FILED)
    assert leased is not None
    mail_room.send(
        rendering.render(leased, a_content(leased.template)),
        sender="no-reply@portal.example",
        recipient="someone@example.org",
        reference=leased.reference,
    )

    with clock.at(FILED + lease(1)):
        assert jobs.sweep(LOADERS) == 1
    with clock.at(FILED + timedelta(days=1)):
        assert jobs.sweep(LOADERS) == 0

    first, second = aws.raw_mails()
    assert first == second


def test_while_a_delivery_may_still_be_under_way_nobody_else_takes_the_mail(aws: Aws) -> None:
    mail = _written()
    store.lease(mail.place, at=FILED)

    with clock.at(FILED + lease(1) - timedelta(seconds=1)):
        assert jobs.sweep(LOADERS) == 0
        assert _deliver(mail) is None

    assert aws.raw_mails() == []


def test_a_mail_that_crashes_every_delivery_is_tried_less_and_less_and_given_up(aws: Aws) -> None:
    mail, moment, crashes = _written(), FILED, 0
    while store.lease(mail.place, at=moment) and moment - FILED <= MAX_AGE:
        crashes += 1
        moment = clock.read(_stored(aws, mail)["work_at"])

    with clock.at(moment + timedelta(hours=1)):
        assert _deliver(mail) is MailState.FAILED

    assert MIN_ATTEMPTS < crashes < 160
    assert aws.raw_mails() == []


def test_the_sweep_finds_what_an_outage_of_three_days_left_behind(aws: Aws) -> None:
    for position in range(20):
        _written(number=str(position))

    with clock.at(FILED + timedelta(days=3)):
        assert jobs.sweep(LOADERS) == 20

    assert len(aws.raw_mails()) == 20
    assert service.list_due() == []


def test_the_sweep_leaves_mails_alone_whose_time_has_not_come(aws: Aws) -> None:
    _written(created_at=FILED + timedelta(minutes=1))

    assert jobs.sweep(LOADERS) == 0


def test_the_stream_delivers_new_outbox_items_and_nothing_else(aws: Aws) -> None:
    new, changed = _written(), _written(seq=2)
    event = _record(new)
    event["dynamodb"]["Keys"]["sk"]["S"] = "EVENT#000001"

    jobs.deliver_new([event, _record(changed, "MODIFY"), _record(new)], LOADERS)

    assert len(aws.raw_mails()) == 1
    assert _stored(aws, new)["state"] == "sent"
    assert _stored(aws, changed)["state"] == "pending"


def _broken(_: OutboxMail) -> Content:
    return Content(address="a@example.org", language="fr", values={})


def _unreachable(_: OutboxMail) -> Content:
    raise Unavailable


@pytest.mark.parametrize("loader", [_broken, _unreachable])
def test_a_mail_that_can_not_be_made_holds_no_other_back_and_is_tried_again(aws: Aws, loader: Any) -> None:
    bad, good = _written(Template.ANSWER), _written(seq=2)

    jobs.deliver_new([_record(bad), _record(good)], {**LOADERS, Template.ANSWER: loader})

    assert _stored(aws, good)["state"] == "sent"
    assert _stored(aws, bad)["state"] == "pending"
    with clock.at(FILED + lease(1)):
        assert jobs.sweep(LOADERS) == 1
    assert _stored(aws, bad)["state"] == "sent"


def test_the_log_says_nothing_about_the_recipient(aws: Aws, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = _written(Template.ANSWER), _written(seq=2)

    jobs.deliver_new([_record(bad), _record(good)], {**LOADERS, Template.ANSWER: _broken})

    assert {each.message for each in caplog.records} == {"mail handled", "MailDelivery failed"}
    logged = str([vars(each) for each in caplog.records])
    assert "@example.org" not in logged
    assert "7K3M" not in logged
