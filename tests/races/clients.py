"""What clients do, drawn by lot: commands of both sides, commands of one another once more, the schedule's work."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from chalicelib.attachments import jobs as uploads
from chalicelib.attachments import service as attachments
from chalicelib.attachments.model import Announced
from chalicelib.aws import clients, table
from chalicelib.aws.table import Item
from chalicelib.core import clock
from chalicelib.domain import policies
from chalicelib.notifications import jobs as mails
from chalicelib.statistics import service as statistics
from tests.attachments.samples import PHOTO
from tests.builders import AGENCIES
from tests.races.lifecycle_rules import OPEN, SETTLED
from tests.races.shared_state import Command, Desk, Race, RacedComplaint, make_command, new_key, new_words

Random = random.Random
_LATER: Final = (timedelta(), timedelta(minutes=20), timedelta(hours=26))
"""When the sweep of uploads believes it is: nothing is due, verdicts are, uploads that nobody claimed are given up."""
_TRIES: Final = 2
_NEW: Final = frozenset({"submitted", "reopened"})
_TALKING: Final = OPEN | {"answered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A command of one side: the end of its path, the body that says `words`, and where it is mostly tried."""

    action: str
    path: str
    since: frozenset[str]
    body: Callable[[Random, str], dict[str, Any]]
    may_attach: bool = False
    is_decision: bool = False
    says: bool = True


def _text(_: Random, words: str) -> dict[str, Any]:
    return {"text": words}


def _rating(rng: Random, words: str) -> dict[str, Any]:
    return {"score": rng.choice((1, 2, 3, 3, 4, 5)), "comment": words}


def _promise(rng: Random, _: str) -> dict[str, Any]:
    return {"kept": rng.random() < 0.5}


def _transfer(rng: Random, words: str) -> dict[str, Any]:
    return {"agency_id": rng.choice(AGENCIES), "reason": words}


def _answer(rng: Random, words: str) -> dict[str, Any]:
    outcome = rng.choice(("granted", "partly_granted", "refused", "information_given", "not_admissible"))
    environment = {"ground": "outside_scope"} if outcome == "not_admissible" else {}
    promised = clock.local_date(clock.now()) + timedelta(days=rng.randrange(1, 90))
    promise = {"promised_on": promised.isoformat()} if rng.random() < 0.5 else {}
    return {"outcome": outcome, "reasons": words, **environment, **promise}


CITIZEN_ACTS: Final[Mapping[Act, int]] = {
    Act(action="message", path="messages", since=_TALKING, body=_text, may_attach=True): 9,
    Act(action="rate", path="rating", since=frozenset({"answered"}), body=_rating): 20,
    Act(action="reopen", path="reopening", since=SETTLED, body=lambda _, words: {"missing": words}, may_attach=True): 9,
    Act(action="promise", path="promise", since=SETTLED, body=_promise, says=False): 6,
    Act(action="withdraw", path="withdrawal", since=OPEN, body=lambda _, words: {"reason": words}): 1,
}
OFFICER_ACTS: Final[Mapping[Act, int]] = {
    Act(action="take_charge", path="charge", since=_NEW, body=lambda _, __: {}, says=False): 8,
    Act(action="ask_citizen", path="questions", since=_NEW | {"in_progress"}, body=_text): 7,
    Act(action="message", path="messages", since=_TALKING, body=_text, may_attach=True): 4,
    Act(action="note", path="notes", since=_TALKING, body=_text): 3,
    Act(action="answer", path="answers", since=OPEN, body=_answer, may_attach=True, is_decision=True): 20,
    Act(action="transfer", path="transfers", since=OPEN, body=_transfer, is_decision=True): 10,
}
_SELDOM: Final = 0.1
"""How much less an act is tried where it should be refused."""


