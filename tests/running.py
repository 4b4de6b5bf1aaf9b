"""A portal that really runs: processes, sockets, an emulated AWS. For browser stories and whole-system tests.

    def test_a_story(running_portal: RunningPortal) -> None:
        running_portal.url, running_portal.inbox_url, running_portal.api.file(), running_portal.mail_to("front@...")

`start_portal(folder)` starts one of a test's own; `stop()` ends it cleanly, and a second start finds its data again.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import altcha
import pytest

from infra.local import children
from tests.builders import a_submission
from tests.patience import START_SECONDS, STOP_SECONDS, WAIT_SECONDS

ROOT: Final = Path(__file__).parents[1]
AGENCY: Final = "commune-meknes"
"""An agency of the real directory."""
SCHEDULED: Final[Mapping[str, Any]] = {
    "version": "0",
    "id": "schedule",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}
"""What a rule sends to a scheduled function."""
T = TypeVar("T")
_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NotInTime(AssertionError):
    """What was waited for did not happen."""


@dataclass(frozen=True)
class Reply:
    """A response; `body` is its JSON."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.raw)


@dataclass(frozen=True)
class Api:
    """Calls of an API at an address; `headers` go with each."""

    base: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str) -> Reply:
        """One request with a fresh idempotency key. Header names are written with underscores."""
        sent = {"content-type": "application/json", "idempotency-key": str(uuid.uuid4()), **self.headers}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {token}"} if token else {}
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        return fetch(self.base + path, method=method, headers=sent, data=data)

    def proof(self) -> str:
        """A solved challenge."""
        challenge = altcha.Challenge.from_dict(self.call("GET", "/challenge").body)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        return altcha.Payload(challenge, solution).to_base64()

    def file(self, **changes: Any) -> Any:
        """File a complaint; the receipt."""
        body = a_submission(**{"agency_id": AGENCY, **changes})
        reply = self.call("POST", "/complaints", {**body, "proof": self.proof()})
        assert reply.status == 201, reply.raw
        return reply.body


@dataclass
class RunningPortal:
    """A portal and its inbox, as people reach them."""

    url: str
    inbox_url: str
    process: subprocess.Popen[bytes]
    first_figures: Mapping[str, Any] = field(default_factory=dict)
    """What it had published when it was ready, before any test filed something."""

    @property
    def api(self) -> Api:
        """Its API."""
        return Api(f"{self.url}/api", {"accept-language": "fr"})

    def mails(self) -> list[dict[str, Any]]:
        """Every mail of the inbox, newest first."""
        listed: list[dict[str, Any]] = fetch(f"{self.inbox_url}/messages.json").body
        return listed

    def mail_to(self, address: str, *, about: str = "", where: Callable[[Any], bool] = bool) -> dict[str, Any]:
        """The newest mail to an address whose text names this number, and of which this is true; waits for it."""

        def arrived() -> dict[str, Any] | None:
            found = (each for each in self.mails() if each["to"] == address and where(each))
            return next((each for each in found if about in each["text"].replace("-", "")), None)

        return until(arrived)

    def run_schedule(self, function: str) -> None:
        """Call a scheduled function now, as its rule does: `FoldStatistics`, `SweepMail`."""
        reply = fetch(f"{self.url}/_invoke/{function}", method="POST", data=json.dumps(SCHEDULED).encode())
        assert reply.status == 200, reply.raw

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STOP_SECONDS)


def start_portal(folder: Path) -> RunningPortal:
    """Start a portal that keeps its data in this folder, on free ports, and wait until it is ready."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = dict(zip(("PORT", "INBOX_PORT", "EMULATOR_PORT"), map(str, free_ports(3)), strict=True))
    environment = {**os.environ, **ports, "PORTAL_STATE": str(folder), "WATCH": "no"}
    said = folder / "said.txt"
    with said.open("wb") as output:
        command = [sys.executable, "-m", "infra.local"]
        process = children.start(command, environment=environment, folder=ROOT, output=output)
    portal = RunningPortal(f"http://127.0.0.1:{ports['PORT']}", f"http://127.0.0.1:{ports['INBOX_PORT']}", process)

    def ready() -> bool:
        assert process.poll() is None, said.read_text()
        return "The portal runs" in said.read_text()

    try:
        until(ready, seconds=START_SECONDS)
        portal.first_figures = fetch(f"{portal.url}/data/statistics.json").body
    except BaseException:
        portal.stop()
        raise
    return portal


@pytest.fixture(scope="session")
def running_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """One portal for all tests of a run."""
    (folder_of_the_run(tmp_path_factory) / "portal-is-started").touch(exist_ok=False)
    portal = start_portal(tmp_path_factory.mktemp("portal"))
    yield portal
    portal.stop()


def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def agency_link(mail: Mapping[str, Any]) -> str:
    """The signed link in a mail to an agency."""
    found = re.search(r"https?://\S+/agency/#\S+", mail["text"])
    assert found, mail["text"]
    return found.group()


def fetch(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, data: bytes | None = None
) -> Reply:
    """One request past every proxy, whatever its status."""
    request = urllib.request.Request(url, data=data, headers=dict(headers or {}), method=method)
    try:
        with _HTTP.open(request, timeout=WAIT_SECONDS) as response:
            return Reply(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, dict(error.headers), error.read())


def until(happened: Callable[[], T | None], *, seconds: float = WAIT_SECONDS) -> T:
    """What a question about another process answers, asked again until it answers. Raises NotInTime."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = happened()
        if answer:
            return answer
        # Another process has to do something meanwhile, and says nothing when it has.
        time.sleep(0.05)
    raise NotInTime(f"not within {seconds} s")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports
