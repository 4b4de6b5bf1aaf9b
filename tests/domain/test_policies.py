"""Who may do what: each kind of person, each action, on own, foreign and former complaints. From docs/product.md."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.core import settings
from chalicelib.domain import people, policies
from chalicelib.domain.people import Citizen, Clerk, Clock, Coordinator, Delegate, Person, System, Visitor
from chalicelib.domain.policies import POLICIES, PersonKind, WriteCondition, policy_of
from chalicelib.domain.vocabulary import Action, MailboxRole, Reader, Role, Scope, Status
from chalicelib.web import sessions
from tests.builders import NUMBER, a_complaint, an_officer

FOREIGN: Final = "000000000001Y"
HANDLING: Final = {"take_charge", "ask_citizen", "message", "note", "answer"}

OWN: Final = a_complaint(epoch=2)
OTHER_AGENCY: Final = a_complaint(agency="health", epoch=2)
OTHER_NUMBER: Final = a_complaint(number=FOREIGN, epoch=2)
ERASED: Final = a_complaint(status=Status.ERASED, epoch=2)
OF_COORDINATION: Final = a_complaint(agency="coordination", epoch=2)

EVERYBODY: Final[dict[str, Person]] = {
    "visitor": Visitor(address="198.51.100.7", language="fr"),
    "citizen": Citizen(number=NUMBER),
    "front, complaint": an_officer(epoch=2),
    "front, former": an_officer(epoch=1),
    "front, queue": an_officer(scope=Scope.QUEUE, number=None, epoch=9),
    "supervisor, complaint": an_officer(mailbox=MailboxRole.SUPERVISOR, epoch=2),
    "fallback, complaint": an_officer(mailbox=MailboxRole.FALLBACK, epoch=2),
    "delegate": Delegate(agency="interior", mailbox=MailboxRole.FRONT, link="link", number=NUMBER, epoch=2),
    "delegate, former": Delegate(agency="interior", mailbox=MailboxRole.FRONT, link="link", number=NUMBER, epoch=1),
    "coordinator": Coordinator(id="one"),
    "clerk": Clerk(id="desk-1"),
    "clock": Clock(number=NUMBER),
    "system": System(number=NUMBER),
}

OFFICERS_MAY: Final = HANDLING | {"transfer", "delegate"}
MAY: Final[dict[str, dict[str, set[str]]]] = {
    # who -> complaint -> actions; whatever is not named is nobody's to ask for
    "citizen": {
        "own": {"message", "rate", "reopen", "promise", "withdraw", "erase"},
        "other agency": {"message", "rate", "reopen", "promise", "withdraw", "erase"},
        "coordination": {"message", "rate", "reopen", "promise", "withdraw", "erase"},
    },
    "front, complaint": {"own": OFFICERS_MAY},
    "front, queue": {"own": OFFICERS_MAY, "other number": OFFICERS_MAY},
    "supervisor, complaint": {"own": OFFICERS_MAY},
    "fallback, complaint": {"own": OFFICERS_MAY},
    "delegate": {"own": HANDLING},
    "coordinator": {
        "own": {"transfer", "discard", "restore", "see_identity"},
        "other agency": {"transfer", "discard", "restore", "see_identity"},
        "other number": {"transfer", "discard", "restore", "see_identity"},
        "coordination": HANDLING | {"transfer", "discard", "restore", "see_identity"},
    },
    "clock": {place: {"close", "remind", "escalate"} for place in ("own", "other agency", "coordination")},
    "system": {
        place: {"mark_undeliverable", "remind", "escalate"} for place in ("own", "other agency", "coordination")
    },
}
COMPLAINTS: Final = {
    "own": OWN,
    "other agency": OTHER_AGENCY,
    "other number": OTHER_NUMBER,
    "coordination": OF_COORDINATION,
    "erased": ERASED,
}


@pytest.mark.parametrize("complaint", COMPLAINTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_person_may_ask_for_exactly_what_the_product_says(who: str, complaint: str) -> None:
    allowed = {
        action.value
        for action in Action
        if policies.role_for(EVERYBODY[who], action, COMPLAINTS[complaint]) is not None
    }

    assert allowed == MAY.get(who, {}).get(complaint, set())


@pytest.mark.parametrize("who", ["visitor", "clerk"])
def test_who_files_acts_in_the_citizen_s_name_and_sees_nothing(who: str) -> None:
    assert policies.role_for(EVERYBODY[who], Action.SUBMIT) is Role.CITIZEN
    assert not any(policies.may_see(EVERYBODY[who], each) for each in COMPLAINTS.values())


def test_the_coordinator_handles_as_an_officer_and_transfers_in_its_own_name() -> None:
    coordinator = EVERYBODY["coordinator"]

    assert policies.role_for(coordinator, Action.ANSWER, OF_COORDINATION) is Role.OFFICER
    assert policies.role_for(coordinator, Action.TRANSFER, OF_COORDINATION) is Role.COORDINATOR


@pytest.mark.parametrize(
    ("who", "complaint", "lost"),
    [
        ("front, former", "own", True),
        ("front, complaint", "other agency", True),
        ("front, complaint", "other number", False),
        ("front, queue", "other agency", False),
        ("delegate, former", "own", True),
        ("delegate", "other number", False),
        ("citizen", "other number", False),
        ("citizen", "erased", False),
    ],
)
def test_only_who_was_shown_a_complaint_is_told_that_it_is_gone(who: str, complaint: str, lost: bool) -> None:
    assert not policies.may_see(EVERYBODY[who], COMPLAINTS[complaint])
    assert policies.has_lost(EVERYBODY[who], COMPLAINTS[complaint]) is lost


@pytest.mark.parametrize("mailbox", MailboxRole)
@pytest.mark.parametrize("look", [1, 2, 3])
def test_a_second_look_is_the_supervisor_s_alone(look: int, mailbox: MailboxRole) -> None:
    officer = an_officer(mailbox=mailbox, epoch=2)

    assert policies.may_see(officer, a_complaint(look=look, epoch=2)) is (
        look != 2 or mailbox is MailboxRole.SUPERVISOR
    )


def test_files_conditions_sessions_and_views_of_each_kind_are_as_the_product_says() -> None:
    said = {
        policy.kind.value: (
            policies.uploads_side(who),
            sorted(policy.write_conditions(who)),
            policy.session and policy.session.minutes(_settings()),
            policy.reader,
            policy.sees_identity,
            policy.sees_notes,
        )
        for policy, who in ((policies.policy_of(each), each) for each in _one_of_each_kind())
    }

    link, mailbox = WriteCondition.LINK_VALID, WriteCondition.MAILBOX_UNCHANGED
    assert said == {
        "visitor": ("citizen", [], None, None, False, False),
        "citizen": ("citizen", [], 20, Reader.CITIZEN, True, False),
        "officer": ("agency#interior", [link, mailbox], 60, Reader.OFFICER, False, True),
        "delegate": ("agency#interior", [link], None, Reader.OFFICER, False, True),
        "coordinator": ("agency#coordination", [], None, Reader.OFFICER, False, True),
        "clerk": ("citizen", [], None, None, False, False),
        "clock": ("", [], None, None, False, False),
        "system": ("", [], None, None, False, False),
    }
    assert set(said) == set(PersonKind)


def test_a_link_to_one_complaint_needs_no_mailbox_unchanged() -> None:
    assert policy_of(an_officer()).write_conditions(an_officer()) == {WriteCondition.LINK_VALID}


@pytest.mark.parametrize("who", [Citizen(number=NUMBER), an_officer(), an_officer(scope=Scope.QUEUE, number=None)])
def test_a_session_speaks_for_exactly_who_it_was_minted_for(aws: object, who: Person) -> None:
    session = sessions.mint(who)

    assert sessions.read(f"Bearer {session.token}") == who


def test_every_type_of_person_has_a_row() -> None:
    assert set(POLICIES) == set(people.Person.__args__)


def _one_of_each_kind() -> Iterator[Person]:
    yield from (EVERYBODY[name] for name in ("visitor", "citizen", "front, queue", "delegate", "coordinator"))
    yield from (EVERYBODY[name] for name in ("clerk", "clock", "system"))


def _settings() -> Any:
    class Defaults:
        citizen_session_minutes, officer_session_minutes = 20, 60

    assert set(vars(Defaults)) >= {"citizen_session_minutes", "officer_session_minutes"}
    assert {"citizen_session_minutes", "officer_session_minutes"} <= set(settings.Settings.__slots__)
    return Defaults


CHALICELIB: Final = Path(policies.__file__).parents[1]
PEOPLE: Final = {each.__name__ for each in POLICIES}


def _find_questions(source: str) -> Iterator[int]:
    """The lines that ask what kind a person is, or compare roles."""
    for node in ast.walk(ast.parse(source)):
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        asks_kind = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("isinstance", "issubclass")
        matches_kind = isinstance(node, ast.MatchClass) and getattr(node.cls, "id", "") in PEOPLE
        compares = isinstance(node, ast.Compare) and names & {"Role", "PersonKind"}
        if (asks_kind and names & PEOPLE) or matches_kind or compares:
            yield node.lineno


def test_nobody_else_asks_what_kind_a_person_is_or_compares_roles() -> None:
    found = {
        str(source.relative_to(CHALICELIB)): lines
        for source in sorted(CHALICELIB.rglob("*.py"))
        if (lines := list(_find_questions(source.read_text())))
    }

    found.pop("domain/policies.py", None)
    assert found == {}


def test_the_search_for_such_questions_finds_them() -> None:
    lines = ["isinstance(who, Officer)", "event.by is Role.CITIZEN", "who.role == Role.CLOCK", "by in {Role.SYSTEM}"]

    assert list(_find_questions("\n".join(lines))) == [1, 2, 3, 4]
