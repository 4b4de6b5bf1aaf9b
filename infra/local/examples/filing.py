"""Files examples and lets happen what has happened since. The clock stands at the day of each."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from altcha import Challenge, Payload, solve_challenge

from chalicelib.citizens import service as citizens
from chalicelib.complaints.rules.acts import Contact
from chalicelib.complaints.rules.model import Place
from chalicelib.core import clock
from chalicelib.domain.vocabulary import Kind
from chalicelib.web import proof
from infra.local.examples.acts import Act, Case, once
from infra.local.examples.links import Links


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
    request = citizens.Request(
        kind=example.kind,
        agency=example.agency,
        place=example.place,
        subject=example.subject,
        facts=example.facts,
        wish=None,
        contact=_demonstration(example.language),
    )
    solved = _proof()
    with _days_ago(example.days_ago):
        return citizens.file_complaint(request, once=once(), spent=partial(proof.spend, solved), upload_ids=()).number


def _demonstration(language: str) -> Contact:
    return Contact(
        name="مرتفق تجريبي" if language == "ar" else "Usager de démonstration",
        email="demonstration@example.org",
        phone=None,
        language=language,
        confidential=False,
    )


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
