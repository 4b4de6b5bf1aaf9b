"""One legal history of everything that can happen, played by one client after another: what faults are put into."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chalicelib.domain import policies
from tests.races import cases, clients
from tests.races.cases import Case, Command, Race
from tests.races.history import Kept, Told

_PROMISED: Final = {"promised_on": "2027-12-31"}


@dataclass(frozen=True)
class Legal:
    """What a story has left behind."""

    kept: Kept
    log: list[Told]

    def told(self, **which: Any) -> Told:
        """The first acknowledged attempt that is so."""
        return next(each for each in self.log if each.is_yes and all(getattr(each, k) == v for k, v in which.items()))

    def item(self, prefix: str, holds: Callable[[Any], Any] = lambda _: True) -> dict[str, Any]:
        """The first item whose sort key begins so and that holds this, as a copy."""
        return dict(
            next(each for (_, sk), each in sorted(self.kept.items.items()) if sk.startswith(prefix) and holds(each))
        )

    def with_items(self, *changed: dict[str, Any]) -> "Legal":
        """The same with other items in the place of some, or beside them."""
        return replace(self, kept=Kept({**self.kept.items, **{(e["pk"], e["sk"]): e for e in changed}}, self.kept.sent))

    def without(self, item: dict[str, Any]) -> "Legal":
        """The same without an item."""
        left = {key: each for key, each in self.kept.items.items() if key != (item["pk"], item["sk"])}
        return replace(self, kept=Kept(left, self.kept.sent))

    def with_told(self, *added: Told, without: Told | None = None) -> "Legal":
        """The same with other answers."""
        return replace(self, log=[each for each in self.log if each is not without] + list(added))


@dataclass
class Teller:
    """Says what happens, one after the other."""

    race: Race = field(default_factory=lambda: Race(wide=2))
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    def tell(self) -> None:
        """Play it all."""
        self.race.prepare(self.dice)
        moved, ended = self.race.cases
        first = moved.desks[0]
        self.to_the_answer(moved)
        self.acts(moved, "note", "notes", "text", desk=first, status=401)
        self.second_look(moved)
        self.acts(ended, "withdraw", "withdrawal", "reason")
        self.acts(ended, "message", "messages", "text", status=409)
        clients.settle()

    def to_the_answer(self, case: Case) -> None:
        """A conversation with a file, a transfer, and the answer of the agency that is competent."""
        self.acts(case, "take_charge", "charge", None, desk=True)
        self.acts(case, "ask_citizen", "questions", "text", desk=True)
        reply = self.acts(case, "message", "messages", "text", upload_ids=[self.upload(policies.CITIZEN_SIDE)])
        self.race.send(reply, 1)
        self.race.send(replace(reply, told=replace(reply.told, body=reply.told.body + b" ")), 2)
        side = policies.agency_side(case.desks[-1].officer.agency)
        self.acts(case, "message", "messages", "text", desk=True, upload_ids=[self.upload(side)])
        self.acts(case, "note", "notes", "text", desk=True)
        agency = "health" if case.desks[-1].officer.agency != "health" else "justice"
        self.acts(case, "transfer", "transfers", "reason", desk=True, agency_id=agency, version=case.version)
        self.acts(case, "answer", "answers", "reasons", desk=True, outcome="refused", **_PROMISED)

    def second_look(self, case: Case) -> None:
        """What the citizen thinks of the answer, and the second one."""
        self.acts(case, "rate", "rating", "comment", score=2)
        self.acts(case, "promise", "promise", None, kept=False)
        self.acts(case, "reopen", "reopening", "missing")
        self.acts(case, "answer", "answers", "reasons", desk=True, outcome="not_admissible", ground="outside_scope")
        self.acts(case, "rate", "rating", "comment", score=5)

    def acts(self, case: Case, action: str, path: str, name: str, *, status: int | None = None, **rest: Any) -> Command:
        """Somebody says something new; the answer is a yes, or this refusal."""
        return self.says(case, self.command(case, action, path, name, **rest), status=status)

    def command(self, case: Case, action: str, path: str, name: str | None, **rest: Any) -> Command:
        """A command with new words under this name of its body: an officer's by the latest link or a given one."""
        words = cases.new_words(self.dice) if name else ""
        desk = rest.pop("desk", None)
        by = case.desks[-1] if desk is True else desk
        body = {**({name: words} if name else {}), **rest}
        return cases.command(case, action, path, body, words=words, desk=by, key=cases.new_key(self.dice))

    def says(self, case: Case, given: Command, *, status: int | None = None) -> Command:
        """Send a command, and note what the answer shows."""
        reply = self.race.send(given, 0)
        assert reply is not None
        if status is not None:
            assert reply.status == status, reply.body
        else:
            assert reply.status < 300, reply.body
            self.race.see(case, json.loads(reply.body))
            cases.learn_links(case)
        return given

    def upload(self, side: str) -> str:
        """A file that has arrived and been judged."""
        return clients.upload(self.race, side, judged=True)
