"""The rules of docs/product.md, written down a second time: which step is legal, what it makes, which mails it owes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from tests.races.history import Event

OPEN: Final = frozenset({"submitted", "in_progress", "needs_information", "reopened"})
SETTLED: Final = frozenset({"answered", "closed"})
INVALIDATES_DRAFT_DECISIONS: Final = frozenset({"submit", "message", "answer", "transfer", "withdraw"})
OUTCOMES: Final = frozenset({"granted", "partly_granted", "refused", "not_admissible", "information_given"})

STEPS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("officer", "take_charge"): dict.fromkeys(("submitted", "reopened"), "in_progress"),
    ("officer", "ask_citizen"): dict.fromkeys(("submitted", "in_progress", "reopened"), "needs_information"),
    ("citizen", "message"): {each: each for each in OPEN | {"answered"}} | {"needs_information": "in_progress"},
    ("officer", "message"): {each: each for each in OPEN | {"answered"}},
    ("officer", "note"): {each: each for each in OPEN | {"answered"}},
    ("officer", "answer"): dict.fromkeys(OPEN, "answered"),
    ("officer", "transfer"): dict.fromkeys(OPEN, "submitted"),
    ("citizen", "rate"): {"answered": "answered"},
    ("citizen", "reopen"): dict.fromkeys(SETTLED, "reopened"),
    ("citizen", "promise"): {each: each for each in SETTLED},
    ("citizen", "withdraw"): dict.fromkeys(OPEN, "withdrawn"),
}
"""By role and action: from which status to which. What nobody does in a race (clock, coordinator) is illegal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintState:
    """Where a complaint stands; the names are those of its head's attributes."""

    status: str
    agency: str
    due_on: str
    version: int = 1
    last_material: int = 1
    epoch: int = 1
    look: int = 1
    transfers: int = 0
    score: int | None = None
    answer_outcome: str | None = None
    answered_at: str | None = None
    reopen_until: str | None = None
    promised_on: str | None = None
    promise_kept: bool | None = None
    asked_at: str | None = None
    held_since: str

    @property
    def handler(self) -> str:
        """The mailbox that handles it: of a second look, somebody else's."""
        return f"{self.agency}#{'supervisor' if self.look == 2 else 'front'}"


def submit(event: Event) -> ComplaintState:
    """What a filing makes."""
    return ComplaintState(
        status="submitted", agency=event.agencies[-1], due_on=event.facts["due_on"], held_since=event.at
    )


def list_faults(before: ComplaintState, event: Event) -> Iterator[str]:
    """Why an event may not happen to a complaint that stands so."""
    if before.status not in STEPS.get((event.by, event.action), {}):
        yield f"{event.action} by {event.by} from {before.status}"
        return
    if event.agencies[0] != before.agency:
        yield f"it happened at {event.agencies[0]}, but was at {before.agency}"
    if len(event.agencies) > 1 and event.action not in ("transfer", "reopen"):
        yield f"{event.action} moved it"
    if event.by == "officer":
        yield from _of_officer(before, event)
    yield from _OWN.get(event.action, _nothing)(before, event)


def apply(before: ComplaintState, event: Event) -> ComplaintState:
    """What an event makes of a complaint, legal or not."""
    becomes = STEPS.get((event.by, event.action), {}).get(before.status, before.status)
    made = replace(
        before,
        version=event.seq,
        status=becomes,
        agency=event.agencies[-1],
        last_material=event.seq if event.action in INVALIDATES_DRAFT_DECISIONS else before.last_material,
        asked_at=before.asked_at if becomes == "needs_information" == before.status else None,
    )
    change = _CHANGES.get(event.action)
    return replace(made, **change(before, event)) if change else made


