"""The portal as its clients see it, over Chalice's test client: calls, proofs, sessions, delivered mails.

Its events client can't make stream records, so `deliver_mails` makes them from the outbox, as the stream would.
"""

import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import altcha
from chalice.test import Client

from tests.builders import a_submission
from tests.emulator import ORIGIN_SECRET, Aws


@dataclass(frozen=True)
class Answer:
    """A response, with its body read."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.raw)

    @property
    def type(self) -> str:
        """The `type` of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.raw
        assert self.body["status"] == self.status
        return str(self.body["type"])

    @property
    def fields(self) -> dict[str, str]:
        """The wrong fields of a problem, and what is wrong with each."""
        assert self.type == "invalid_input", self.raw
        return {each["field"]: each["code"] for each in self.body["errors"]}


@dataclass(frozen=True)
class Mail:
    """A mail that was delivered."""

    to: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The signed link in it."""
        found = re.search(r"https://portal\.example/\w+/agency/#\S+", self.text)
        assert found, self.text
        return found.group()


@dataclass
class Portal:
    """Calls of the API. Each has the origin's header and an address; `officer` and `citizen` calls bear a token."""

    client: Client
    aws: Aws
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "x-portal-origin": ORIGIN_SECRET,
            "cloudfront-viewer-address": "198.51.100.7:4711",
            "content-type": "application/json",
            "accept-language": "en",
        }
    )

    @classmethod
    def started(cls, aws: Aws) -> "Portal":
        """The portal, ready to answer."""
        import app

        return cls(client=Client(app.app, project_dir=str(Path(app.__file__).parent)), aws=aws)

    def call(self, method: str, path: str, body: Any = None, **headers: str | None) -> Answer:
        """One request. Header names are written with underscores; None leaves one out. `body` may be raw bytes."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        sent = {name: value for name, value in given.items() if value is not None}
        response = self.client.http.request(method, path, headers=sent, body=raw)
        return Answer(response.status_code, _single(response.headers), response.body)

    def get(self, path: str, token: str | None = None, **headers: str | None) -> Answer:
        """A GET."""
        return self.call("GET", path, authorization=token and f"Bearer {token}", **headers)

    def post(self, path: str, body: Any, token: str | None = None, *, key: str | None = None, **headers: Any) -> Answer:
        """A POST with a fresh idempotency key unless one is given."""
        given = {"authorization": token and f"Bearer {token}", "idempotency_key": key or str(uuid.uuid4()), **headers}
        return self.call("POST", path, body, **given)

    def proof(self) -> str:
        """A solved challenge."""
        challenge = altcha.Challenge.from_dict(self.get("/challenge").body)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        return altcha.Payload(challenge, solution).to_base64()

    def file(self, **changes: Any) -> "Filed":
        """File a complaint."""
        body = a_submission(**changes)
        answer = self.post("/complaints", {**body, "proof": self.proof()})
        assert answer.status == 201, answer.raw
        email = body["citizen"]["email"]
        return Filed(number=answer.body["number"], token=answer.body["session"]["token"], email=email, portal=self)

    def deliver_mails(self) -> list[Mail]:
        """Hand every outbox item to the function that the stream calls; the mails it sent."""
        before = len(self.aws.raw_mails())
        records = [_record(each) for each in self.aws.items() if each["sk"]["S"].startswith("OUTBOX#")]
        self.client.lambda_.invoke("deliver_mail", {"Records": records})
        return [_mail(to, raw) for to, raw in self.aws.raw_mails()[before:]]

    def sweep_mails(self) -> list[Mail]:
        """Call the scheduled sweep; the mails it sent."""
        before = len(self.aws.raw_mails())
        self.client.lambda_.invoke(
            "sweep_mail", self.client.events.generate_cw_event("aws.events", "Scheduled", {}, [])
        )
        return [_mail(to, raw) for to, raw in self.aws.raw_mails()[before:]]

    def open(self, link: str) -> str:
        """Exchange a link for a session's token."""
        answer = self.post("/agency/sessions", {"link": link})
        assert answer.status == 200, answer.raw
        return str(answer.body["token"])

    def desk_of(self, agency: str, role: str = "front") -> str:
        """The token of an agency's session, from the latest mail its mailbox gets now."""
        mails = [each for each in self.deliver_mails() if each.to == f"{role}@{agency}.example"]
        return self.open(mails[-1].link)


@dataclass(frozen=True)
class Filed:
    """A complaint that was filed, with its citizen's session."""

    number: str
    token: str
    email: str
    portal: Portal

    def view(self) -> Any:
        """The citizen's view."""
        answer = self.portal.get(f"/complaints/{self.number}", self.token)
        assert answer.status == 200, answer.raw
        return answer.body

    def write(self, text: str = "Any news?", **options: Any) -> Answer:
        """The citizen writes."""
        return self.portal.post(f"/complaints/{self.number}/messages", {"text": text}, self.token, **options)

    def withdraw(self) -> Answer:
        """The citizen takes it back."""
        return self.portal.post(f"/complaints/{self.number}/withdrawal", {}, self.token)

    def rate(self, score: Any, **options: Any) -> Answer:
        """The citizen judges the answer."""
        return self.portal.post(f"/complaints/{self.number}/rating", {"score": score}, self.token, **options)

    def reopen(self, missing: str = "The refund never came", **options: Any) -> Answer:
        """The citizen asks for another look."""
        return self.portal.post(f"/complaints/{self.number}/reopening", {"missing": missing}, self.token, **options)

    def judge_promise(self, kept: Any, **options: Any) -> Answer:
        """The citizen says whether the promise was kept."""
        return self.portal.post(f"/complaints/{self.number}/promise", {"kept": kept}, self.token, **options)

    def returning(self) -> "Filed":
        """The same citizen with a new session, after some time."""
        answer = self.portal.post("/sessions", {"number": self.number, "email": self.email})
        assert answer.status == 200, answer.raw
        return replace(self, token=answer.body["token"])

    def act(self, token: str, action: str, body: Any, **options: Any) -> Answer:
        """An officer acts: `charge`, `questions`, `answers` …"""
        return self.portal.post(f"/agency/complaints/{self.number}/{action}", body, token, **options)


def _single(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in headers.items()}


def _record(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "eventID": uuid.uuid4().hex,
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": "eu-west-3",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-3:123456789012:table/portal/stream/1",
        "dynamodb": {
            "ApproximateCreationDateTime": int(time.time()),
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "SequenceNumber": "1",
            "SizeBytes": 1,
            "StreamViewType": "KEYS_ONLY",
        },
    }


def _mail(to: str, raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    return Mail(to=to, subject=str(message["subject"]), text=part.get_content())
