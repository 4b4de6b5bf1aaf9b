"""The complaints that clients race for, and who may act on them: sessions, links, uploads, commands under way."""

import json
import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import altcha
from werkzeug.wrappers import Request

from chalicelib.agencies import service as agencies
from chalicelib.aws import table
from chalicelib.aws.table import Item, commit
from chalicelib.core import clock
from chalicelib.domain.people import Officer
from chalicelib.domain.vocabulary import MailboxRole, Scope
from chalicelib.web import sessions
from infra.local.gateway import Gateway
from tests.builders import AGENCIES, a_submission
from tests.races.history import Attempt

_LONGEST: Final = 40
"""Events after which a complaint is left for a new one: looks would only grow, and views with them."""
_UNDER_WAY: Final = 8
_TRIES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer of the API."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One request as a client sends it, again and again with its key. `attempt` is to hold the answer."""

    path: str
    token: str | None
    attempt: Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who holds a link: a session that was opened while the link was good."""

    officer: Officer
    token: str


@dataclass
class RacedComplaint:
    """A complaint in the race. `desks` are those of all its links, the latest last."""

    number: str
    token: str
    desks: list[Desk] = field(default_factory=list)
    version: int = 1
    status: str = "submitted"
    is_over: bool = False


@dataclass
class Race:
    """The clients' common environment: complaints, uploads, the last commands, and the log of all answers."""

    complaint_count: int
    """How many complaints there are at a time."""
    complaints: list[RacedComplaint] = field(default_factory=list)
    log: list[Attempt] = field(default_factory=list)
    recent_commands: deque[Command] = field(default_factory=lambda: deque(maxlen=_UNDER_WAY))
    uploads: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=30))
    """Side and id."""
    queues: list[Desk] = field(default_factory=list)
    _filing: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self, rng: random.Random) -> None:
        """Make the desks that hold a link to their agency's queue, and the first complaints."""
        for agency in AGENCIES:
            for role in (MailboxRole.FRONT, MailboxRole.SUPERVISOR):
                link = agencies.new_link(agency=agency, mailbox=role, epoch=1, number=None, at=clock.now())
                commit([agencies.put_link(link)])
                self.queues.append(
                    _desk(Officer(agency=agency, mailbox=role, link=link.id, scope=Scope.QUEUE, epoch=1))
                )
        while len(self.complaints) < self.complaint_count:
            self.complaints.append(self.file(rng, client=-1))

    def complaint(self, rng: random.Random, client: int) -> RacedComplaint:
        """One of the complaints; a new one in place of one that is over."""
        place = rng.randrange(len(self.complaints))
        if self.complaints[place].is_over:
            with self._filing:
                if self.complaints[place].is_over:
                    self.complaints[place] = self.file(rng, client=client)
        return self.complaints[place]

    def file(self, rng: random.Random, client: int) -> RacedComplaint:
        """File a complaint; another one where somebody else was first to use its key, with a body of his own."""
        for _ in range(_TRIES):
            reply = self.send_until_answered(self.filing(rng), client)
            if reply.status == 201:
                body = json.loads(reply.body)
                complaint = RacedComplaint(number=body["number"], token=body["session"]["token"])
                learn_links(complaint)
                return complaint
        raise AssertionError(f"no complaint can be filed: {reply.body!r}")

    def filing(self, rng: random.Random, *, upload_ids: Sequence[str] = ()) -> Command:
        """A complaint to be filed."""
        words = new_words(rng)
        agency = rng.choice([*AGENCIES[1:], None])
        body = {**a_submission(agency_id=agency, facts=words), "proof": proof(), "upload_ids": list(upload_ids)}
        attempt = Attempt(
            client=-1,
            number=None,
            role="citizen",
            action="submit",
            key=new_key(rng),
            body=raw(body),
            words=words,
            status=None,
        )
        return Command(path="/complaints", token=None, attempt=attempt)

    def send(self, command: Command, client: int) -> Reply | None:
        """Send a command, and note the answer; None where none came."""
        self.recent_commands.append(command)
        began = time.monotonic()
        try:
            reply = call(command.path, command.attempt.body, token=command.token, key=command.attempt.key)
        except Exception:
            # An emulator without isolation breaks in ways of its own; a client sees a line that dropped.
            reply = None
        attempt = replace(
            command.attempt, client=client, began=began, ended=time.monotonic(), **_answered(command, reply)
        )
        self.log.append(attempt)
        return reply

    def send_until_answered(self, command: Command, client: int) -> Reply:
        """Send a command, as often as its answer is that the portal could not say."""
        for _ in range(_TRIES):
            reply = self.send(command, client)
            if reply is not None and reply.status < 500:
                return reply
        raise AssertionError(f"never answered: {command.attempt}")

    def record_view(self, complaint: RacedComplaint, view: Mapping[str, Any]) -> None:
        """Note what an answer shows of a complaint."""
        if view.get("version", 0) >= complaint.version:
            complaint.version, complaint.status = view["version"], view["status"]
        complaint.is_over |= complaint.status == "withdrawn" or complaint.version >= _LONGEST

    def refresh(self, complaint: RacedComplaint) -> None:
        """Read the complaint and the mails about it anew, as who is refused does, or who has changed whose it is."""
        reply = call(f"/complaints/{complaint.number}", b"", token=complaint.token, method="GET")
        if reply.status == 200:
            self.record_view(complaint, json.loads(reply.body))
        learn_links(complaint)