def list_owed_mails(event: Event, made: ComplaintState) -> list[tuple[str, str, bool]]:
    """The mails an event owes: template, recipient, and whether it carries a link."""
    former = event.agencies[0]
    match event.action:
        case "submit":
            return [("receipt", "citizen", False), ("agency_alert", made.handler, True)]
        case "message" if event.by == "citizen":
            return [("message_to_agency", made.handler, True)]
        case "transfer":
            out = made.handler.replace(made.agency, former)
            return [
                ("transfer_to_citizen", "citizen", False),
                ("transfer_in", made.handler, True),
                ("transfer_out", out, False),
            ]
        case "rate":
            return [("closed", made.handler, False)] if made.status == "closed" else []
        case "reopen":
            mails = [("reopened_to_citizen", "citizen", False), ("reopened", made.handler, True)]
            shut_out = f"{former}#{'front' if made.look == 2 else 'supervisor'}"
            return [*mails, ("reopened_out", shut_out, False)] if made.look == 2 or former != made.agency else mails
        case _:
            plain = {"message": "message_to_citizen", "ask_citizen": "question", "answer": "answer"}
            return [(plain[event.action], "citizen", False)] if event.action in plain else []


def _of_officer(before: ComplaintState, event: Event) -> Iterator[str]:
    if before.look == 2 and event.facts.get("mailbox") != "supervisor":
        yield "a second look was taken by somebody else than the supervisor"
    if before.look > 2 and before.agency != "coordination":
        yield "a third look was not the coordination's"


def _nothing(_: ComplaintState, __: Event) -> Iterator[str]:
    return iter(())


def _transfer(before: ComplaintState, event: Event) -> Iterator[str]:
    if len(event.agencies) != 2 or event.agencies[0] == event.agencies[1]:
        yield "a transfer to nowhere"
    if before.look > 2:
        yield "a transfer in a third look"
    if before.agency != "coordination" and before.transfers >= 2 and event.agencies[-1] != "coordination":
        yield "a third transfer past the coordination"


def _answer(_: ComplaintState, event: Event) -> Iterator[str]:
    if event.outcome not in OUTCOMES or len(event.details.get("reasons", "")) < 20:
        yield "an answer without outcome or reasons"
    if (event.outcome == "not_admissible") != ("ground" in event.facts):
        yield "a ground out of place"


def _rate(before: ComplaintState, event: Event) -> Iterator[str]:
    if before.score is not None:
        yield "an answer was rated twice"
    if event.score not in range(1, 6):
        yield "a score that is none"


def _reopen(before: ComplaintState, event: Event) -> Iterator[str]:
    if before.reopen_until is None or event.at[:10] > before.reopen_until:
        yield "reopened outside the window"
    if event.agencies[-1] != ("coordination" if before.look > 1 else before.agency):
        yield "a reopening that went to the wrong agency"


def _promise(before: ComplaintState, _: Event) -> Iterator[str]:
    if before.promised_on is None or before.promise_kept is not None:
        yield "a promise that is not open was judged"


_OWN: Final = {"transfer": _transfer, "answer": _answer, "rate": _rate, "reopen": _reopen, "promise": _promise}


def _reopened(before: ComplaintState, event: Event) -> Mapping[str, Any]:
    look = {"epoch": before.epoch + 1, "look": before.look + 1}
    return {**look, "due_on": event.facts["due_on"], "held_since": event.at}


def _transferred(before: ComplaintState, event: Event) -> Mapping[str, Any]:
    counts = event.by == "officer" and before.agency != "coordination"
    return {"epoch": before.epoch + 1, "transfers": before.transfers + counts, "held_since": event.at}


def _answered(_: ComplaintState, event: Event) -> Mapping[str, Any]:
    return {
        "score": None,
        "answer_outcome": event.outcome,
        "answered_at": event.at,
        "reopen_until": event.facts["reopen_until"],
        "promised_on": event.facts.get("promised_on"),
        "promise_kept": None,
    }


def _rated(before: ComplaintState, event: Event) -> Mapping[str, Any]:
    closes = {"status": "closed", "epoch": before.epoch + 1} if event.score >= 4 else {}
    return {"score": event.score, **closes}


_CHANGES: Final[Mapping[str, Any]] = {
    "ask_citizen": lambda _, event: {"asked_at": event.at},
    "transfer": _transferred,
    "answer": _answered,
    "rate": _rated,
    "reopen": _reopened,
    "promise": lambda _, event: {"promise_kept": event.facts["kept"]},
}