def run(race: Race, *, clients_: int, operations: int, seed: int) -> Counter[str]:
    """Let so many clients do so many operations together; what they did, by name. Then end what the schedule ends."""
    shares = [operations // clients_ + (nth < operations % clients_) for nth in range(clients_)]
    with ThreadPoolExecutor(clients_) as pool:
        done = list(pool.map(lambda nth: _client(race, nth, shares[nth], Random(f"{seed}/{nth}")), range(clients_)))
    settle()
    return sum(done, Counter())


def settle() -> None:
    """Let the schedule do all that is left to it."""
    # Later, when the lease of a delivery that died is over; whatever was sent before is not sent again.
    with clock.at(clock.now() + timedelta(hours=1)):
        sweep_mails()
    while statistics.fold_events(until=clock.now() + timedelta(minutes=1)).events:
        continue


def sweep_mails() -> None:
    """Call the scheduled sweep of mails."""
    import app

    mails.sweep(app._loaders())


def _client(race: Race, nth: int, operations: int, rng: Random) -> Counter[str]:
    done: Counter[str] = Counter()
    for _ in range(operations):
        (operation,) = rng.choices(list(_MENU), weights=list(_MENU.values()))
        name = operation.__name__.strip("_")
        try:
            operation(race, nth, rng)
        except Exception as error:
            # A function that dies: whoever called it does so again, or leaves it to the next sweep.
            name = f"{name} died of {error!r}"
        done[name] += 1
    return done


def _citizen_acts(race: Race, nth: int, rng: Random) -> None:
    complaint = race.complaint(rng, nth)
    act = _drawn(CITIZEN_ACTS, complaint, rng)
    _do(race, nth, rng, complaint, _command(race, rng, complaint, act))


def _officer_acts(race: Race, nth: int, rng: Random) -> None:
    complaint = race.complaint(rng, nth)
    act = _drawn(OFFICER_ACTS, complaint, rng)
    # Most hold the latest link; others an earlier one, which should be dead, or one to the queue of some agency.
    holders = [complaint.desks[-1:], complaint.desks, race.queues]
    (desks,) = rng.choices(holders, weights=(6, 2, 2))
    _do(race, nth, rng, complaint, _command(race, rng, complaint, act, desk=rng.choice(desks)))


def _drawn(acts: Mapping[Act, int], complaint: RacedComplaint, rng: Random) -> Act:
    weights = [weight * (1 if complaint.status in act.since else _SELDOM) for act, weight in acts.items()]
    return rng.choices(list(acts), weights=weights)[0]


def _repeat(race: Race, nth: int, rng: Random) -> None:
    """Send what somebody else is just sending, or has just sent: the same bytes, or others under the same key."""
    if not race.recent_commands:
        return
    (given,) = rng.sample(list(race.recent_commands), 1)
    if rng.random() < 0.5:
        race.send(given, nth)
        return
    words = new_words(rng) if given.attempt.words else ""
    sent = given.attempt
    changed = sent.body.replace(sent.words.encode(), words.encode()) if words else sent.body + b" "
    race.send(replace(given, attempt=replace(sent, body=changed, words=words)), nth)


def _file(race: Race, nth: int, rng: Random) -> None:
    """File a complaint that nobody else will race for, but its uploads, and its key."""
    race.send(race.filing(rng, upload_ids=_some(race, rng, policies.CITIZEN_SIDE)), nth)


def _upload(race: Race, _: int, rng: Random) -> None:
    upload(race, rng.choice([policies.CITIZEN_SIDE, *(policies.agency_side(each) for each in AGENCIES)]))


def upload(race: Race, side: str, *, judged: bool = False) -> str:
    """Announce a file of a side and send it; its verdict is left to whoever asks for it, unless it is wanted now."""
    announced = Announced(
        name="door.png",
        content_type="image/png",
        size_bytes=len(PHOTO),
        sha256=hashlib.sha256(PHOTO).hexdigest(),
    )
    upload_id = attachments.reserve(announced, side=side).upload_id
    clients.client("s3").put_object(Bucket="quarantine", Key=upload_id, Body=PHOTO)
    race.uploads.append((side, upload_id))
    if judged:
        uploads.handle_scan_event({"detail": {"object": {"key": upload_id}}})
    return upload_id


def _judge_upload(race: Race, _: int, rng: Random) -> None:
    if race.uploads:
        uploads.handle_scan_event({"detail": {"object": {"key": rng.choice(list(race.uploads))[1]}}})


def _sweep_uploads(_: Race, __: int, rng: Random) -> None:
    with clock.at(clock.now() + rng.choice(_LATER)):
        uploads.sweep()


def _deliver(race: Race, _: int, rng: Random) -> None:
    deliver(rng.choice(race.complaints))


def deliver(complaint: RacedComplaint) -> None:
    """What the stream brings of one complaint."""
    import app

    found = table.query_all(f"COMPLAINT#{complaint.number}", condition=Item.sk.startswith("OUTBOX#"))
    records = [{"eventName": "INSERT", "dynamodb": {"Keys": {"pk": each["pk"], "sk": each["sk"]}}} for each in found]
    mails.deliver_new(records, app._loaders())


def _sweep_mails(_: Race, __: int, ___: Random) -> None:
    sweep_mails()


def _fold(_: Race, __: int, ___: Random) -> None:
    statistics.fold_events(until=clock.now() + timedelta(minutes=1))


_MENU: Final[Mapping[Callable[[Race, int, Random], None], int]] = {
    _citizen_acts: 30,
    _officer_acts: 40,
    _repeat: 12,
    _file: 2,
    _upload: 6,
    _judge_upload: 3,
    _sweep_uploads: 1,
    _deliver: 4,
    _sweep_mails: 1,
    _fold: 2,
}


def _command(race: Race, rng: Random, complaint: RacedComplaint, act: Act, *, desk: Desk | None = None) -> Command:
    words = new_words(rng) if act.says else ""
    body = act.body(rng, words)
    if act.may_attach:
        side = policies.agency_side(desk.officer.agency) if desk else policies.CITIZEN_SIDE
        body["upload_ids"] = _some(race, rng, side)
    if act.is_decision and rng.random() < 0.4:
        body["version"] = complaint.version
    key = new_key(rng)
    return make_command(complaint, act.action, act.path, body, words=words, desk=desk, key=key)


def _do(race: Race, nth: int, rng: Random, complaint: RacedComplaint, given: Command) -> None:
    for _ in range(_TRIES):
        reply = race.send(given, nth)
        if reply is not None and reply.status < 500:
            break
        if rng.random() < 0.3:
            return
    else:
        return
    if reply.status < 300:
        race.record_view(complaint, json.loads(reply.body))
    if reply.status in (401, 404, 409) or given.attempt.action in ("transfer", "reopen"):
        race.refresh(complaint)


def _some(race: Race, rng: Random, side: str) -> list[str]:
    """Up to two uploads of a side, which somebody else may be claiming too."""
    mine = [upload_id for each, upload_id in list(race.uploads) if each == side]
    return rng.sample(mine, min(len(mine), rng.randrange(3))) if rng.random() < 0.4 else []
