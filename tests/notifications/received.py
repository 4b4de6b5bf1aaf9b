"""A rendered mail as a reader's program takes it apart."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from chalicelib.notifications.model import Template
from chalicelib.notifications.rendering import render
from tests.notifications.contents import a_content, a_mail


@dataclass(frozen=True)
class Received:
    """One mail: its raw bytes and what the standard library reads in them."""

    raw: bytes
    message: EmailMessage

    @classmethod
    def rendered(cls, template: Template, language: str = "ar", **values: Any) -> "Received":
        """The mail of this template, with its usual values but for those given."""
        return cls.read(render(a_mail(template), a_content(template, language, **values)))

    @classmethod
    def read(cls, raw: bytes) -> "Received":
        """Parse a raw mail."""
        return cls(raw, message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]

    @property
    def subject(self) -> str:
        """The decoded subject."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The text version."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML version."""
        return self._part("html")

    @property
    def links(self) -> set[str]:
        """Every address in either version."""
        return set(re.findall(r"https?://[^\s<>\"]+", self.text + self.html))

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())
