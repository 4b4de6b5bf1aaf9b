"""Which mails an event causes, and to whom: the table behind "Mails" in docs/product.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.agencies import service as agencies
from chalicelib.aws.table import Put
from chalicelib.complaints.history.events import Event
from chalicelib.complaints.rules import conditions
from chalicelib.complaints.rules.model import Complaint
from chalicelib.domain.recipients import CitizenRecipient, MailboxRecipient, Recipient
from chalicelib.domain.vocabulary import Action, MailboxRole, Role, Status
from chalicelib.notifications import service as notifications
from chalicelib.notifications.model import EventPlace, Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail: its template, who gets it, and whether it opens the complaint to an agency's mailbox."""

    template: Template
    agency: str | None = None
    mailbox: MailboxRole = MailboxRole.FRONT
    with_link: bool = False

    @property
    def recipient(self) -> Recipient:
        """To whom it goes."""
        return MailboxRecipient(agency=self.agency, role=self.mailbox) if self.agency else CitizenRecipient()


def list_notices(event: Event, after: Complaint) -> tuple[Notice, ...]:
    """The notices of an event, given the complaint as it is after it."""
    rule = _NOTICES.get(event.action)
    return rule(event, after) if rule else ()


def list_writes(event: Event, after: Complaint) -> list[Put]:
    """The outbox items of an event, and the links that some of their mails carry."""
    writes: list[Put] = []
    for position, notice in enumerate(list_notices(event, after), start=1):
        link_id = None
        if notice.with_link and notice.agency is not None:
            link = agencies.new_link(
                agency=notice.agency, mailbox=notice.mailbox, epoch=after.epoch, number=after.number, at=event.at
            )
            link_id = link.id
            writes.append(agencies.put_link(link))
        writes.append(
            notifications.put_mail(
                notice.template,
                place=EventPlace(number=event.number, seq=event.seq, position=position),
                recipient=notice.recipient,
                at=event.at,
                link=link_id,
            )
        )
    return writes


def _to_handler(template: Template, after: Complaint, *, with_link: bool = True) -> Notice:
    return Notice(template=template, agency=after.agency, mailbox=conditions.handler(after), with_link=with_link)


def _submitted(_: Event, after: Complaint) -> tuple[Notice, ...]:
    return Notice(template=Template.RECEIPT), _to_handler(Template.AGENCY_ALERT, after)


def _message(event: Event, after: Complaint) -> tuple[Notice, ...]:
    if event.by is Role.CITIZEN:
        return (_to_handler(Template.MESSAGE_TO_AGENCY, after),)
    return (Notice(template=Template.MESSAGE_TO_CITIZEN),)


def _transferred(event: Event, after: Complaint) -> tuple[Notice, ...]:
    return (
        Notice(template=Template.TRANSFER_TO_CITIZEN),
        _to_handler(Template.TRANSFER_IN, after),
        Notice(template=Template.TRANSFER_OUT, agency=event.agency, mailbox=conditions.handler(after)),
    )


def _rated(_: Event, after: Complaint) -> tuple[Notice, ...]:
    # A satisfied citizen ends the agency's work and its links; a dissatisfied one is read in the file.
    return (_to_handler(Template.CLOSED, after, with_link=False),) if after.status is Status.CLOSED else ()


def _reopened(event: Event, after: Complaint) -> tuple[Notice, ...]:
    return (
        Notice(template=Template.REOPENED_TO_CITIZEN),
        _to_handler(Template.REOPENED, after),
        *_to_earlier_handler(event, after),
    )


def _to_earlier_handler(event: Event, after: Complaint) -> tuple[Notice, ...]:
    """Whoever took the look before, where another mailbox takes this one: its links are dead."""
    if after.look == conditions.SECOND_LOOK:
        return (Notice(template=Template.REOPENED_OUT, agency=event.agency),)
    if event.receiver != event.agency:
        return (Notice(template=Template.REOPENED_OUT, agency=event.agency, mailbox=MailboxRole.SUPERVISOR),)
    return ()


_NOTICES: Mapping[Action, Callable[[Event, Complaint], tuple[Notice, ...]]] = {
    Action.SUBMIT: _submitted,
    Action.MESSAGE: _message,
    Action.TRANSFER: _transferred,
    Action.ASK_CITIZEN: lambda _, __: (Notice(template=Template.QUESTION),),
    Action.ANSWER: lambda _, __: (Notice(template=Template.ANSWER),),
    Action.RATE: _rated,
    Action.REOPEN: _reopened,
}
