"""What officers send and what they get back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from chalicelib.agencies import service as agencies
from chalicelib.complaints.presentation.schemas import AgencyView, HeadView
from chalicelib.complaints.rules.actions import ReasonedAnswer, find_answer_errors
from chalicelib.core import clock
from chalicelib.core.errors import FieldError
from chalicelib.domain.vocabulary import Ground, Outcome
from chalicelib.web.fields import Between, Body, Line, Number, Paragraphs, UploadIds, View
from chalicelib.web.pages import PageQuery

_T = TypeVar("_T")
Version = Annotated[int, Between(1, 999_999)] | None
"""The version of the complaint that an officer has read."""


def _known(read: Callable[[str], _T], given: object) -> _T | None:
    """What a raw value stands for, or None where it stands for nothing: its field says so already."""
    try:
        return read(given) if isinstance(given, str) else None
    except ValueError:
        return None


class LinkBody(Body):
    """A link as it was opened or pasted."""

    link: Annotated[str, Paragraphs(4096)]


class TextBody(Body):
    """A question or a note."""

    text: Annotated[str, Paragraphs(5000)]


class OfficerMessage(TextBody):
    """One turn of the conversation."""

    upload_ids: UploadIds = Field(default_factory=list)


class Answer(Body):
    """The reasoned answer."""

    outcome: Outcome
    ground: Ground | None = None
    reasons: Annotated[str, Paragraphs(10_000, 20)]
    remedy: Annotated[str, Paragraphs(2000, 0)] | None = None
    promised_on: date | None = None
    upload_ids: UploadIds = Field(default_factory=list)
    version: Version = None

    @classmethod
    def further(cls, given: Mapping[str, Any]) -> Iterable[FieldError]:
        """A ground or a promise that does not go with the rest."""
        return find_answer_errors(
            outcome=_known(Outcome, given.get("outcome")),
            has_ground=given.get("ground") is not None,
            promised_on=_known(date.fromisoformat, given.get("promised_on")),
            at=clock.now(),
        )

    def reasoned_answer(self) -> ReasonedAnswer:
        """The answer as the complaint records it."""
        return ReasonedAnswer(
            outcome=self.outcome,
            reasons=self.reasons,
            ground=self.ground,
            remedy=self.remedy or None,
            promised_on=self.promised_on,
        )


class Transfer(Body):
    """Passing a complaint to the competent agency."""

    agency_id: Annotated[str, Line(100)]
    reason: Annotated[str, Paragraphs(2000)]
    version: Version = None

    @classmethod
    def further(cls, given: Mapping[str, Any]) -> Iterable[FieldError]:
        """An agency that the directory does not know."""
        return agencies.unknown_agency_errors(given.get("agency_id"))


class QueueQuery(PageQuery):
    """Which of the agency's queues, or one complaint by its number."""

    queue: Literal["open", "reopened", "done"] = "open"
    number: Number | None = None


class MailboxView(View):
    """The mailbox a link was sent to."""

    role: str


class OfficerSession(View):
    """A session at the desk."""

    token: str
    expires_at: str
    agency: AgencyView
    mailbox: MailboxView
    scope: str
    number: str | None


class QueuePage(View):
    """One page of a queue, by due date."""

    items: list[HeadView]
    next_cursor: str | None


class Transferred(View):
    """Where a complaint went; the link is dead from here on."""

    number: str
    agency: AgencyView
