"""Every command of the API as a case: how to come to where it is possible, and the one request that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chalicelib.agencies import service as agencies
from chalicelib.core import clock
from chalicelib.domain import policies
from tests.attachments.uploading import uploaded
from tests.builders import a_submission, an_answer
from tests.complaints.commanding import link_of
from tests.portal import Answer, Filed, Portal

Body = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A command as its client sends it, again and again with the same key."""

    path: str
    body: Body
    token: str | None

    def send(self, api: Portal, key: str) -> Answer:
        """Send it."""
        return api.post(self.path, self.body, self.token, key=key)


Prepare = Callable[[Portal], Request]


def _prepare_submission(api: Portal) -> Request:
    body = a_submission(upload_ids=[uploaded()])
    return Request("/complaints", {**body, "proof": api.proof()}, None)


def _by_citizen(
    path: str, body: Callable[[], Body], *, before: Callable[[Portal, Filed], object] | None = None
) -> Prepare:
    def prepare(api: Portal) -> Request:
        filed = api.file()
        if before:
            before(api, filed)
        return Request(f"/complaints/{filed.number}/{path}", body(), filed.token)

    return prepare


def _by_officer(path: str, body: Callable[[], Body]) -> Prepare:
    def prepare(api: Portal) -> Request:
        filed = api.file()
        return Request(f"/agency/complaints/{filed.number}/{path}", body(), _open_session(api, filed))

    return prepare


def _open_session(api: Portal, filed: Filed) -> str:
    link = agencies.get_link(link_of(api.aws, filed.number))
    assert link is not None
    return api.open(agencies.sign_link(link, key="initial"))


def _give_answer(api: Portal, filed: Filed) -> None:
    promised = (clock.local_date(clock.now()) + timedelta(days=30)).isoformat()
    assert filed.act(_open_session(api, filed), "answers", an_answer(promised_on=promised)).status == 201


def _of_side(upload_side: str) -> Callable[[], Body]:
    return lambda: {"text": "Here it is", "upload_ids": [uploaded(side=upload_side)]}


COMMANDS: Final[dict[str, Prepare]] = {
    "submit": _prepare_submission,
    "message": _by_citizen("messages", _of_side("citizen")),
    "withdraw": _by_citizen("withdrawal", lambda: {"reason": "Settled"}),
    "rate": _by_citizen("rating", lambda: {"score": 5}, before=_give_answer),
    "reopen": _by_citizen("reopening", lambda: {"missing": "The refund never came"}, before=_give_answer),
    "promise": _by_citizen("promise", lambda: {"kept": True}, before=_give_answer),
    "charge": _by_officer("charge", dict),
    "question": _by_officer("questions", lambda: {"text": "Which street?"}),
    "officer_message": _by_officer("messages", _of_side(policies.agency_side("interior"))),
    "note": _by_officer("notes", lambda: {"text": "Ask the workshop"}),
    "answer": _by_officer("answers", an_answer),
    "transfer": _by_officer("transfers", lambda: {"agency_id": "health", "reason": "Theirs"}),
}
