"""What each kind of person may see and do: one row a kind, all of it in one place. Source: docs/product.md.

Nobody else asks what kind a person is, or compares roles: they ask the row (a test looks for who does not). Pure: it
knows a complaint by the few fields of `Handled`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, Protocol, TypeVar

from chalicelib.core.settings import Settings
from chalicelib.domain.people import Citizen, Clerk, Clock, Coordinator, Delegate, Officer, Person, System, Visitor
from chalicelib.domain.vocabulary import COORDINATION, Action, MailboxRole, Reader, Role, Scope, Status

SECOND_LOOK: Final = 2
"""The look that only the agency's supervisor may take; later ones belong to the coordination."""

CITIZEN_SIDE: Final = "citizen"
"""The side of uploads that anybody may claim who knows their ids."""
NAMES_ITS_FILES_FREELY: Final = frozenset({Role.CITIZEN})
"""Whose file names may say who they are, so that others read neutral ones where the complaint is confidential."""


class PersonKind(StrEnum):
    """The kinds of people."""

    VISITOR = "visitor"
    CITIZEN = "citizen"
    OFFICER = "officer"
    DELEGATE = "delegate"
    COORDINATOR = "coordinator"
    CLERK = "clerk"
    CLOCK = "clock"
    SYSTEM = "system"


class WriteCondition(StrEnum):
    """What must still hold in the very transaction in which a person changes something."""

    LINK_VALID = "link_valid"
    MAILBOX_UNCHANGED = "mailbox_unchanged"


class Handled(Protocol):
    """What a policy knows of a complaint."""

    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def agency(self) -> str: ...  # noqa: D102
    @property
    def epoch(self) -> int: ...  # noqa: D102
    @property
    def look(self) -> int: ...  # noqa: D102
    @property
    def status(self) -> Status: ...  # noqa: D102


P = TypeVar("P", bound=Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPolicy(Generic[P]):
    """How a session of this kind lives: for how long, and what its token says of the person."""

    minutes: Callable[[Settings], int]
    claims: Callable[[P], Mapping[str, Any]]
    person: Callable[[Mapping[str, Any]], P]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Generic[P]):
    """What one kind of person may see and do."""

    kind: PersonKind
    acts: Mapping[Action, Role]
    """What they may ask for, and in whose name it then stands in the history."""
    sees: Callable[[P, Handled], bool]
    saw: Callable[[P, Handled], bool] = lambda _, __: False
    """Whether a complaint they do not see was opened to them once: they are told that it is gone, others nothing."""
    may_act: Callable[[P, Action, Handled], bool] | None = None
    """Where seeing is not enough."""
    uploads_side: Callable[[P], str] = lambda _: ""
    """Whose uploads their commands may claim; empty where they attach nothing."""
    write_conditions: Callable[[P], frozenset[WriteCondition]] = lambda _: frozenset()
    session: SessionPolicy[P] | None = None
    """None where nobody signs in."""
    reader: Reader | None = None
    """Which view of a complaint they read."""
    sees_identity: bool = False
    """Whether the person is shown in a confidential complaint."""
    sees_notes: bool = False


def policy_of(who: Person) -> Policy[Any]:
    """The row of a person's kind."""
    return POLICIES[type(who)]


def may_see(who: Person, complaint: Handled) -> bool:
    """Whether this person may see this complaint now. Nobody sees an erased one."""
    return complaint.status is not Status.ERASED and policy_of(who).sees(who, complaint)


def has_lost(who: Person, complaint: Handled) -> bool:
    """Whether the complaint was this person's to see, and is no more."""
    return not may_see(who, complaint) and policy_of(who).saw(who, complaint)


def role_for(who: Person, action: Action, complaint: Handled | None = None) -> Role | None:
    """In whose name this person may ask for this action on this complaint; None where they may not.

    Whether the complaint's state allows it is the lifecycle's to say. A submission has no complaint yet.
    """
    policy = policy_of(who)
    if complaint is not None:
        may_act = policy.may_act or (lambda who, _, complaint: policy.sees(who, complaint))
        if complaint.status is Status.ERASED or not may_act(who, action, complaint):
            return None
    return policy.acts.get(action)


def uploads_side(who: Person) -> str:
    """Whose uploads this person's commands may claim; nobody's where it is empty."""
    return policy_of(who).uploads_side(who)


def agency_side(agency: str) -> str:
    """The side of an agency's uploads, whichever of its officers sends them."""
    return f"agency#{agency}"


def mailbox_for(look: int) -> MailboxRole:
    """The agency's mailbox that handles a look: a second look is taken by someone else."""
    return MailboxRole.SUPERVISOR if look == SECOND_LOOK else MailboxRole.FRONT


def may_handle(complaint: Handled, *, agency: str, mailbox: MailboxRole) -> bool:
    """Whether this mailbox of this agency handles the complaint now."""
    if complaint.agency != agency:
        return False
    return complaint.look != SECOND_LOOK or mailbox is mailbox_for(SECOND_LOOK)


def _officer_sees(who: Officer, complaint: Handled) -> bool:
    if not _is_linked(who, complaint):
        return False
    is_current = who.scope is Scope.QUEUE or who.epoch == complaint.epoch
    return is_current and may_handle(complaint, agency=who.agency, mailbox=who.mailbox)


def _is_linked(who: Officer, complaint: Handled) -> bool:
    return who.scope is Scope.QUEUE or who.number == complaint.number


def _officer_saw(who: Officer, complaint: Handled) -> bool:
    return who.scope is Scope.COMPLAINT and _is_linked(who, complaint)


def _delegate_sees(who: Delegate, complaint: Handled) -> bool:
    is_current = who.number == complaint.number and who.epoch == complaint.epoch
    return is_current and may_handle(complaint, agency=who.agency, mailbox=who.mailbox)


def _coordinator_may_act(_: Coordinator, action: Action, complaint: Handled) -> bool:
    return action not in _HANDLING or complaint.agency == COORDINATION


def _is_number(who: Citizen | Delegate | Clock | System, complaint: Handled) -> bool:
    return who.number == complaint.number


def _officer_claims(who: Officer) -> Mapping[str, Any]:
    return {
        "a": who.agency,
        "m": who.mailbox.value,
        "l": who.link,
        "s": who.scope.value,
        "n": who.number,
        "e": who.epoch,
    }


def _officer(claims: Mapping[str, Any]) -> Officer:
    return Officer(
        agency=claims["a"],
        mailbox=MailboxRole(claims["m"]),
        link=claims["l"],
        scope=Scope(claims["s"]),
        number=claims["n"],
        epoch=claims["e"],
    )


def _officer_conditions(who: Officer) -> frozenset[WriteCondition]:
    link = frozenset({WriteCondition.LINK_VALID})
    return link | {WriteCondition.MAILBOX_UNCHANGED} if who.scope is Scope.QUEUE else link


def _acts(role: Role, *actions: Action) -> dict[Action, Role]:
    return dict.fromkeys(actions, role)


_HANDLING: Final = frozenset({Action.TAKE_CHARGE, Action.ASK_CITIZEN, Action.MESSAGE, Action.NOTE, Action.ANSWER})
"""What handling a complaint consists of."""

_FOLLOWING: Final = (
    Action.MESSAGE, Action.RATE, Action.REOPEN, Action.PROMISE, Action.WITHDRAW, Action.ERASE
)  # fmt: skip
"""What a citizen may do with a complaint that is filed."""

_VISITOR: Final[Policy[Visitor]] = Policy(
    kind=PersonKind.VISITOR,
    acts=_acts(Role.CITIZEN, Action.SUBMIT),
    sees=lambda _, __: False,
    uploads_side=lambda _: CITIZEN_SIDE,
)

_CITIZEN: Final[Policy[Citizen]] = Policy(
    kind=PersonKind.CITIZEN,
    acts=_acts(Role.CITIZEN, *_FOLLOWING),
    sees=_is_number,
    uploads_side=lambda _: CITIZEN_SIDE,
    session=SessionPolicy(
        minutes=lambda settings: settings.citizen_session_minutes,
        claims=lambda who: {"n": who.number},
        person=lambda claims: Citizen(number=claims["n"]),
    ),
    reader=Reader.CITIZEN,
    sees_identity=True,
)

_OFFICER: Final[Policy[Officer]] = Policy(
    kind=PersonKind.OFFICER,
    acts=_acts(Role.OFFICER, *_HANDLING, Action.TRANSFER, Action.DELEGATE),
    sees=_officer_sees,
    saw=_officer_saw,
    uploads_side=lambda who: agency_side(who.agency),
    write_conditions=_officer_conditions,
    session=SessionPolicy(
        minutes=lambda settings: settings.officer_session_minutes, claims=_officer_claims, person=_officer
    ),
    reader=Reader.OFFICER,
    sees_notes=True,
)

_DELEGATE: Final[Policy[Delegate]] = Policy(
    kind=PersonKind.DELEGATE,
    acts=_acts(Role.OFFICER, *_HANDLING),
    sees=_delegate_sees,
    saw=_is_number,
    uploads_side=lambda who: agency_side(who.agency),
    write_conditions=lambda _: frozenset({WriteCondition.LINK_VALID}),
    reader=Reader.OFFICER,
    sees_notes=True,
)

_COORDINATOR: Final[Policy[Coordinator]] = Policy(
    kind=PersonKind.COORDINATOR,
    acts={
        **_acts(Role.OFFICER, *_HANDLING),
        **_acts(Role.COORDINATOR, Action.TRANSFER, Action.DISCARD, Action.RESTORE, Action.SEE_IDENTITY),
    },
    sees=lambda _, __: True,
    may_act=_coordinator_may_act,
    uploads_side=lambda _: agency_side(COORDINATION),
    reader=Reader.OFFICER,
    sees_notes=True,
)

_CLERK: Final[Policy[Clerk]] = Policy(
    kind=PersonKind.CLERK,
    acts=_acts(Role.CITIZEN, Action.SUBMIT),
    sees=lambda _, __: False,
    uploads_side=lambda _: CITIZEN_SIDE,
)

_CLOCK: Final[Policy[Clock]] = Policy(
    kind=PersonKind.CLOCK,
    acts=_acts(Role.CLOCK, Action.CLOSE, Action.REMIND, Action.ESCALATE),
    sees=_is_number,
)

_SYSTEM: Final[Policy[System]] = Policy(
    kind=PersonKind.SYSTEM,
    acts=_acts(Role.SYSTEM, Action.MARK_UNDELIVERABLE, Action.REMIND, Action.ESCALATE),
    sees=_is_number,
)

POLICIES: Final[Mapping[type[Any], Policy[Any]]] = {
    Visitor: _VISITOR,
    Citizen: _CITIZEN,
    Officer: _OFFICER,
    Delegate: _DELEGATE,
    Coordinator: _COORDINATOR,
    Clerk: _CLERK,
    Clock: _CLOCK,
    System: _SYSTEM,
}
