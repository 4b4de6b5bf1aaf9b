"""Keys are fetched once, again when they are old, and kept while nobody can give newer ones."""

import json

import pytest

from chalicelib.aws import clients, secrets
from chalicelib.core.errors import Unavailable
from tests.emulator import Aws


def grow_old() -> None:
    """Let five minutes pass for every key that is held."""
    for name, (_, ring) in list(secrets._cache.items()):
        secrets._cache[name] = (0.0, ring)


def rotate(name: str, value: str) -> None:
    held = {"initial": "first", "keys": {"second": value}, "current": "second"}
    clients.client("secretsmanager").put_secret_value(SecretId=name, SecretString=json.dumps(held))


def lose(name: str) -> None:
    clients.client("secretsmanager").delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_keys_are_fetched_once_for_many_uses(aws: Aws) -> None:
    for _ in range(3):
        secrets.signing_keys()

    assert aws.calls == ["GetSecretValue"]


def test_a_rotation_reaches_a_function_that_holds_old_keys(aws: Aws) -> None:
    before = secrets.signing_keys()
    rotate("signing", "newer")
    grow_old()

    after = secrets.signing_keys()

    assert (before.current, after.current) == ("initial", "second")
    assert after.keys == {"initial": "first", "second": "newer"}


def test_old_keys_serve_while_the_store_of_secrets_is_silent(aws: Aws) -> None:
    before = secrets.signing_keys()
    lose("signing")
    grow_old()

    assert secrets.signing_keys() == before


def test_without_any_keys_the_portal_is_unavailable(aws: Aws) -> None:
    lose("signing")

    with pytest.raises(Unavailable):
        secrets.signing_keys()
