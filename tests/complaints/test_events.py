"""The history's format is final: these bytes were fixed once, and anybody may have verified with them since."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

from chalicelib.complaints.history import events
from chalicelib.complaints.history.events import GENESIS, Event
from chalicelib.domain.vocabulary import Action, Outcome, Role
from tests.builders import NOON, a_submission_event

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