def make_command(
    complaint: RacedComplaint,
    action: str,
    path: str,
    body: Mapping[str, Any],
    *,
    words: str,
    key: str,
    desk: Desk | None = None,
) -> Command:
    """A command of the citizen, or of the officer at a desk; `words` is the text in its body."""
    attempt = Attempt(
        client=-1,
        number=complaint.number,
        role="officer" if desk else "citizen",
        action=action,
        key=key,
        body=raw(body),
        words=words,
        link=desk.officer.link if desk else None,
        read=body.get("version"),
        status=None,
    )
    side = "/agency" if desk else ""
    address = f"{side}/complaints/{complaint.number}/{path}"
    return Command(path=address, token=desk.token if desk else complaint.token, attempt=attempt)


def learn_links(complaint: RacedComplaint) -> None:
    """Open a session for each link that a mail of the complaint carries, as officers do who read it at once."""
    for item in table.query_all(f"COMPLAINT#{complaint.number}", condition=Item.sk.startswith("OUTBOX#")):
        link_id = item.get("link", {}).get("S")
        if link_id is None or any(each.officer.link == link_id for each in complaint.desks):
            continue
        link = agencies.get_link(link_id)
        if link is not None:
            officer = Officer(
                agency=link.agency,
                mailbox=link.mailbox,
                link=link.id,
                scope=link.scope,
                number=link.number,
                epoch=link.epoch,
            )
            complaint.desks.append(_desk(officer))


def call(path: str, body: bytes, *, token: str | None = None, key: str | None = None, method: str = "POST") -> Reply:
    """One request of the API."""
    headers = {"content-type": "application/json", "accept-language": "fr"}
    headers |= {"authorization": f"Bearer {token}"} if token else {}
    headers |= {"idempotency-key": key} if key else {}
    response = _gateway().reply(Request.from_values(f"/api{path}", method=method, headers=headers, data=body))
    return Reply(status=response.status_code, body=response.get_data())


def proof() -> str:
    """A solved challenge."""
    challenge = altcha.Challenge.from_dict(json.loads(call("/challenge", b"", method="GET").body))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def new_key(rng: random.Random) -> str:
    """An idempotency key."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def new_words(rng: random.Random) -> str:
    """A text that nobody else has sent, long enough for every field."""
    return f"Mots d'un essai, شكاية {rng.getrandbits(96):024x}"


def raw(body: Any) -> bytes:
    """A body as it is sent."""
    return json.dumps(body, ensure_ascii=False).encode()


def _desk(officer: Officer) -> Desk:
    return Desk(officer=officer, token=sessions.mint(officer).token)


def _answered(command: Command, reply: Reply | None) -> dict[str, Any]:
    if reply is None:
        return {"status": None}
    body = json.loads(reply.body)
    if reply.status >= 300:
        return {"status": reply.status, "problem": body["type"]}
    filed = body["number"] if command.attempt.number is None else None
    return {"status": reply.status, "shown": body.get("version"), "filed": filed}


@lru_cache(maxsize=1)
def _gateway() -> Gateway:
    # Once a process: it lets the application answer in several threads at once.
    import app

    return Gateway(app.app)
