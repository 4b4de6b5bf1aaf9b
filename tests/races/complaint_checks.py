"""One complaint's history: gapless, sealed, legal; its head what the events make; each event with what it owes."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

from tests.races import hash_chain, lifecycle_rules
from tests.races.history import Event, Fault, Item, TableSnapshot
from tests.races.lifecycle_rules import ComplaintState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event between the standings before and after it; before a filing there is none."""

    event: Event
    before: ComplaintState | None
    after: ComplaintState


def list_steps(snapshot: TableSnapshot, number: str) -> list[Step]:
    """The history, as far as it begins with a filing."""
    found: list[Step] = []
    for event in snapshot.events(number):
        before = found[-1].after if found else None
        if before is None and event.action != "submit":
            return []
        found.append(
            Step(
                event=event,
                before=before,
                after=lifecycle_rules.apply(before, event) if before else lifecycle_rules.submit(event),
            )
        )
    return found


def list_faults(snapshot: TableSnapshot, number: str) -> Iterator[Fault]:
    """Everything that is wrong with one complaint."""
    path = list_steps(snapshot, number)
    head = snapshot.head(number)
    if head is None or not path:
        yield Fault("torn complaint", number, "there is no head, or no filing")
        return
    yield from _of_chain(snapshot.events(number), head)
    yield from _of_steps(path)
    yield from _of_head(path[-1].after, head, number)
    yield from _of_mails(snapshot, path)
    yield from _of_files(snapshot, path)


def _of_chain(events: list[Event], head: Item) -> Iterator[Fault]:
    previous = hash_chain.GENESIS
    for position, event in enumerate(events, start=1):
        if event.seq != position:
            yield Fault("gap", event.where, f"expected {position}")
            return
        yield from (Fault("broken chain", event.where, what) for what in hash_chain.list_faults(previous, event))
        previous = event.hash
    if head["version"] != len(events):
        yield Fault("gap", events[-1].where, f"the head says version {head['version']}")
    if head["last_hash"] != previous:
        yield Fault("broken chain", events[-1].where, "the head is tied to another event")


def _of_steps(path: list[Step]) -> Iterator[Fault]:
    for earlier, step in pairwise(path):
        yield from (
            Fault("illegal step", step.event.where, what)
            for what in lifecycle_rules.list_faults(earlier.after, step.event)
        )
        if step.event.at < earlier.event.at:
            yield Fault("illegal step", step.event.where, "it is older than the event before it")


def _of_head(made: ComplaintState, head: Item, number: str) -> Iterator[Fault]:
    queue = "done" if made.status not in lifecycle_rules.OPEN else "open" if made.look == 1 else "reopened"
    expected: dict[str, Any] = {
        **asdict(made),
        "queue_pk": f"QUEUE#{made.agency}#{queue}",
        "queue_at": f"{made.due_on}#{number}",
    }
    for name, value in expected.items():
        if head.get(name) != value:
            yield Fault("wrong head", number, f"{name} is {head.get(name)}, the events make {value}")


def _of_mails(snapshot: TableSnapshot, path: list[Step]) -> Iterator[Fault]:
    number = path[0].event.number
    outbox = dict(snapshot.part(number, "OUTBOX#"))
    for step in path:
        for place, owed in enumerate(lifecycle_rules.list_owed_mails(step.event, step.after), start=1):
            mail = outbox.pop(f"{step.event.seq:06d}#{place}", None)
            yield from _of_mail(snapshot, step, owed, mail)
    yield from (Fault("mail of no event", f"{number}/{sort}") for sort in outbox)


def _of_mail(snapshot: TableSnapshot, step: Step, owed: tuple[str, str, bool], mail: Item | None) -> Iterator[Fault]:
    template, recipient, has_link = owed
    if mail is None or (mail["template"], mail["recipient"]) != (template, recipient):
        yield Fault("mail not owed as written", step.event.where, f"{template} to {recipient}")
        return
    if has_link != ("link" in mail):
        yield Fault("wrong link", step.event.where, f"{template} {'lacks its' if has_link else 'has a'} link")
    elif has_link:
        yield from _of_link(step, mail, snapshot.items.get((f"LINK#{mail['link']}", "LINK")))
    sent = snapshot.sent.get(f"{mail['pk']}/{mail['sk']}", 0)
    if (mail["state"], sent) not in _DONE:
        yield Fault("mail not sent once", step.event.where, f"{template} is {mail['state']}, sent {sent} times")


_DONE: Final = {("sent", 1), ("dropped", 0)}


def _of_link(step: Step, mail: Item, link: Item | None) -> Iterator[Fault]:
    opens = {"scope": "complaint", "number": step.event.number, "epoch": step.after.epoch, "agency": step.after.agency}
    if link is None or any(link.get(name) != value for name, value in opens.items()):
        yield Fault("wrong link", step.event.where, f"{mail['template']} opens {link}")


def _of_files(snapshot: TableSnapshot, path: list[Step]) -> Iterator[Fault]:
    number = path[0].event.number
    files = dict(snapshot.part(number, "FILE#"))
    for step in path:
        for listed in step.event.details.get("files", []):
            yield from _of_file(snapshot, step.event, listed, files.pop(listed["id"], None))
    yield from (Fault("orphan file", f"{number}/{sort}", "no event lists it") for sort in files)


def _of_file(snapshot: TableSnapshot, event: Event, listed: Mapping[str, Any], file: Item | None) -> Iterator[Fault]:
    if file is None or file["seq"] != event.seq:
        yield Fault("lost file", event.where, f"{listed['id']} is not there, or another event's")
        return
    upload = snapshot.items.get((f"UPLOAD#{file['upload_id']}", "UPLOAD"), {})
    if (upload.get("number"), upload.get("file_id")) != (event.number, listed["id"]):
        yield Fault("half claimed", event.where, f"its upload is {upload.get('number')}'s {upload.get('file_id')}")
    if upload.get("sha256") != listed["sha256"] or upload.get("is_abandoned"):
        yield Fault("half claimed", event.where, "its upload was given up, or holds other bytes")
    if upload.get("state") != file["state"]:
        yield Fault("torn verdict", event.where, f"{upload.get('state')}, but the file is {file['state']}")
