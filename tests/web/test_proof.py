"""Proof of work: each challenge counts once, for an hour, and only as it was given."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import a_submission
from tests.portal import Answer, Portal

Spoil = Callable[[dict[str, Any]], None]


def file_with(api: Portal, proof: str) -> Answer:
    return api.post("/complaints", {**a_submission(), "proof": proof})


def spoiled(proof: str, spoil: Spoil) -> str:
    payload = json.loads(base64.b64decode(proof))
    spoil(payload)
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_a_challenge_is_pbkdf2_with_sha_256_and_ends_after_an_hour(api: Portal) -> None:
    parameters = api.get("/challenge").body["parameters"]

    assert parameters["algorithm"] == "PBKDF2/SHA-256"
    assert {"nonce", "salt", "cost", "expiresAt"} <= set(parameters)


def test_a_proof_counts_once(api: Portal) -> None:
    proof = api.proof()

    assert file_with(api, proof).status == 201
    written = api.aws.snapshot()
    second = file_with(api, proof)
    reminder = api.post("/number-reminders", {"email": "a@mail.example", "proof": proof})

    assert (second.status, second.type) == (403, "proof_required")
    assert (reminder.status, reminder.type) == (403, "proof_required")
    assert api.aws.snapshot() == written


def test_another_spelling_of_a_spent_proof_is_spent_too(api: Portal) -> None:
    proof = api.proof()
    file_with(api, proof)

    assert file_with(api, spoiled(proof, lambda payload: payload.update(extra=1))).status == 403


def change_nonce(payload: dict[str, Any]) -> None:
    payload["challenge"]["parameters"]["nonce"] = "00" * 16


def make_it_last(payload: dict[str, Any]) -> None:
    payload["challenge"]["parameters"]["expiresAt"] += 3600


def make_it_endless(payload: dict[str, Any]) -> None:
    del payload["challenge"]["parameters"]["expiresAt"]


def make_it_cheap(payload: dict[str, Any]) -> None:
    payload["challenge"]["parameters"]["keyPrefix"] = ""


def unsign(payload: dict[str, Any]) -> None:
    payload["challenge"]["signature"] = ""


def miscount(payload: dict[str, Any]) -> None:
    payload["solution"]["counter"] += 1


def empty(payload: dict[str, Any]) -> None:
    payload["solution"] = {}


@pytest.mark.parametrize(
    "spoil", [change_nonce, make_it_last, make_it_endless, make_it_cheap, unsign, miscount, empty, dict.clear]
)
def test_a_changed_proof_is_refused_and_nothing_is_written(api: Portal, spoil: Spoil) -> None:
    proof = spoiled(api.proof(), spoil)
    written = api.aws.snapshot()

    answer = file_with(api, proof)

    assert (answer.status, answer.type) == (403, "proof_required")
    assert api.aws.snapshot() == written


@pytest.mark.parametrize(
    "proof", ["x", "é", "====", base64.b64encode(b"[]").decode(), base64.b64encode(b"\xff").decode(), "A" * 4096]
)
def test_what_is_no_proof_is_refused(api: Portal, proof: str) -> None:
    answer = file_with(api, proof)

    assert (answer.status, answer.type) == (403, "proof_required")


def test_a_proof_of_a_challenge_that_has_ended_is_refused(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.core import settings

    monkeypatch.setenv("PROOF_MINUTES", "-1")
    settings.get.cache_clear()

    answer = file_with(api, api.proof())

    assert (answer.status, answer.type) == (403, "proof_required")


def test_a_challenge_of_another_portal_is_worthless(api: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.aws import clients, secrets

    proof = api.proof()
    clients.client("secretsmanager").put_secret_value(SecretId="signing", SecretString='{"initial": "another"}')
    secrets.clear_cache()

    assert file_with(api, proof).status == 403
