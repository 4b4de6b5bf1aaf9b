"""Makes the bytes that SES gets out of a mail and its content.

The same mail with the same content is the same bytes at every rendering: nothing here asks for the time or draws lots.
`service` imports this when it delivers: the commands, which only fill the outbox, must not pay for Jinja2.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from email import policy
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime
from typing import Any, Final

from chalicelib.core import settings
from chalicelib.core.text import has_control_characters
from chalicelib.locales import translations
from chalicelib.notifications.model import Content, OutboxMail, Template
from chalicelib.notifications.wording import environment

# CRLF, and no line over 76 characters: RFC 2045 and 2047. EmailMessage folds Arabic subjects at the wrong places in
# Python 3.11 and loses their spaces; the older classes with `Header` do not.
_POLICY: Final = policy.compat32.clone(linesep="\r\n", max_line_length=76)

_LATIN: Final = frozenset({"fr", "en"})

_NAME_CHARSETS: Final = {"ar": "iso-8859-6", "en": "us-ascii"}
"""In UTF-8 the Arabic name needs two encoded words, between which Python 3.11 and other readers show a space."""

_ENCODED_WORD: Final = 75


def render(mail: OutboxMail, content: Content) -> bytes:
    """A raw MIME message, text and HTML. Raises ValueError for a value that is more than one line of text."""
    _require_lines([content.address, *content.values.values()])
    language = content.language
    subject, text, html = _render_parts(mail.template, content.values, language)
    message = MIMEMultipart("alternative", boundary=f"=_{_hash_identity(mail)}", policy=_POLICY)
    for name, value in _headers(mail, content.address, language=language, subject=subject):
        message[name] = value
    message.attach(_make_part(text, "plain", language))
    message.attach(_make_part(html, "html", language))
    return message.as_bytes(policy=_POLICY)


def _render_parts(template: Template, values: Mapping[str, object], language: str) -> tuple[str, str, str]:
    name = f"{template}.jinja"
    text = environment(language, html=False).get_template(name).make_module(dict(values))
    html = environment(language, html=True).get_template(name).render(values)
    subject = str(vars(text)["subject"])
    _require_lines([subject])
    return subject, _tidy(str(text), empty_lines=True), _tidy(html, empty_lines=False)


def _headers(mail: OutboxMail, address: str, *, language: str, subject: str) -> list[tuple[str, Any]]:
    sender = settings.get().mail_from
    if not address.isascii():
        raise ValueError("an address that SES does not take")
    return [
        ("From", _format_sender(sender, language)),
        ("To", address),
        ("Subject", Header(subject, "utf-8", header_name="Subject")),
        ("Date", format_datetime(mail.created_at)),
        ("Message-ID", f"<{_hash_identity(mail)}@{sender.rpartition('@')[2]}>"),
        ("Content-Language", language),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]


def _format_sender(address: str, language: str) -> str:
    name = translations(language).gettext("National Complaints Portal")
    charset = Charset(_NAME_CHARSETS.get(language, "utf-8"))
    parts = [""]
    for word in re.findall(r"\S+\s*", name):
        # RFC 2047 allows an encoded word 75 characters. Cut between words: a reader that wrongly shows the space
        # between two encoded words then shows two spaces, and none inside a word.
        if parts[-1] and len(charset.header_encode(parts[-1] + word)) > _ENCODED_WORD:
            parts.append("")
        parts[-1] += word
    return " ".join([*map(charset.header_encode, parts), f"<{address}>"])


def _hash_identity(mail: OutboxMail) -> str:
    return hashlib.sha256(mail.id.encode()).hexdigest()[:32]


def _make_part(text: str, kind: str, language: str) -> MIMENonMultipart:
    charset = Charset("utf-8")
    # Arabic takes three times its size in quoted-printable; French in base64 can't be read in a raw mail.
    charset.body_encoding = QP if language in _LATIN else BASE64
    part = MIMENonMultipart("text", kind, policy=_POLICY)
    part.set_payload(text.replace("\n", "\r\n") if charset.body_encoding == BASE64 else text, charset)
    return part


def _require_lines(values: Iterable[object]) -> None:
    for value in values:
        if isinstance(value, str):
            if has_control_characters(value, lines=False) or len(value.splitlines()) > 1:
                raise ValueError("a value of more than one line")
        elif isinstance(value, Mapping):
            _require_lines(value.values())
        elif isinstance(value, Iterable):
            _require_lines(value)


def _tidy(text: str, *, empty_lines: bool) -> str:
    """Without the blank lines that the templates' own leave behind: at most one in a row, or none."""
    kept: list[str] = []
    for line in (each.strip() for each in text.splitlines()):
        if line or (empty_lines and kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"
