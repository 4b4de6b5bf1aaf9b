"""SES: hands over one finished mail and tells passing failures from final ones."""

from enum import StrEnum
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.aws import clients
from chalicelib.core import settings


class SendOutcome(StrEnum):
    """What became of handing a mail to SES."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REFUSED = "refused"


# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
_REFUSAL_CODES = {"MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException", "NotFoundException"}


REFERENCE_TAG: Final = "mail"


def send(raw: bytes, *, sender: str, recipient: str, reference: str) -> SendOutcome:
    """Send a raw MIME message to one recipient. Never raises: the outbox decides what a failure means.

    `reference` comes back in a report of what became of the mail: ASCII letters, digits, `_` and `-`, at most 256.
    """
    try:
        clients.client("sesv2").send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": [recipient]},
            Content={"Raw": {"Data": raw}},
            EmailTags=[{"Name": REFERENCE_TAG, "Value": reference}],
            **_configuration_set(),
        )
    except ClientError as failure:
        is_refused = failure.response.get("Error", {}).get("Code") in _REFUSAL_CODES
        return SendOutcome.REFUSED if is_refused else SendOutcome.RETRY
    except BotoCoreError:
        return SendOutcome.RETRY
    return SendOutcome.ACCEPTED


def _configuration_set() -> dict[str, str]:
    """The configuration that has SES report bounces; without one nothing is reported."""
    name = settings.get().mail_configuration
    return {"ConfigurationSetName": name} if name else {}
