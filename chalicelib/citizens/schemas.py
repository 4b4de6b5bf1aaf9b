"""What citizens send and what they get back."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from chalicelib.agencies import service as agencies
from chalicelib.citizens import service
from chalicelib.complaints import service as complaints
from chalicelib.complaints.presentation.schemas import AgencyView
from chalicelib.complaints.rules.actions import Contact, Filing
from chalicelib.complaints.rules.model import Place
from chalicelib.core import clock
from chalicelib.core.errors import FieldError
from chalicelib.domain.vocabulary import COORDINATION, Kind
from chalicelib.web.fields import Between, Body, Consent, Email, Line, Number, Paragraphs, Phone, UploadIds, View
from chalicelib.web.sessions import Session

Language = Literal["ar", "fr", "zgh", "en"]


class PlaceBody(Body):
    """Codes of `/data/places.json`."""

    region: Annotated[str, Line(20)]
    province: Annotated[str, Line(20)] | None = None
    commune: Annotated[str, Line(20)] | None = None

    def place(self) -> Place:
        """The place these codes name."""
        return Place(region=self.region, province=self.province, commune=self.commune)


class ContactBody(Body):
    """Who files."""

    name: Annotated[str, Line(100)]
    email: Email
    phone: Phone | None = None
    language: Language
    confidential: bool = False

    def contact(self) -> Contact:
        """The contact as the complaint keeps it."""
        return Contact(
            name=self.name,
            email=self.email,
            phone=self.phone,
            language=self.language,
            confidential=self.confidential,
        )


class Submission(Body):
    """A new complaint; `agency_id` null says "I don't know which"."""

    kind: Kind
    agency_id: Annotated[str, Line(100)] | None
    place: PlaceBody
    subject: Annotated[str, Line(150)]
    facts: Annotated[str, Paragraphs(5000)]
    wish: Annotated[str, Paragraphs(1000, 0)] | None = None
    citizen: ContactBody
    upload_ids: UploadIds = Field(default_factory=list)
    consent: Consent
    proof: Annotated[str, Line(4096)]

    @classmethod
    def further(cls, given: Mapping[str, Any]) -> Iterable[FieldError]:
        """An agency or a place that nobody knows."""
        return [*agencies.unknown_agency_errors(given.get("agency_id")), *_find_place_errors(given.get("place"))]

    def filing(self) -> Filing:
        """What is filed; without an agency it goes to the coordination."""
        return Filing(
            kind=self.kind,
            agency=self.agency_id or COORDINATION,
            place=self.place.place(),
            subject=self.subject,
            facts=self.facts,
            wish=self.wish or None,
            contact=self.citizen.contact(),
            email_pseudonym=complaints.email_pseudonym(self.citizen.email),
        )


def _find_place_errors(given: object) -> list[FieldError]:
    try:
        place = PlaceBody.model_validate(given).place()
    except ValidationError:
        return []
    return service.find_place_errors(place)


class Message(Body):
    """One turn of the conversation."""

    text: Annotated[str, Paragraphs(5000)]
    upload_ids: UploadIds = Field(default_factory=list)


class Rating(Body):
    """How satisfied a citizen is with the answer: 1 not at all, 5 very much; from 4 on the complaint is closed."""

    score: Annotated[int, Between(1, 5)]
    comment: Annotated[str, Paragraphs(1000, 0)] | None = None


class Reopening(Body):
    """Asking for another look: what the answer leaves open."""

    missing: Annotated[str, Paragraphs(3000)]
    upload_ids: UploadIds = Field(default_factory=list)


class PromiseJudgement(Body):
    """Whether the answer's promise was kept."""

    kept: bool


class Withdrawal(Body):
    """Taking a request back."""

    reason: Annotated[str, Paragraphs(1000, 0)] | None = None


class SignIn(Body):
    """What opens the tracking space."""

    number: Number
    email: Annotated[str, Line(254)]


class NumberReminder(Body):
    """Asking for the numbers filed with an email."""

    email: Email
    proof: Annotated[str, Line(4096)]


class SessionView(View):
    """A session's token and its end."""

    token: str
    expires_at: str

    @classmethod
    def of(cls, session: Session) -> "SessionView":
        """The view of a session."""
        return cls(token=session.token, expires_at=clock.stamp(session.expires_at))


class OpenedView(SessionView):
    """A session of the tracking space."""

    number: str


class Receipt(View):
    """What a citizen gets at once for filing."""

    number: str
    filed_at: str
    due_on: str
    agency: AgencyView
    session: SessionView
