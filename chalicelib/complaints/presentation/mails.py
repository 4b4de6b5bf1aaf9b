"""What the mails of a complaint say: for each template, where it goes and its values, read at sending time.

Values come from the event and the filing, which never change, so every rendering of a mail is the same.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chalicelib.agencies import service as agencies
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.storage.case_file import CaseFile, read_case_file
from chalicelib.core import clock
from chalicelib.domain.recipients import CitizenRecipient, MailboxRecipient
from chalicelib.domain.vocabulary import Action, Status
from chalicelib.notifications.model import Content, EventPlace, Loader, OutboxMail, Template

Values = Callable[[CaseFile, Event, str], Mapping[str, Any]]


def _load(mail: OutboxMail, values: Values) -> Content | None:
    place = mail.place
    if not isinstance(place, EventPlace):
        raise ValueError("a mail of no event")
    case = read_case_file(place.number)
    if case is None or case.complaint.status is Status.ERASED:
        return None
    reachable, link = _find_address(mail, case), _link(mail)
    if reachable is None or link is None:
        return None
    address, language = reachable
    shared = {
        "number": case.complaint.number,
        "kind": case.complaint.kind.value,
        "filed_on": clock.local_date(case.complaint.filed_at),
        "due_on": _due_on(case, place.seq),
    }
    return Content(
        address=address,
        language=language,
        values={**shared, **link, **values(case, case.events[place.seq - 1], language)},
    )


def _find_address(mail: OutboxMail, case: CaseFile) -> tuple[str, str] | None:
    """Where the mail goes now, and in which language; None for who can't be reached by mail."""
    match mail.recipient:
        case CitizenRecipient():
            email = case.events[0].details["citizen"].get("email")
            return None if email is None else (email, case.complaint.language)
        case MailboxRecipient(agency=agency, role=role):
            mailbox = agencies.find_reachable_mailbox(agency, role)
            return None if mailbox is None else (mailbox.address, mailbox.language)
    raise ValueError("a recipient that no event has")


def _link(mail: OutboxMail) -> dict[str, Any] | None:
    if mail.link is None:
        return {}
    link = agencies.get_link(mail.link)
    if link is None:
        return None
    return {"link_token": agencies.sign_link(link, key=mail.key), "expires_on": clock.local_date(link.expires)}


def _due_on(case: CaseFile, seq: int) -> date:
    days = [event.facts["due_on"] for event in case.events[:seq] if "due_on" in event.facts]
    return date.fromisoformat(days[-1])


def _holder(_: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    return {"agency": agencies.get_names(event.receiver).in_language(language)}


def _answered(case: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    promised = event.facts.get("promised_on")
    return {
        **_holder(case, event, language),
        "outcome": event.outcome.value if event.outcome else None,
        "reopen_until": date.fromisoformat(event.facts["reopen_until"]),
        "promised_on": date.fromisoformat(promised) if promised else None,
        "look": _look(case, event),
    }


def _moved(case: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    return {
        **_holder(case, event, language),
        "from_agency": agencies.get_names(event.agency).in_language(language),
        "to_agency": agencies.get_names(event.receiver).in_language(language),
    }


def _looked_at_again(case: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    """For who looks now: whose answer did not convince. For who looked before: themselves."""
    return {"agency": agencies.get_names(event.agency).in_language(language), "look": _look(case, event)}


def _citizen_s_look(case: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    return {**_holder(case, event, language), "look": _look(case, event)}


def _look(case: CaseFile, event: Event) -> int:
    """The look that the event began or belongs to: the head may be further when the mail is rendered again."""
    return 1 + sum(each.action is Action.REOPEN for each in case.events[: event.seq])


def _closed(case: CaseFile, event: Event, language: str) -> Mapping[str, Any]:
    windows = [each.facts["reopen_until"] for each in case.events[: event.seq] if each.action is Action.ANSWER]
    return {
        **_holder(case, event, language),
        "closed_by": event.by.value,
        "reopen_until": date.fromisoformat(windows[-1]),
    }


def _loader(values: Values) -> Loader:
    return lambda mail: _load(mail, values)


LOADERS: Mapping[Template, Loader] = {
    Template.RECEIPT: _loader(_holder),
    Template.AGENCY_ALERT: _loader(_holder),
    Template.QUESTION: _loader(_holder),
    Template.MESSAGE_TO_CITIZEN: _loader(_holder),
    Template.MESSAGE_TO_AGENCY: _loader(_holder),
    Template.ANSWER: _loader(_answered),
    Template.TRANSFER_TO_CITIZEN: _loader(_moved),
    Template.TRANSFER_IN: _loader(_moved),
    Template.TRANSFER_OUT: _loader(_moved),
    Template.REOPENED: _loader(_looked_at_again),
    Template.REOPENED_TO_CITIZEN: _loader(_citizen_s_look),
    Template.REOPENED_OUT: _loader(_looked_at_again),
    Template.CLOSED: _loader(_closed),
}
"""The loaders of this slice; `app.py` joins them with those of the others."""
