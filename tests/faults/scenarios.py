"""Complaints from filing to their end, by clients who send a command again, with the same key, until it is answered."""

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

MAX_ATTEMPTS: Final = 12
"""How often a client tries: the pages' scripts need nine minutes for it, and then go on."""
T = TypeVar("T")


@dataclass
class CommandCounts:
    """What became of the commands."""

    commands: int = 0
    attempts: int = 0
    abandoned: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """What is printed at the end of the run."""
        return {"sent": self.commands, "tries": self.attempts, "given up": len(self.abandoned)}


class AttemptsExhausted(Exception):
    """A command was not answered in spite of all attempts."""


@dataclass
class Scenario:
    """One complaint."""

    portal: Portal
    counts: CommandCounts
    number: str = ""
    citizen_token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    """The actions that were acknowledged, in their order."""

    def run_to_satisfaction(self) -> None:
        """Filed, asked about, answered with a promise, judged, the promise too."""
        self.file()
        desk = self.open_session()
        self.act_as_officer(desk, "charge", {}, "take_charge")
        self.act_as_officer(desk, "questions", {"text": "Which street?"}, "ask_citizen")
        self.act_as_citizen("messages", {"text": "The first one"}, "message")
        self.act_as_officer(desk, "notes", {"text": "Ask the workshop"}, "note")
        promised = (clock.local_date(clock.now()) + timedelta(days=30)).isoformat()
        self.act_as_officer(desk, "answers", an_answer(promised_on=promised), "answer")
        self.act_as_citizen("rating", {"score": 5}, "rate")
        self.act_as_citizen("promise", {"kept": True}, "promise")

    def run_to_withdrawal(self) -> None:
        """Filed, transferred, answered, judged low, reopened, withdrawn."""
        self.file()
        self.act_as_officer(self.open_session(), "transfers", {"agency_id": "health", "reason": "Theirs"}, "transfer")
        desk = self.open_session()
        self.act_as_officer(desk, "messages", {"text": "We look into it"}, "message")
        self.act_as_officer(desk, "answers", an_answer(), "answer")
        self.act_as_citizen("rating", {"score": 1}, "rate")
        self.act_as_citizen("reopening", {"missing": "The refund never came"}, "reopen")
        self.act_as_citizen("withdrawal", {"reason": "It came"}, "withdraw")

    def file(self) -> None:
        """File it, as the citizen."""
        proof = self._solve(self._request("GET", "/challenge"))
        receipt = self._send("submit", "/complaints", {**a_submission(), "proof": proof}, None).body
        self.number, self.citizen_token = receipt["number"], receipt["session"]["token"]

    def act_as_citizen(self, path: str, body: Any, action: str) -> None:
        """Send a command of the citizen."""
        self._send(action, f"/complaints/{self.number}/{path}", body, self.citizen_token)

    def act_as_officer(self, desk: str, path: str, body: Any, action: str) -> None:
        """Send a command of the agency."""
        self._send(action, f"/agency/complaints/{self.number}/{path}", body, desk)

    def open_session(self) -> str:
        """Open the agency's session by its latest link."""
        link = _retry(self._get_latest_link)
        token = agencies.sign_link(link, key="initial")
        return str(self._request("POST", "/agency/sessions", {"link": token})["token"])

    def _get_latest_link(self) -> Link:
        raws = table.query_all(f"COMPLAINT#{self.number}", condition=table.Item.sk.startswith("OUTBOX#"))
        link = agencies.get_link([each["link"]["S"] for each in raws if "link" in each][-1])
        assert link is not None
        return link

    def _send(self, action: str, path: str, body: Any, token: str | None) -> Answer:
        key = str(uuid.uuid4())
        self.counts.commands += 1
        answer = self._retry_until_answered(lambda: self.portal.post(path, body, token, key=key))
        if answer.status == Unavailable.status:
            self.counts.abandoned.append(action)
            raise AttemptsExhausted(action)
        assert answer.status < 300, (action, answer.raw)
        self.acknowledged.append(action)
        return answer

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._retry_until_answered(lambda: self.portal.call(method, path, body))
        if answer.status == Unavailable.status:
            self.counts.abandoned.append(path)
            raise AttemptsExhausted(path)
        assert answer.status < 300, (path, answer.raw)
        return answer.body

    def _retry_until_answered(self, send: Callable[[], Answer]) -> Answer:
        for _ in range(MAX_ATTEMPTS):
            self.counts.attempts += 1
            answer = send()
            if answer.status != Unavailable.status:
                break
        return answer

    @staticmethod
    def _solve(challenge: Any) -> str:
        asked = altcha.Challenge.from_dict(challenge)
        solution = altcha.solve_challenge(asked)
        assert solution is not None
        return altcha.Payload(asked, solution).to_base64()


def _retry(ask: Callable[[], T]) -> T:
    for _ in range(MAX_ATTEMPTS):
        try:
            return ask()
        except Unavailable:
            continue
    raise AttemptsExhausted
