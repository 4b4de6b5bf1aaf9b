"""Judges what a race has left behind. Written apart from the portal, of which nothing is imported here or below.

It reads the raw table, which mails went out, and what each client was told; what it knows of the rules it has from
docs/product.md and docs/decisions, written down a second time. A test proves for each fault that it would be found.
"""

from collections.abc import Iterator, Sequence

from tests.races import complaint_checks, response_checks, statistics_checks
from tests.races.history import Attempt, Fault, TableSnapshot


def list_faults(snapshot: TableSnapshot, log: Sequence[Attempt]) -> list[Fault]:
    """Every fault; none where each promise was snapshot."""
    found = [fault for number in snapshot.numbers() for fault in complaint_checks.list_faults(snapshot, number)]
    return [
        *found,
        *response_checks.list_faults(snapshot, log),
        *_of_claims(snapshot),
        *_of_links(snapshot),
        *statistics_checks.list_faults(snapshot),
    ]


def _of_claims(snapshot: TableSnapshot) -> Iterator[Fault]:
    claimants: dict[str, str] = {}
    for number in snapshot.numbers():
        for file_id, file in snapshot.part(number, "FILE#").items():
            earlier = claimants.setdefault(file["upload_id"], f"{number}/{file_id}")
            if earlier != f"{number}/{file_id}":
                yield Fault("claimed twice", f"{number}/{file_id}", f"{earlier} has it too")
    for upload_id, upload in snapshot.of("UPLOAD#"):
        claimed = f"{upload.get('number')}/{upload.get('file_id')}"
        if "number" in upload and claimants.get(upload_id) != claimed:
            yield Fault("half claimed", f"UPLOAD#{upload_id}", f"{claimed} does not have it")


def _of_links(snapshot: TableSnapshot) -> Iterator[Fault]:
    mailed = {
        mail["link"]
        for number in snapshot.numbers()
        for mail in snapshot.part(number, "OUTBOX#").values()
        if "link" in mail
    }
    for link_id, link in snapshot.of("LINK#"):
        if link["scope"] == "complaint" and link_id not in mailed:
            yield Fault("link of no mail", f"LINK#{link_id}", f"{link['number']}, epoch {link['epoch']}")
