"""How often: per address, email and number; a network of IPv6 counts as one address."""

from datetime import timedelta

import pytest

from chalicelib.core import clock, settings
from chalicelib.core.errors import Throttled
from chalicelib.web import throttle
from chalicelib.web.throttle import Limit
from tests.builders import NOON, a_submission
from tests.emulator import Aws
from tests.portal import Portal

TWICE = Limit(name="test", most=2, seconds=600)


def test_attempts_are_counted_in_a_window_and_the_wait_is_said(aws: Aws) -> None:
    with clock.at(NOON + timedelta(seconds=100)):
        throttle.count(TWICE, "someone")
        throttle.count(TWICE, "someone")
        throttle.count(TWICE, "someone else")
        with pytest.raises(Throttled) as refused:
            throttle.count(TWICE, "someone")
    assert refused.value.retry_after == 500

    with clock.at(NOON + timedelta(seconds=600)):
        throttle.count(TWICE, "someone")


def test_counters_name_nobody_and_go_away(aws: Aws) -> None:
    with clock.at(NOON):
        throttle.count(TWICE, "amina@mail.example")

    (counter,) = aws.items("THROTTLE#")
    assert "amina" not in str(counter)
    assert counter["expires_at"]["N"] == str(int(NOON.timestamp()) + 1200)


@pytest.mark.parametrize(
    ("viewer", "counts_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_ipv6_host_counts_as_its_network(viewer: str, counts_as: str) -> None:
    assert throttle.network(viewer) == counts_as


def wrong_pair(api: Portal, **headers: str) -> int:
    body = {"number": "7K3M9QXT2HDBM", "email": headers.pop("email", "a@mail.example")}
    return api.post("/sessions", body, **headers).status


def limit(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    known: Limit = getattr(throttle, name)
    monkeypatch.setattr(throttle, name, Limit(name=known.name, most=most, seconds=known.seconds))


def test_an_address_that_guesses_too_often_waits(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, "FAILURES_BY_ADDRESS", 2)
    same = [{"cloudfront_viewer_address": f"2001:db8:1:2::{host}:4711"} for host in ("1", "2", "3")]

    statuses = [wrong_pair(api, **headers) for headers in same]

    assert statuses == [401, 401, 429]
    assert wrong_pair(api, cloudfront_viewer_address="2001:db8:1:3::1:4711") == 401
    assert wrong_pair(api, cloudfront_viewer_address="203.0.113.9:4711") == 401


def test_an_address_that_guesses_links_waits(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, "FAILURES_BY_ADDRESS", 2)

    assert [api.post("/agency/sessions", {"link": f"guess{n}"}).status for n in range(3)] == [401, 401, 429]


def test_citizens_behind_one_address_who_know_their_pair_never_wait(
    api: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FAILURES_BY_ADDRESS", "FAILURES_BY_EMAIL", "FAILURES_BY_NUMBER"):
        limit(monkeypatch, name, 1)
    filed = api.file()

    opened = [api.post("/sessions", {"number": filed.number, "email": filed.email}).status for _ in range(4)]

    assert opened == [200] * 4


def test_a_network_files_and_asks_for_mails_a_limited_number_of_times(
    api: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILINGS_PER_ADDRESS", "2")
    settings.get.cache_clear()
    api.file()
    reminder = {"email": "a@mail.example", "proof": api.proof()}

    assert api.post("/number-reminders", reminder).status == 202
    refused = api.post("/complaints", {**a_submission(), "proof": api.proof()})

    assert (refused.status, refused.type) == (429, "throttled")
    assert 1 <= int(refused.headers["Retry-After"]) <= 600


@pytest.mark.parametrize("name", ["FAILURES_BY_EMAIL", "FAILURES_BY_NUMBER"])
def test_an_email_or_a_number_that_is_guessed_too_often_waits(
    api: Portal, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    limit(monkeypatch, name, 1)

    assert wrong_pair(api) == 401
    answer = api.post("/sessions", {"number": "7k3m 9qxt 2hdb m", "email": "A@mail.example"})

    assert (answer.status, answer.type) == (429, "throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 600


@pytest.mark.parametrize("spelling", ["ａ@mail.example", " A@MAIL.example ", "a@mail.example"])
def test_another_spelling_of_an_email_is_no_other_email(
    api: Portal, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    limit(monkeypatch, "FAILURES_BY_EMAIL", 1)
    wrong_pair(api)

    assert wrong_pair(api, email=spelling) == 429


def test_an_email_is_reminded_of_its_numbers_a_few_times_an_hour(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, "REMINDERS_BY_EMAIL", 3)

    statuses = [
        api.post("/number-reminders", {"email": email, "proof": api.proof()}).status
        for email in ("a@mail.example", "A@mail.example", "a@MAIL.example", "a@mail.example")
    ]

    assert statuses == [202, 202, 202, 429]


def test_a_link_asks_for_a_new_one_a_few_times_an_hour_however_it_is_pasted(
    api: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, "LINKS_BY_LINK", 3)
    filed = api.file()
    (alert,) = [each for each in api.deliver_mails() if each.to == "front@interior.example"]
    pasted = [alert.link, alert.link.replace("#", "%23"), f"<{alert.link}>", alert.link.rpartition("#")[2]]

    statuses = [api.post("/agency/links", {"link": each}).status for each in pasted]

    assert statuses == [202, 202, 202, 429]
    assert filed.number
