"""A case file as each side may see it. Used by the routes of every side."""

from collections.abc import Sequence
from typing import Any

from chalicelib.agencies import places
from chalicelib.agencies import service as agencies
from chalicelib.attachments.model import File
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.presentation.schemas import (
    AgencyView,
    AnswerView,
    ComplaintView,
    ContactView,
    FileView,
    HeadView,
    NamesView,
    NoteView,
    OfficerView,
    PlaceView,
    RatingView,
    TimelineEntry,
)
from chalicelib.complaints.rules.model import Complaint, Place
from chalicelib.complaints.rules.records import RECORDS, is_hidden_from, list_offered
from chalicelib.complaints.storage.case_file import CaseFile
from chalicelib.core import clock
from chalicelib.domain.people import Citizen, Officer
from chalicelib.domain.policies import POLICIES, Policy
from chalicelib.domain.vocabulary import Action, Reader, Status


def head_view(complaint: Complaint) -> HeadView:
    """A complaint in a list."""
    return HeadView(**_head(complaint))


def citizen_view(case: CaseFile) -> ComplaintView:
    """What the citizen may see: everything but notes."""
    return ComplaintView(**_list_shared_fields(case, POLICIES[Citizen]))


def officer_view(case: CaseFile) -> OfficerView:
    """What an officer may see: notes too, and the contact unless the citizen asked for confidence."""
    policy = POLICIES[Officer]
    notes = [
        NoteView(seq=event.seq, at=clock.stamp(event.at), text=event.details.get("text", ""))
        for event in case.events
        if event.action is Action.NOTE and policy.sees_notes
    ]
    return OfficerView(**_list_shared_fields(case, policy), notes=notes)


def agency_view(agency: str) -> AgencyView:
    """A public body by its id."""
    names = agencies.get_names(agency)
    return AgencyView(id=agency, names=NamesView(ar=names.ar, fr=names.fr))


def _head(complaint: Complaint) -> dict[str, Any]:
    left = (complaint.due_on - clock.local_date(clock.now())).days if complaint.is_open else None
    return {
        "number": complaint.number,
        "kind": complaint.kind.value,
        "status": complaint.status.value,
        "look": complaint.look,
        "agency": agency_view(complaint.agency),
        "filed_at": clock.stamp(complaint.filed_at),
        "due_on": complaint.due_on.isoformat(),
        "days_left": left,
        "awaiting": _awaiting(complaint),
        "place": _place(complaint.place),
        "version": complaint.version,
    }


def _list_shared_fields(case: CaseFile, policy: Policy[Any]) -> dict[str, Any]:
    agencies.list_agencies({each for event in case.events for each in event.agencies})
    filed, files = case.events[0].details, case.files_for(policy)
    return {
        **_head(case.complaint),
        "subject": filed.get("subject", ""),
        "facts": filed.get("facts", ""),
        "wish": filed.get("wish"),
        # Notes have a place of their own; what else is hidden from the citizen is of no use to the agency either.
        "timeline": [_entry(each, files) for each in case.events if not is_hidden_from(each.action, Reader.CITIZEN)],
        "files": [_file(each) for each in files],
        "answer": _answer(case),
        "rating": _rating(case),
        "citizen": _contact(case, policy),
        "may": [action.value for action in list_offered(case.complaint, policy, clock.now())],
    }


def _entry(event: Event, files: Sequence[File]) -> TimelineEntry:
    facts, details = event.facts, event.details
    moved = len(event.agencies) > 1
    return TimelineEntry(
        seq=event.seq,
        at=clock.stamp(event.at),
        action=event.action.value,
        by=event.by.value,
        agency=agency_view(event.receiver),
        from_agency=agency_view(event.agency) if moved else None,
        text=details.get(RECORDS[event.action].text or ""),
        outcome=event.outcome.value if event.outcome else None,
        ground=facts.get("ground"),
        remedy=details.get("remedy"),
        promised_on=facts.get("promised_on"),
        score=event.score,
        kept=facts.get("kept"),
        files=[_file(each) for each in files if each.seq == event.seq],
    )


def _file(file: File) -> FileView:
    return FileView(
        file_id=file.id,
        name=file.name,
        size_bytes=file.size_bytes,
        state=file.state.value,
        reason=file.assessment.reason.value if file.assessment.reason else None,
    )


def _answer(case: CaseFile) -> AnswerView | None:
    event = _latest(case, Action.ANSWER)
    if event is None or event.outcome is None:
        return None
    facts, details = event.facts, event.details
    return AnswerView(
        seq=event.seq,
        at=clock.stamp(event.at),
        agency=agency_view(event.agency),
        outcome=event.outcome.value,
        ground=facts.get("ground"),
        reasons=details.get("reasons", ""),
        remedy=details.get("remedy"),
        promised_on=facts.get("promised_on"),
        kept=case.complaint.promise_kept,
        reopen_until=facts["reopen_until"],
    )


def _rating(case: CaseFile) -> RatingView | None:
    event = _latest(case, Action.RATE)
    if event is None or event.score is None or case.complaint.score is None:
        return None
    return RatingView(score=event.score, comment=event.details.get("comment"), at=clock.stamp(event.at))


def _contact(case: CaseFile, policy: Policy[Any]) -> ContactView:
    citizen = case.events[0].details.get("citizen", {})
    language = case.complaint.language
    confidential = case.complaint.confidential or not citizen
    if not citizen or (confidential and not policy.sees_identity):
        return ContactView(name=None, email=None, phone=None, language=language, confidential=True)
    return ContactView(
        name=citizen["name"],
        email=citizen.get("email"),
        phone=citizen.get("phone"),
        language=language,
        confidential=confidential,
    )


def _latest(case: CaseFile, action: Action) -> Event | None:
    return next((event for event in reversed(case.events) if event.action is action), None)


def _awaiting(complaint: Complaint) -> str:
    if complaint.status is Status.NEEDS_INFORMATION:
        return "citizen"
    return "agency" if complaint.is_open else "nobody"


def _place(place: Place) -> PlaceView:
    names = places.names(region=place.region, province=place.province, commune=place.commune)
    return PlaceView(
        region=place.region,
        province=place.province,
        commune=place.commune,
        names=NamesView(ar=names.ar, fr=names.fr),
    )
