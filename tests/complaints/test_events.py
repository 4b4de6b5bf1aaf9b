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
    facts={"reopen_until": "2027-01-23", "mailbox": "front"},
    details={"reasons": "Votre dossier — شكايتكم"},
)
NOTE = Event(
    number="7K3M9QXT2HDBM",
    seq=5,
    at=NOON,
    action=Action.NOTE,
    by=Role.OFFICER,
    agencies=("interior",),
    facts={"mailbox": "front"},
    details={"text": "Call the prefecture"},
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
    assert events.fact_fields(NOTE) == {
        "action": "note",
        "agencies": ["interior"],
        "by": "officer",
        "mailbox": "front",
    }


def test_the_filing_s_facts_and_details_are_fixed() -> None:
    event = a_submission_event(at=NOON)

    assert events.canonical(event.facts).decode() == (
        '{"confidential":false,"due_on":"2027-01-23","kind":"complaint","language":"fr","place":{"region":"01"}}'
    )
    assert events.canonical(event.details).decode() == (
        '{"citizen":{"email":"amina@mail.example","name":"Amina Test"},"email_pseudonym":"'
        + "e" * 64
        + '","facts":"It never came.","subject":"A certificate"}'
    )


def test_commitments_and_hash_are_fixed() -> None:
    stored = events.seal(ANSWER, previous=GENESIS, facts_salt=SALT, details_salt=SALT[::-1])

    assert stored.facts.commitment.hex() == "c2b91ee450deb1da398932a8f17a95770abb53a6758874cc2e0db43d173acc9a"
    assert stored.details.commitment.hex() == "265e8db8eecafa51a3ba18dac056adf0c040a5ecfbbfe19ff8ce0f0357290494"
    assert stored.hash.hex() == "ab87c37fa9a3953e6b440ac5e1741917483dfdc0dc29e6c3886bc43ba7dc8adf"


def test_anybody_can_recompute_a_history_with_sha_256_and_hmac_alone() -> None:
    public = json.dumps(events.public_fields(ANSWER), sort_keys=True, separators=(",", ":")).encode()
    facts, details = (
        json.dumps(dict(part), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        for part in (ANSWER.facts, ANSWER.details)
    )
    to_facts = hmac.new(SALT, facts, hashlib.sha256).digest()
    to_details = hmac.new(SALT[::-1], details, hashlib.sha256).digest()

    stored = events.seal(ANSWER, previous=b"p" * 32, facts_salt=SALT, details_salt=SALT[::-1])

    assert (stored.facts.commitment, stored.details.commitment) == (to_facts, to_details)
    assert stored.hash == hashlib.sha256(b"p" * 32 + public + to_facts + to_details).digest()
    left = stored.without_contents()
    assert events.hash_event(b"p" * 32, left.public, facts=to_facts, details=to_details) == stored.hash


def test_what_an_erased_event_still_says_names_nobody() -> None:
    stored = events.seal(a_submission_event(at=NOON), previous=GENESIS, facts_salt=SALT, details_salt=SALT[::-1])

    event = events.event_of(stored.without_details())

    assert dict(event.facts) == {
        "kind": "complaint",
        "place": {"region": "01"},
        "language": "fr",
        "confidential": False,
        "due_on": "2027-01-23",
    }
    assert (event.action, event.by, event.agencies, event.details) == (Action.SUBMIT, Role.CITIZEN, ("interior",), {})


def test_an_erased_note_is_still_known_to_be_one_and_its_text_is_gone() -> None:
    stored = events.seal(NOTE, previous=GENESIS, facts_salt=SALT, details_salt=SALT[::-1])

    event = events.event_of(stored.without_details())

    assert event == replace(NOTE, details={})
