"""The JSON shapes of a complaint, shared by the routes of every side; `view` fills them."""

from pydantic import Field

from chalicelib.attachments.service import Download
from chalicelib.core import clock
from chalicelib.web.fields import View


class NamesView(View):
    """A name in the administration's two languages."""

    ar: str
    fr: str


class AgencyView(View):
    """A public body."""

    id: str
    names: NamesView


class PlaceView(View):
    """Where it happened: codes, and the names to show."""

    region: str
    province: str | None
    commune: str | None
    names: NamesView


class FileView(View):
    """An attached file; `state` is `pending`, `clean`, `held` or `rejected`, `reason` why it is one of the last two.

    A clean file's `size_bytes` are a download's: pictures are drawn anew.
    """

    file_id: str
    name: str
    size_bytes: int
    state: str
    reason: str | None = None


class DownloadView(View):
    """Where a file can be fetched, until when; it is saved, never shown."""

    url: str
    expires_at: str

    @classmethod
    def of(cls, download: Download) -> "DownloadView":
        """The view of an address."""
        return cls(url=download.url, expires_at=clock.stamp(download.expires_at))


class TimelineEntry(View):
    """One step of the history, as the reader may see it."""

    seq: int
    at: str
    action: str
    by: str
    agency: AgencyView | None = None
    from_agency: AgencyView | None = None
    text: str | None = None
    outcome: str | None = None
    ground: str | None = None
    remedy: str | None = None
    promised_on: str | None = None
    score: int | None = None
    kept: bool | None = None
    files: list[FileView] = Field(default_factory=list)


class AnswerView(View):
    """The latest reasoned answer."""

    seq: int
    at: str
    agency: AgencyView
    outcome: str
    ground: str | None
    reasons: str
    remedy: str | None
    promised_on: str | None
    kept: bool | None
    reopen_until: str


class RatingView(View):
    """How the citizen judged the latest answer."""

    score: int
    comment: str | None
    at: str


class HeadView(View):
    """A complaint in a list."""

    number: str
    kind: str
    status: str
    look: int
    agency: AgencyView
    filed_at: str
    due_on: str
    days_left: int | None
    awaiting: str
    place: PlaceView
    version: int


class ContactView(View):
    """The citizen's contact; officers see none in a confidential complaint."""

    name: str | None
    email: str | None
    phone: str | None
    language: str
    confidential: bool


class ComplaintView(HeadView):
    """A complaint as its citizen sees it."""

    subject: str
    facts: str
    wish: str | None
    timeline: list[TimelineEntry]
    files: list[FileView]
    answer: AnswerView | None
    rating: RatingView | None
    citizen: ContactView
    may: list[str]


class NoteView(View):
    """An officer's note."""

    seq: int
    at: str
    text: str


class OfficerView(ComplaintView):
    """A complaint as the agency that holds it sees it."""

    notes: list[NoteView]
