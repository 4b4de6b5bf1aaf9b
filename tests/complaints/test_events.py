"""The history's format is final: these bytes were fixed once, and anybody may have verified with them since."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.complaints import events
from chalicelib.complaints.events import GENESIS, Event, SealedEvent
from chalicelib.complaints.lifecycle import Action, Outcome
from chalicelib.core.principal import Role
from tests.builders import NOON, a_submission_event
from tests.complaints.histories import filings, play, steps

SALT = bytes(range(32))
ANSWER = Event(
    number="7K3M9QXT2HDBM",
    seq=4,
    at=NOON + timedelta(milliseconds=7),
    action=Action.ANSWER,
    by=Role.OFFICER,
    agencies=("interior",),
    outcome=Outcome.PARTLY_GRANTED,
    details={"reasons": "Votre dossier — شكايتكم", "reopen_until": "2027-01-23", "mailbox": "front"},
)
NOTE = Event(
    number="7K3M9QXT2HDBM",
    seq=5,
    at=NOON,
    action=Action.NOTE,
    by=Role.OFFICER,
    agencies=("interior",),
    details={"text": "Call the prefecture", "mailbox": "front"},
)


def test_canonical_bytes_are_sorted_compact_utf_8() -> None:
    assert events.canonical({"b": [1, None, True], "a": "é ش\n"}) == '{"a":"é ش\\n","b":[1,null,true]}'.encode()


def test_the_public_fields_of_an_event_are_fixed() -> None:
    assert events.canonical(events.public_fields(ANSWER)) == (
        b'{"action":"answer","agencies":["interior"],"at":"2026-11-24T12:00:00.007Z","by":"officer",'
        b'"number":"7K3M9QXT2HDBM","outcome":"partly_granted","seq":4}'
    )
    rated = replace(ANSWER, action=Action.RATE, by=Role.CITIZEN, outcome=None, score=5, details={})
    assert events.public_fields(rated)["score"] == 5


def test_of_a_note_only_its_place_in_the_history_is_public() -> None:
    assert events.canonical(events.public_fields(NOTE)) == (
        b'{"at":"2026-11-24T12:00:00.000Z","number":"7K3M9QXT2HDBM","seq":5}'
    )
    assert events.committed_fields(NOTE) == {
        "action": "note",
        "agencies": ["interior"],
        "by": "officer",
        "mailbox": "front",
        "text": "Call the prefecture",
    }


def test_the_filing_s_details_are_fixed() -> None:
    event = a_submission_event(at=NOON)

    assert events.canonical(event.details).decode() == (
        '{"citizen":{"confidential":false,"email":"amina@mail.example","language":"fr","name":"Amina Test",'
        '"phone":null},"due_on":"2027-01-23","email_pseudonym":"'
        + "e"
        * 64
        + '","facts":"It never came.","kind":"complaint",'
        '"place":{"commune":null,"province":null,"region":"01"},"subject":"A certificate"}'
    )


def test_commitment_and_hash_are_fixed() -> None:
    sealed = events.seal(ANSWER, previous=GENESIS, salt=SALT)

    assert sealed.seal.commitment.hex() == "5d4f351b1e42afb6e21d260ef2ddd5d6363b423ad89c583db3aec1e75af33a26"
    assert sealed.seal.hash.hex() == "35f28f2688bf440d61504a00664ce4a43488417065eeb2e3daac1de66cfd140e"


def test_anybody_can_recompute_a_history_with_sha_256_and_hmac_alone() -> None:
    details = json.dumps(dict(ANSWER.details), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    public = json.dumps(events.public_fields(ANSWER), sort_keys=True, separators=(",", ":")).encode()
    commitment = hmac.new(SALT, details, hashlib.sha256).digest()

    sealed = events.seal(ANSWER, previous=b"p" * 32, salt=SALT)

    assert sealed.seal.commitment == commitment
    assert sealed.seal.hash == hashlib.sha256(b"p" * 32 + public + commitment).digest()
    assert events.chained(b"p" * 32, events.public_fields(ANSWER), commitment) == sealed.seal.hash


def sealed_history(filing: dict[str, Any], chosen: list[Any]) -> list[SealedEvent]:
    chain: list[SealedEvent] = []
    for event in play(filing, chosen)[0]:
        previous = chain[-1].seal.hash if chain else GENESIS
        chain.append(events.seal(event, previous=previous, salt=bytes([event.seq]) * 32))
    return chain


def altered(event: Event, choice: int) -> Event:
    changes: list[dict[str, Any]] = [
        {"at": event.at + timedelta(milliseconds=1)},
        {"by": Role.SYSTEM},
        {"agencies": (*event.agencies, "elsewhere")},
        {"score": (event.score or 0) + 1},
        {"details": {**event.details, "text": "Something else"}},
        {"number": "000000000001Y"},
        {"action": Action.REMIND if event.action is not Action.REMIND else Action.ESCALATE},
    ]
    return replace(event, **changes[choice % len(changes)])


@settings(max_examples=200, deadline=None)
@given(filings, steps, st.integers(0, 1000), st.integers(0, 1000))
def test_a_history_verifies_and_any_change_of_it_is_found(
    filing: dict[str, Any], chosen: list[Any], where: int, how: int
) -> None:
    chain = sealed_history(filing, chosen)
    place = where % len(chain)
    other = (place + 1) % len(chain)
    swapped = list(chain)
    swapped[place], swapped[other] = chain[other], chain[place]

    assert events.is_chain(chain)
    changed = replace(chain[place], event=altered(chain[place].event, how))
    assert not events.is_chain([*chain[:place], changed, *chain[place + 1 :]])
    assert not events.is_chain([*chain[:place], chain[place], *chain[place:]])
    if place < len(chain) - 1:
        assert not events.is_chain([*chain[:place], *chain[place + 1 :]])
    if len(chain) > 1:
        assert not events.is_chain(swapped)


@pytest.mark.parametrize("part", ["salt", "commitment", "hash"])
def test_a_changed_seal_is_found(part: str) -> None:
    first = events.seal(a_submission_event(at=NOON), previous=GENESIS, salt=SALT)
    changed = replace(first, seal=replace(first.seal, **{part: bytes(32)}))

    assert events.is_chain([first])
    assert not events.is_chain([changed])


def test_a_history_that_does_not_begin_at_its_beginning_is_no_chain() -> None:
    first = events.seal(a_submission_event(at=NOON), previous=b"x" * 32, salt=SALT)

    assert not events.is_chain([first])
    assert events.is_chain([])
