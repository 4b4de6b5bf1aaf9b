"""One legal history of everything that can happen, played by one client after another: what faults are put into."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chalicelib.domain import policies
from tests.races import clients
from tests.races.history import Attempt, TableSnapshot
from tests.races.shared_state import Command, Race, RacedComplaint, learn_links, make_command, new_key, new_words

_PROMISED: Final = {"promised_on": "2027-12-31"}


@dataclass(frozen=True)
class LegalHistory:
    """What a story has left behind."""

    snapshot: TableSnapshot
    log: list[Attempt]

    def get_attempt(self, **which: Any) -> Attempt:
        """The first acknowledged attempt that is so."""
        return next(
            each for each in self.log if each.is_acknowledged and all(getattr(each, k) == v for k, v in which.items())
        )

    def item(self, prefix: str, holds: Callable[[Any], Any] = lambda _: True) -> dict[str, Any]:
        """The first item whose sort key begins so and that holds this, as a copy."""
        return dict(
            next(each for (_, sk), each in sorted(self.snapshot.items.items()) if sk.startswith(prefix) and holds(each))
        )

    def with_items(self, *changed: dict[str, Any]) -> "LegalHistory":
        """The same with other items in the place of some, or beside them."""
        return replace(
            self,
            snapshot=TableSnapshot(
                {**self.snapshot.items, **{(e["pk"], e["sk"]): e for e in changed}}, self.snapshot.sent
            ),
        )

    def without(self, item: dict[str, Any]) -> "LegalHistory":
        """The same without an item."""
        left = {key: each for key, each in self.snapshot.items.items() if key != (item["pk"], item["sk"])}
        return replace(self, snapshot=TableSnapshot(left, self.snapshot.sent))

    def with_attempts(self, *added: Attempt, without: Attempt | None = None) -> "LegalHistory":
        """The same with other answers."""
        return replace(self, log=[each for each in self.log if each is not without] + list(added))


@dataclass
class SequentialClient:
    """Says what happens, one after the other."""

    race: Race = field(default_factory=lambda: Race(complaint_count=2))
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def play(self) -> None:
        """Play it all."""
        self.race.prepare(self.rng)
        moved, ended = self.race.complaints
        first = moved.desks[0]
        self.to_the_answer(moved)
        self.act(moved, "note", "notes", "text", desk=first, status=401)
        self.second_look(moved)
        self.act(ended, "withdraw", "withdrawal", "reason")
        self.act(ended, "message", "messages", "text", status=409)
        clients.settle()

    def to_the_answer(self, complaint: RacedComplaint) -> None:
        """A conversation with a file, a transfer, and the answer of the agency that is competent."""
        self.act(complaint, "take_charge", "charge", None, desk=True)
        self.act(complaint, "ask_citizen", "questions", "text", desk=True)
        reply = self.act(complaint, "message", "messages", "text", upload_ids=[self.upload(policies.CITIZEN_SIDE)])
        self.race.send(reply, 1)
        self.race.send(replace(reply, attempt=replace(reply.attempt, body=reply.attempt.body + b" ")), 2)
        side = policies.agency_side(complaint.desks[-1].officer.agency)
        self.act(complaint, "message", "messages", "text", desk=True, upload_ids=[self.upload(side)])
        self.act(complaint, "note", "notes", "text", desk=True)
        agency = "health" if complaint.desks[-1].officer.agency != "health" else "justice"
        self.act(complaint, "transfer", "transfers", "reason", desk=True, agency_id=agency, version=complaint.version)
        self.act(complaint, "answer", "answers", "reasons", desk=True, outcome="refused", **_PROMISED)

    def second_look(self, complaint: RacedComplaint) -> None:
        """What the citizen thinks of the answer, and the second one."""
        self.act(complaint, "rate", "rating", "comment", score=2)
        self.act(complaint, "promise", "promise", None, kept=False)
        self.act(complaint, "reopen", "reopening", "missing")
        self.act(complaint, "answer", "answers", "reasons", desk=True, outcome="not_admissible", ground="outside_scope")
        self.act(complaint, "rate", "rating", "comment", score=5)

    def act(
        self, complaint: RacedComplaint, action: str, path: str, name: str, *, status: int | None = None, **rest: Any
    ) -> Command:
        """Somebody says something new; the answer is a yes, or this refusal."""
        return self.send(complaint, self.command(complaint, action, path, name, **rest), status=status)

    def command(self, complaint: RacedComplaint, action: str, path: str, name: str | None, **rest: Any) -> Command:
        """A command with new words under this name of its body: an officer's by the latest link or a given one."""
        words = new_words(self.rng) if name else ""
        desk = rest.pop("desk", None)
        by = complaint.desks[-1] if desk is True else desk
        body = {**({name: words} if name else {}), **rest}
        key = new_key(self.rng)
        return make_command(complaint, action, path, body, words=words, desk=by, key=key)

    def send(self, complaint: RacedComplaint, given: Command, *, status: int | None = None) -> Command:
        """Send a command, and note what the answer shows."""
        reply = self.race.send(given, 0)
        assert reply is not None
        if status is not None:
            assert reply.status == status, reply.body
        else:
            assert reply.status < 300, reply.body
            self.race.record_view(complaint, json.loads(reply.body))
            learn_links(complaint)
        return given

    def upload(self, side: str) -> str:
        """A file that has arrived and been judged."""
        return clients.upload(self.race, side, judged=True)
