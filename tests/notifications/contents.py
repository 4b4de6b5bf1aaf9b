"""A content for each template, as the loaders give it: builders for the tests of this folder."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from chalicelib.domain.recipients import parse_recipient
from chalicelib.notifications.model import Content, EventPlace, OutboxMail, Template
from chalicelib.notifications.store import outbox_keys

NUMBER: Final = "7K3M9QXT2HDBM"
DIGITS_FIRST: Final = "123456789012T"
TOKEN: Final = (
    "eyJsIjoiYWJjIiwiayI6ImluaXRpYWwiLCJleHAiOjE4MDAwMDAwMDB9.Zm9yLXRlc3RzLW9ubHktbm90LWEtc2lnbmF0dXJlLWF0LWE"
)
AGENCIES: Final = {"ar": ("وزارة الصحة والحماية الاجتماعية", "جماعة الدار البيضاء")}
ELSEWHERE: Final = ("Ministère de la santé et de la protection sociale", "Commune de Casablanca")


def a_mail(template: Template, *, number: str = NUMBER, seq: int = 1, position: int = 1, **changes: Any) -> OutboxMail:
    """A mail in the outbox of a complaint; its recipient may be given as text."""
    facts: dict[str, Any] = {
        "place": EventPlace(number=number, seq=seq, position=position),
        "template": template,
        "recipient": "citizen",
        "key": "initial",
        "created_at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        **changes,
    }
    return OutboxMail(**{**facts, "recipient": parse_recipient(facts["recipient"])})


def stored_keys(mail: OutboxMail) -> dict[str, dict[str, str]]:
    """Where the table has it, as DynamoDB and its stream say so."""
    partition, sort = outbox_keys(mail.place)
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def a_content(
    template: Template, language: str = "ar", *, address: str = "someone@example.org", **values: object
) -> Content:
    """What a loader finds for this template; `values` replace or add to its usual ones."""
    return Content(address=address, language=language, values={**usual_values(template, language), **values})


def usual_values(template: Template, language: str = "ar") -> Mapping[str, object]:
    """Exactly the values that templates/README.md promises to a template."""
    known = _known(language)
    return {name: known[name] for name in VALUES[template]}


def _known(language: str) -> Mapping[str, object]:
    agency, other = AGENCIES.get(language, ELSEWHERE)
    filed = {"number": NUMBER, "kind": "complaint", "agency": agency, "filed_on": date(2026, 11, 24)}
    return {
        **filed,
        "due_on": date(2027, 1, 23),
        "reopen_until": date(2027, 2, 5),
        "promised_on": date(2027, 3, 1),
        "expires_on": date(2027, 2, 22),
        "outcome": "partly_granted",
        "link_token": TOKEN,
        "scope": "complaint",
        "look": 2,
        "closed_by": "citizen",
        "from_agency": agency,
        "to_agency": other,
        "numbers": [
            filed,
            {**filed, "number": DIGITS_FIRST, "kind": "question", "agency": other},
        ],
    }


_COMPLAINT: Final = ("number", "kind", "agency")
_LINK: Final = ("link_token", "expires_on")
_TRANSFER: Final = ("number", "kind", "from_agency", "to_agency")

VALUES: Final[Mapping[Template, tuple[str, ...]]] = {
    Template.RECEIPT: (*_COMPLAINT, "filed_on", "due_on"),
    Template.AGENCY_ALERT: (*_COMPLAINT, "filed_on", "due_on", *_LINK),
    Template.QUESTION: (*_COMPLAINT, "due_on"),
    Template.MESSAGE_TO_CITIZEN: _COMPLAINT,
    Template.MESSAGE_TO_AGENCY: (*_COMPLAINT, *_LINK),
    Template.ANSWER: (*_COMPLAINT, "outcome", "promised_on", "reopen_until", "look"),
    Template.TRANSFER_TO_CITIZEN: (*_TRANSFER, "due_on"),
    Template.TRANSFER_IN: (*_TRANSFER, "filed_on", "due_on", *_LINK),
    Template.TRANSFER_OUT: _TRANSFER,
    Template.REOPENED: (*_COMPLAINT, "filed_on", "due_on", "look", *_LINK),
    Template.REOPENED_TO_CITIZEN: (*_COMPLAINT, "due_on", "look"),
    Template.REOPENED_OUT: (*_COMPLAINT, "look"),
    Template.CLOSED: (*_COMPLAINT, "closed_by", "reopen_until"),
    Template.NEW_LINK: ("scope", "number", "agency", *_LINK),
    Template.YOUR_NUMBERS: ("numbers",),
}
