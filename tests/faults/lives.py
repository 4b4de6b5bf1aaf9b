"""Whole lives of complaints, lived by clients who send each command again, with the same key, until it is answered."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

import altcha

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Link
from chalicelib.aws import table
from chalicelib.core import clock
from chalicelib.core.errors import Unavailable
from tests.builders import a_submission, an_answer
from tests.portal import Answer, Portal

PATIENCE: Final = 12
"""How often a client tries: the pages' scripts need nine minutes for it, and then go on."""
T = TypeVar("T")


@dataclass
class Count:
    """What became of the commands."""

    commands: int = 0
    tries: int = 0
    given_up: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """What is printed at the end of the run."""
        return {"sent": self.commands, "tries": self.tries, "given up": len(self.given_up)}


class GivenUp(Exception):
    """A command was not answered in spite of all patience."""


@dataclass
class Life:
    """One complaint."""

    portal: Portal
    count: Count
    number: str = ""
    citizen: str = ""
    done: list[str] = field(default_factory=list)
    """The actions that were acknowledged, in their order."""

    def answered(self) -> None:
        """Filed, asked about, answered with a promise, judged, the promise too."""
        self.files()
        desk = self.desk()
        self.acts(desk, "charge", {}, "take_charge")
        self.acts(desk, "questions", {"text": "Which street?"}, "ask_citizen")
        self.writes("messages", {"text": "The first one"}, "message")
        self.acts(desk, "notes", {"text": "Ask the workshop"}, "note")
        promised = (clock.local_date(clock.now()) + timedelta(days=30)).isoformat()
        self.acts(desk, "answers", an_answer(promised_on=promised), "answer")
        self.writes("rating", {"score": 5}, "rate")
        self.writes("promise", {"kept": True}, "promise")

    def looked_at_again(self) -> None:
        """Filed, transferred, answered, judged low, reopened, withdrawn."""
        self.files()
        self.acts(self.desk(), "transfers", {"agency_id": "health", "reason": "Theirs"}, "transfer")
        desk = self.desk()
        self.acts(desk, "messages", {"text": "We look into it"}, "message")
        self.acts(desk, "answers", an_answer(), "answer")
        self.writes("rating", {"score": 1}, "rate")
        self.writes("reopening", {"missing": "The refund never came"}, "reopen")
        self.writes("withdrawal", {"reason": "It came"}, "withdraw")

    def files(self) -> None:
        """The citizen files."""
        proof = self._solved(self._asks("GET", "/challenge"))
        receipt = self._does("submit", "/complaints", {**a_submission(), "proof": proof}, None).body
        self.number, self.citizen = receipt["number"], receipt["session"]["token"]

    def writes(self, path: str, body: Any, action: str) -> None:
        """The citizen acts."""
        self._does(action, f"/complaints/{self.number}/{path}", body, self.citizen)

    def acts(self, desk: str, path: str, body: Any, action: str) -> None:
        """The agency acts."""
        self._does(action, f"/agency/complaints/{self.number}/{path}", body, desk)

    def desk(self) -> str:
        """The session that the latest link opens."""
        link = _patiently(self._latest_link)
        token = agencies.sign_link(link, key="initial")
        return str(self._asks("POST", "/agency/sessions", {"link": token})["token"])

    def _latest_link(self) -> Link:
        raws = table.query_all(f"COMPLAINT#{self.number}", condition=table.Item.sk.startswith("OUTBOX#"))
        link = agencies.get_link([each["link"]["S"] for each in raws if "link" in each][-1])
        assert link is not None
        return link

    def _does(self, action: str, path: str, body: Any, token: str | None) -> Answer:
        key = str(uuid.uuid4())
        self.count.commands += 1
        answer = self._until_answered(lambda: self.portal.post(path, body, token, key=key))
        if answer.status == Unavailable.status:
            self.count.given_up.append(action)
            raise GivenUp(action)
        assert answer.status < 300, (action, answer.raw)
        self.done.append(action)
        return answer

    def _asks(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._until_answered(lambda: self.portal.call(method, path, body))
        if answer.status == Unavailable.status:
            self.count.given_up.append(path)
            raise GivenUp(path)
        assert answer.status < 300, (path, answer.raw)
        return answer.body

    def _until_answered(self, send: Callable[[], Answer]) -> Answer:
        for _ in range(PATIENCE):
            self.count.tries += 1
            answer = send()
            if answer.status != Unavailable.status:
                break
        return answer

    @staticmethod
    def _solved(challenge: Any) -> str:
        asked = altcha.Challenge.from_dict(challenge)
        solution = altcha.solve_challenge(asked)
        assert solution is not None
        return altcha.Payload(asked, solution).to_base64()


def _patiently(ask: Callable[[], T]) -> T:
    for _ in range(PATIENCE):
        try:
            return ask()
        except Unavailable:
            continue
    raise GivenUp
