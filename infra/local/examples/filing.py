"""Files examples and lets happen what has happened since. The clock stands at the day of each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from altcha import Challenge, Payload, solve_challenge

from chalicelib.citizens import service as citizens
from chalicelib.complaints import service as complaints
from chalicelib.complaints.rules.actions import Contact, Filing
from chalicelib.complaints.rules.model import Place
from chalicelib.core import clock
from chalicelib.domain.people import Visitor
from chalicelib.domain.vocabulary import COORDINATION, Kind
from chalicelib.web import proof
from infra.local.examples.acts import Act, Case, once
from infra.local.examples.links import Links

_EMAIL: Final = "demonstration@example.org"
_DEMONSTRATION: Final = {
    language: Contact(name=name, email=_EMAIL, phone=None, language=language, confidential=False)
    for language, name in {"ar": "مرتفق تجريبي", "fr": "Usager de démonstration"}.items()
}
_VISITOR: Final = Visitor(address="127.0.0.1", language="fr")


class Unproven(Exception):
    """No solution of the challenge was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One complaint, and what has happened since: `(days ago, act)`."""

    kind: Kind
    agency: str | None
    place: Place
    language: str
    subject: str
    facts: str
    days_ago: int
    since: tuple[tuple[int, Act], ...] = ()


def file_all(examples: Sequence[Example], mails: Path) -> list[str]:
    """File them all, then act on each; their numbers. Raises NoMail, Unproven."""
    links = Links(mails)
    numbers = [_file(example) for example in examples]
    for number, example in zip(numbers, examples, strict=True):
        for days_ago, act in example.since:
            with _days_ago(days_ago):
                act(Case(number, links))
    return numbers


def _file(example: Example) -> str:
    filing = Filing(
        kind=example.kind,
        agency=example.agency or COORDINATION,
        place=example.place,
        subject=example.subject,
        facts=example.facts,
        wish=None,
        contact=_DEMONSTRATION[example.language],
        email_pseudonym=complaints.email_pseudonym(_EMAIL),
    )
    proof_of_work = partial(proof.spend, _proof())
    with _days_ago(example.days_ago):
        result = citizens.file_complaint(_VISITOR, filing, once=once(), proof_of_work=proof_of_work, upload_ids=())
    return result.number


def _proof() -> str:
    challenge = Challenge.from_dict(proof.new_challenge())
    solution = solve_challenge(challenge)
    if solution is None:
        raise Unproven
    return Payload(challenge, solution).to_base64()


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with clock.at(clock.now() - timedelta(days=days)):
        yield
