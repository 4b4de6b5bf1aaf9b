"""Judges what a race has left behind. Written apart from the portal, of which nothing is imported here or below.

It reads the raw table, which mails went out, and what each client was told; what it knows of the rules it has from
docs/product.md and docs/decisions, written down a second time. A test proves for each fault that it would be found.
"""

from collections.abc import Iterator, Sequence

from tests.races import figures, paths, promises
from tests.races.history import Fault, Kept, Told


def faults_of(kept: Kept, log: Sequence[Told]) -> list[Fault]:
    """Every fault; none where each promise was kept."""
    found = [fault for number in kept.numbers() for fault in paths.faults_of(kept, number)]
    return [*found, *promises.faults_of(kept, log), *_of_claims(kept), *_of_links(kept), *figures.faults_of(kept)]


def _of_claims(kept: Kept) -> Iterator[Fault]:
    claimants: dict[str, str] = {}
    for number in kept.numbers():
        for file_id, file in kept.part(number, "FILE#").items():
            earlier = claimants.setdefault(file["upload_id"], f"{number}/{file_id}")
            if earlier != f"{number}/{file_id}":
                yield Fault("claimed twice", f"{number}/{file_id}", f"{earlier} has it too")
    for upload_id, upload in kept.of("UPLOAD#"):
        claimed = f"{upload.get('number')}/{upload.get('file_id')}"
        if "number" in upload and claimants.get(upload_id) != claimed:
            yield Fault("half claimed", f"UPLOAD#{upload_id}", f"{claimed} does not have it")


def _of_links(kept: Kept) -> Iterator[Fault]:
    mailed = {
        mail["link"] for number in kept.numbers() for mail in kept.part(number, "OUTBOX#").values() if "link" in mail
    }
    for link_id, link in kept.of("LINK#"):
        if link["scope"] == "complaint" and link_id not in mailed:
            yield Fault("link of no mail", f"LINK#{link_id}", f"{link['number']}, epoch {link['epoch']}")
