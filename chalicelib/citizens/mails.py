"""The mail that reminds a citizen of numbers; what was filed is looked up here, after the request was answered."""

from collections.abc import Mapping

from chalicelib.complaints import service as complaints
from chalicelib.core import clock
from chalicelib.domain.recipients import AddressRecipient
from chalicelib.domain.vocabulary import Status
from chalicelib.notifications.model import Content, Loader, OutboxMail, Template


def _your_numbers(mail: OutboxMail) -> Content | None:
    if not isinstance(mail.recipient, AddressRecipient):
        raise ValueError("a reminder for no address")
    address = mail.recipient.address
    found = complaints.list_by_email(complaints.email_pseudonym(address))
    filed = [each for each in found if each.filed_at <= mail.created_at and each.status is not Status.ERASED]
    if not filed:
        return None
    language = filed[0].language
    numbers = [
        {
            "number": each.number,
            "kind": each.kind.value,
            "filed_on": clock.local_date(each.filed_at),
        }
        for each in filed
    ]
    return Content(address=address, language=language, values={"numbers": numbers})


LOADERS: Mapping[Template, Loader] = {Template.YOUR_NUMBERS: _your_numbers}
