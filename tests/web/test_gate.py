"""What every request and response passes, and the one shape of every error."""

import json
from typing import Any

import pytest

from chalicelib.aws import secrets
from chalicelib.core.errors import PortalError
from chalicelib.web import problems
from infra.headers import api_headers
from tests.builders import a_submission
from tests.portal import Answer, Portal

REQUESTS = [
    ("GET", "/health", None),
    ("GET", "/openapi.json", None),
    ("GET", "/complaints/7K3M9QXT2HDBM", None),
    ("GET", "/agency/complaints", None),
    ("PUT", "/health", None),
    ("POST", "/complaints", b"{"),
    ("POST", "/complaints", {}),
    ("POST", "/sessions", {"number": "7K3M9QXT2HDBM", "email": "a@b.example"}),
]


def assert_guarded(answer: Answer) -> None:
    assert answer.headers.items() >= api_headers().items()


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
def test_every_response_carries_the_security_headers(api: Portal, method: str, path: str, body: Any) -> None:
    assert_guarded(api.call(method, path, body))
    assert_guarded(api.call(method, path, body, x_portal_origin=None))


@pytest.mark.parametrize("secret", [None, "", "wrong", "secret-of-the-origi", "sécret"])
@pytest.mark.parametrize("path", ["/health", "/challenge", "/complaints/7K3M9QXT2HDBM"])
def test_nothing_is_served_without_the_secret_of_the_network(api: Portal, secret: str | None, path: str) -> None:
    answer = api.get(path, x_portal_origin=secret)

    assert (answer.status, answer.type) == (403, "forbidden")


def test_nothing_is_filed_without_the_secret_of_the_network(api: Portal) -> None:
    body = {**a_submission(), "proof": api.proof()}
    written = api.aws.items()

    assert api.post("/complaints", body, x_portal_origin="wrong").status == 403
    assert api.aws.items() == written


def test_a_method_the_path_does_not_know_is_405_and_says_which_it_knows(api: Portal) -> None:
    answer = api.call("DELETE", "/complaints")

    assert (answer.status, answer.type) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_not_json_is_415(api: Portal, content_type: str) -> None:
    answer = api.post("/complaints", b"kind=complaint", content_type=content_type)

    assert (answer.status, answer.type) == (415, "unsupported_type")


def test_json_with_a_character_set_is_json(api: Portal) -> None:
    answer = api.post("/sessions", {}, content_type="application/json; charset=utf-8")

    assert answer.status == 422


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"{'a': 1}", b"[" * 100_000, b"{}{}"])
def test_a_body_that_is_no_json_object_is_malformed(api: Portal, body: bytes) -> None:
    answer = api.post("/sessions", body)

    assert (answer.status, answer.type) == (400, "malformed")


def test_a_body_over_the_limit_is_413_and_nothing_is_written(api: Portal) -> None:
    written = api.aws.items()

    answer = api.post("/complaints", json.dumps(a_submission(facts="x" * 140_000)).encode())

    assert (answer.status, answer.type) == (413, "too_large")
    assert api.aws.items() == written


def test_the_longest_texts_allowed_are_not_over_the_limit(api: Portal) -> None:
    filed = api.file(subject="ش" * 150, facts="ش" * 5000, wish="ش" * 1000, citizen={"name": "ش" * 100})

    assert len(filed.view()["facts"]) == 5000


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Some information is missing or wrong. Correct it and send again."),
        ("fr-MA,fr;q=0.9", "FR"),
        ("ar", "AR"),
        ("zgh", "ZGH"),
        ("tzm, fr;q=0.5", "ZGH"),
        ("de, fr;q=0.5, en;q=0.1", "FR"),
        (None, "AR"),
        ("*;q=bad, ;;;", "AR"),
    ],
)
def test_errors_speak_the_reader_s_language(api: Portal, language: str | None, title: str) -> None:
    catalogs = {"FR": "fr", "AR": "ar", "ZGH": "zgh"}
    english = problems.TITLES["invalid_input"]
    expected = problems.translations(catalogs[title]).gettext(english) if title in catalogs else title

    answer = api.post("/sessions", {}, accept_language=language)

    assert answer.body["title"] == expected
    if title in catalogs:
        assert expected != english


@pytest.mark.parametrize("language", ["fr", "ar", "zgh"])
@pytest.mark.parametrize("sentence", [*problems.TITLES.values(), *problems.MESSAGES.values()])
def test_every_sentence_of_an_error_is_translated_with_its_values(language: str, sentence: str) -> None:
    translated = problems.translations(language).gettext(sentence)

    assert translated != sentence
    for value in ("{min}", "{max}"):
        assert (value in translated) == (value in sentence)


def test_the_problem_types_and_statuses_are_the_contract_s() -> None:
    def below(kind: type[PortalError]) -> set[type[PortalError]]:
        return {each for sub in kind.__subclasses__() for each in {sub, *below(sub)}}

    assert {(each.type, each.status) for each in below(PortalError)} == {
        ("malformed", 400), ("unknown_pair", 401), ("session_expired", 401), ("link_expired", 401),
        ("link_revoked", 401), ("link_invalid", 401), ("proof_required", 403), ("forbidden", 403), ("not_found", 404),
        ("method_not_allowed", 405), ("action_not_allowed", 409), ("stale", 409), ("key_reused", 409),
        ("too_large", 413), ("unsupported_type", 415), ("invalid_input", 422), ("throttled", 429), ("unavailable", 503),
    }  # fmt: skip


@pytest.mark.parametrize(("type_", "status"), [("malformed", 400), ("not_found", 404), ("unavailable", 503)])
def test_what_the_gateway_answers_by_itself_has_the_one_shape_in_both_languages(type_: str, status: int) -> None:
    body = json.loads(problems.gateway_body(type_))

    assert (body["type"], body["status"]) == (type_, status)
    assert body["title"].count(" / ") == 1


def test_a_failure_nobody_foresaw_is_503_in_the_one_shape_and_nothing_of_the_request_is_logged(
    api: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = api.file()
    for item in api.aws.items(f"COMPLAINT#{filed.number}"):
        if item["sk"]["S"] == "EVENT#000001":
            spoil(item)

    answer = api.get(f"/complaints/{filed.number}", filed.token)
    logged = "".join(capsys.readouterr())

    assert (answer.status, answer.type) == (503, "unavailable")
    assert_guarded(answer)
    assert "unexpected failure" in logged
    for secret in (filed.number, filed.token, "Amina", filed.email, "certificate"):
        assert secret not in logged


def spoil(item: dict[str, Any]) -> None:
    """Leave a text where an object belongs, so that shaping the answer fails on what the citizen wrote."""
    from chalicelib.aws import clients

    details = json.loads(item["details"]["S"])
    item["details"] = {"S": json.dumps({**details, "facts": {"Amina": [details["facts"]]}})}
    clients.client("dynamodb").put_item(TableName="portal", Item=item)


def test_the_api_is_unavailable_not_broken_where_its_secrets_can_not_be_read(
    api: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.core import settings

    monkeypatch.setenv("ORIGIN_SECRET", "nowhere")
    settings.get.cache_clear()
    secrets.clear_cache()

    answer = api.get("/health")

    assert (answer.status, answer.type) == (503, "unavailable")
    assert_guarded(answer)
