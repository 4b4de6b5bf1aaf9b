"""Problem details (RFC 9457): the one shape of every error, in the caller's language."""

import json
from typing import Any

from chalicelib.core.errors import FieldError, InvalidInput, PortalError, Throttled
from chalicelib.locales import translations


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's usual name for "translate later"
    """Mark a sentence for the catalogs."""
    return sentence


TITLES = {
    "malformed": N_("The request could not be read. Please try again."),
    "unknown_pair": N_("We found no request with this number and this email. Check both and try again."),
    "session_expired": N_("Your session has ended. Enter your number and your email again, or open the link again."),
    "link_expired": N_("This link has expired. You can have a new one sent to the registered mailbox."),
    "link_revoked": N_("This link no longer opens this request: it was transferred, closed or the link was withdrawn."),
    "link_invalid": N_("This link is incomplete or wrong. Open it again from the mail, or copy it whole."),
    "proof_required": N_("The check that protects this service has expired. Please send again."),
    "forbidden": N_("You may not do this."),
    "not_found": N_("There is nothing here that you may see."),
    "method_not_allowed": N_("This address does not accept this method."),
    "action_not_allowed": N_("This is not possible in the present state of the request."),
    "stale": N_("Something new has arrived since you read this request. Read it, then decide."),
    "key_reused": N_("This has already been sent with another content. Reload the page and try again."),
    "too_large": N_("What you send is too large."),
    "unsupported_type": N_("This type of content is not accepted."),
    "invalid_input": N_("Some information is missing or wrong. Correct it and send again."),
    "throttled": N_("Too many attempts. Wait a moment, then try again."),
    "unavailable": N_("The service cannot answer right now. Nothing is lost: try again in a moment."),
}

MESSAGES = {
    "required": N_("This information is needed."),
    "unknown_field": N_("This field is not known."),
    "wrong_type": N_("This is not the expected kind of value."),
    "too_long": N_("Use at most {max} characters."),
    "too_short": N_("Use at least {min} characters."),
    "too_many": N_("Choose at most {max}."),
    "out_of_range": N_("Choose a value between {min} and {max}."),
    "not_a_choice": N_("Choose one of the proposed values."),
    "control_characters": N_("Remove the invisible control characters."),
    "number": N_("This number is not complete or has a typing error. It has 13 letters and digits."),
    "email": N_("Enter an email address such as name@example.com."),
    "phone": N_("Enter a phone number such as 0612345678 or +33612345678."),
    "date": N_("Enter a date such as 2027-03-31."),
    "in_the_past": N_("Choose today or a later day."),
    "too_far": N_("Choose a day no later than {latest}."),
    "consent": N_("Confirm that you have read how your data is used."),
    "unknown_agency": N_("This body is not in the directory. Choose one from the list."),
    "same_agency": N_("The request is already with this body. Choose another one."),
    "unknown_place": N_("This place is not in the list, or does not belong to the place above it."),
    "unknown_upload": N_("This file was not received. Attach it again."),
    "file_type": N_("This type of file is not taken. Attach a photo (JPEG, PNG, WebP), a PDF or a voice note."),
    "file_size": N_("A file must not be empty and may hold at most {max} MB."),
    "sha256": N_("The fingerprint of the file is not complete. Attach the file again."),
    "ground_out_of_place": N_("A ground goes only with the outcome “not admissible”."),
    "idempotency_key": N_("The Idempotency-Key header must hold a UUID."),
    "cursor": N_("This page of the list no longer exists. Start from its beginning."),
}

CONTENT_TYPE = "application/problem+json"


def body(error: PortalError, language: str) -> dict[str, Any]:
    """The problem details of an error."""
    catalog = translations(language)
    shape: dict[str, Any] = {"type": error.type, "title": catalog.gettext(TITLES[error.type]), "status": error.status}
    if isinstance(error, InvalidInput):
        shape["errors"] = [_field(each, language) for each in error.errors]
    return shape


def headers(error: PortalError) -> dict[str, str]:
    """What the error adds to the response's headers."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, Throttled) else {}


def gateway_body(type_: str) -> str:
    """What API Gateway itself answers, before any of our code runs; it knows no languages, so Arabic and French."""
    title = TITLES[type_]
    both = " / ".join(translations(each).gettext(title) for each in ("ar", "fr"))
    status = next(each.status for each in PortalError.__subclasses__() if each.type == type_)
    return json.dumps({"type": type_, "title": both, "status": status}, ensure_ascii=False)


def _field(error: FieldError, language: str) -> dict[str, Any]:
    sentence = translations(language).gettext(MESSAGES[error.code])
    return {"field": error.field, "code": error.code, "message": sentence.format(**error.values)}
