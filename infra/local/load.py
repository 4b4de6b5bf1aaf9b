"""Loads what a portal needs to be tried, `python -m infra.local.load`: agencies, example complaints, the site's shells.

Runs with the functions' environment, through the portal's services; what is there already is not loaded again.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from chalicelib.agencies import service as agencies
from chalicelib.agencies.model import Agency, Mailbox, Names
from chalicelib.aws import site as bucket
from chalicelib.complaints import service as complaints
from chalicelib.domain.vocabulary import COORDINATION, MailboxRole
from chalicelib.statistics import jobs as statistics
from infra.local import configuration, state
from infra.local.configuration import Configuration
from infra.local.examples import counted, filing, shown


def main() -> None:
    """Load the directory and the shells where they have changed, the examples where there are none; count them."""
    here = configuration.read()
    with state.mark_loading(here):
        _upload_shells(here)
        _load_directory(here)
        _load_examples(here)
    # As the schedule does every five minutes: whoever looks first finds figures, on the pages as they are now.
    statistics.fold_and_publish()


def _upload_shells(here: Configuration) -> None:
    """What functions make pages of stands in the site's bucket; all else of the site is served from its folder."""
    for shell in here.site.glob("*/*/shell.html"):
        key = shell.relative_to(here.site).as_posix()
        bucket.put(key, shell.read_bytes(), known=bucket.list_tags(key))


def _load_directory(here: Configuration) -> None:
    raw = [(here.directory / name).read_bytes() for name in ("agencies.json", "mailboxes.json")]
    stamp = here.state / "directory.sha256"
    wanted = hashlib.sha256(b"\0".join(raw)).hexdigest()
    # The stamp alone does not tell: a hard kill of the emulator loses the table, not the stamp.
    if _text(stamp) == wanted and COORDINATION in agencies.list_agencies([COORDINATION]):
        return
    listed, mailboxes = (json.loads(each) for each in raw)
    agencies.load_directory([_agency(each) for each in listed], [_mailbox(each) for each in mailboxes])
    agencies.clear_cache()
    stamp.write_text(wanted)


def _load_examples(here: Configuration) -> None:
    stamp = here.state / "examples.txt"
    first = (_text(stamp) or "").split()[:1]
    if first and complaints.complaint(first[0]) is not None:
        return
    stamp.write_text("\n".join(filing.file_all((*shown.EXAMPLES, *counted.EXAMPLES), here.mails)))


def _agency(raw: dict[str, Any]) -> Agency:
    return Agency(
        id=raw["id"],
        names=Names(**raw["names"]),
        kind=raw["kind"],
        region=raw.get("region"),
        province=raw.get("province"),
        acronyms=tuple(raw["acronyms"]),
    )


def _mailbox(raw: dict[str, Any]) -> Mailbox:
    return Mailbox(
        agency=raw["agency_id"], role=MailboxRole(raw["role"]), address=raw["address"], language=raw["language"]
    )


def _text(path: Path) -> str | None:
    return path.read_text().strip() if path.is_file() else None


if __name__ == "__main__":
    main()
