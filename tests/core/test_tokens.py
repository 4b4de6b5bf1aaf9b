from datetime import timedelta

import pytest

from chalicelib.core import clock
from chalicelib.core.tokens import Keyring, Purpose, TokenExpired, TokenInvalid, pseudonym
from tests.builders import NOON

RING = Keyring({"old": "a secret", "new": "another secret"}, "new")
TOKEN = "eyJsIjoiYSIsImsiOiJuZXciLCJleHAiOjE3OTU1MjE2MDB9"
LATER = NOON + timedelta(minutes=20)


def test_a_token_is_the_same_bytes_for_the_same_arguments() -> None:
    first, second = (RING.sign(Purpose.LINK, {"l": "a"}, expires=NOON) for _ in range(2))

    assert first == second
    assert first.split(".")[0] == TOKEN


def test_a_token_of_one_purpose_is_worthless_for_another() -> None:
    token = RING.sign(Purpose.LINK, {"l": "a"}, expires=LATER)

    with clock.at(NOON), pytest.raises(TokenInvalid):
        RING.verify(Purpose.SESSION, token)


def test_a_token_ends_at_its_second() -> None:
    token = RING.sign(Purpose.SESSION, {"n": "a"}, expires=LATER)

    with clock.at(LATER - timedelta(seconds=1)):
        assert RING.verify(Purpose.SESSION, token)["n"] == "a"
    with clock.at(LATER), pytest.raises(TokenExpired) as over:
        RING.verify(Purpose.SESSION, token)
    assert over.value.payload["n"] == "a"


def test_a_token_of_an_old_key_verifies_until_the_key_is_removed() -> None:
    token = RING.sign(Purpose.SESSION, {"n": "a"}, expires=LATER, key="old")

    with clock.at(NOON):
        assert RING.verify(Purpose.SESSION, token)["k"] == "old"
        with pytest.raises(TokenInvalid):
            Keyring({"new": "another secret"}, "new").verify(Purpose.SESSION, token)


def test_a_key_that_was_removed_signs_nothing() -> None:
    with pytest.raises(KeyError):
        RING.sign(Purpose.LINK, {}, expires=LATER, key="removed")


@pytest.mark.parametrize("position", range(0, 60, 7))
def test_any_changed_character_spoils_a_token(position: int) -> None:
    token = RING.sign(Purpose.SESSION, {"n": "a"}, expires=LATER)
    other = "B" if token[position] != "B" else "C"

    with clock.at(NOON), pytest.raises(TokenInvalid):
        RING.verify(Purpose.SESSION, token[:position] + other + token[position + 1 :])


@pytest.mark.parametrize("token", ["", ".", "...", "a.b", "é", "\x00", "eyJ9.", "x" * 5000])
def test_what_is_no_token_is_invalid_and_nothing_worse(token: str) -> None:
    with pytest.raises(TokenInvalid):
        RING.verify(Purpose.LINK, token)


def test_a_pseudonym_is_an_hmac_under_a_key_derived_for_its_purpose() -> None:
    assert (
        pseudonym("key", purpose="email", value=b"amina@mail.example")
        == "3f85a365e9d18a850d046ee98bf32eb46c2571af99e3874e6c2b0735c14b0bff"
    )
    assert pseudonym("key", purpose="body", value=b"amina@mail.example") != pseudonym(
        "key", purpose="email", value=b"amina@mail.example"
    )


def test_what_is_signed_for_good_has_no_end_and_verifies_under_a_retired_key() -> None:
    token = Keyring({"old": "a secret"}, "old").sign_without_expiry(Purpose.HISTORY, {"number": "a"})

    assert RING.verify(Purpose.HISTORY, token) == {"number": "a", "k": "old"}
    with pytest.raises(TokenInvalid):
        RING.verify(Purpose.LINK, token)
