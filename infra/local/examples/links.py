"""The links in the mails to agencies: examples open complaints the way officers do. Used by `filing`."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.core.principal import MailboxRole, Officer
from chalicelib.desk import service as desk
from infra.local import mailbox

_MAIL_SECONDS: Final = 120
_TO_AGENCIES: Final = b".agencies.portal.example"


class NoMail(Exception):
    """The agency's mail with its link did not arrive."""


@dataclass(frozen=True, slots=True)
class _Mailed:
    mailbox: str
    text: str
    link: str


class Links:
    """All that have arrived in a folder of mails; each mail is read once."""

    def __init__(self, mails: Path) -> None:
        self._mails = mails
        self._read: set[Path] = set()
        self._found: list[_Mailed] = []
        self._officers: dict[tuple[str, MailboxRole], Officer] = {}

    def officer(self, number: str, role: MailboxRole) -> Officer:
        """Who holds the newest link that this mailbox was mailed for a complaint; waits for it. Raises NoMail."""
        if (number, role) not in self._officers:
            self._officers[number, role] = desk.open_link(self._link(number, role))
        return self._officers[number, role]

    def _link(self, number: str, role: MailboxRole) -> str:
        deadline = time.monotonic() + _MAIL_SECONDS
        while time.monotonic() < deadline:
            self._read_new()
            for each in reversed(self._found):
                if each.mailbox == role.value and number in each.text:
                    return each.link
            time.sleep(0.05)
        raise NoMail

    def _read_new(self) -> None:
        for path in sorted(set(self._mails.glob("*.eml")) - self._read):
            self._read.add(path)
            # Most mails go to citizens, and reading a mail takes milliseconds.
            if _TO_AGENCIES not in path.read_bytes():
                continue
            mail = mailbox.read(path)
            text = mail.part("plain")
            link = next((word for word in text.split() if "/agency/#" in word), None)
            if link is not None:
                letters = (mail.header("Subject") + text).replace("-", "")
                self._found.append(_Mailed(mail.header("To").partition("@")[0], letters, link))
