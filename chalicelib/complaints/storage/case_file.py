"""A complaint with its history and its files, as views and mails are made of it."""

from dataclasses import dataclass
from typing import Any

from chalicelib.attachments.model import File
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules.model import Complaint
from chalicelib.complaints.storage import store
from chalicelib.domain import policies
from chalicelib.domain.policies import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What is kept of one complaint, read together."""

    complaint: Complaint
    events: tuple[Event, ...]
    files: tuple[File, ...] = ()

    def files_for(self, policy: Policy[Any]) -> tuple[File, ...]:
        """The files under the names this kind of person may see: a confidential citizen's may say who it is."""
        if policy.sees_identity or not self.complaint.confidential:
            return self.files
        theirs = {event.seq for event in self.events if event.by in policies.NAMES_ITS_FILES_FREELY}
        return tuple(
            file.with_neutral_name(place) if file.seq in theirs else file for place, file in enumerate(self.files, 1)
        )


def read_case_file(number: str) -> CaseFile | None:
    """A complaint's case file, in one Query. Raises Unavailable where it is written all the time."""
    found = store.get_case(number)
    if found is None:
        return None
    head, events, files = found
    return CaseFile(complaint=head.complaint, events=events, files=files)
