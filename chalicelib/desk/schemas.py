"""What officers send and what they get back."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.complaints.acts import Decision
from chalicelib.complaints.lifecycle import Ground, Outcome
from chalicelib.complaints.schemas import AgencyView, HeadView
from chalicelib.web.fields import Body, Line, Number, Paragraphs, UploadIds, View
from chalicelib.web.pages import PageQuery


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
    version: int | None = None

    def decision(self) -> Decision:
        """The decision as the complaint records it."""
        return Decision(
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
    version: int | None = None


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
