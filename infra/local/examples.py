"""A handful of complaints to look at, in different states and both languages, made through the portal's services.

Every text says that it is an example, every citizen is a demonstration, no address can reach anybody (RFC 2606).
"""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from altcha import Challenge, Payload, solve_challenge

from chalicelib.citizens import service as citizens
from chalicelib.complaints.acts import Contact, Decision
from chalicelib.complaints.lifecycle import Kind, Outcome
from chalicelib.complaints.model import Place
from chalicelib.core import clock
from chalicelib.core.principal import Citizen, IdempotencyKey, Officer
from chalicelib.desk import service as desk
from chalicelib.web import proof
from infra.local import mailbox

_MAIL_SECONDS: Final = 20


class NoMail(Exception):
    """The agency's mail with its link did not arrive."""


@dataclass(frozen=True, slots=True)
class Case:
    """What an act of an example works on: the complaint's number, and who may act on it."""

    number: str
    officer: Officer


Act = Callable[[Case], object]


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


def file_all(mails: Path) -> list[str]:
    """File the examples and act on them; their numbers. The clock stands at each act's day. Raises NoMail."""
    numbers = [_file(example) for example in EXAMPLES]
    for number, example in zip(numbers, EXAMPLES, strict=True):
        officer = _officer(number, mails) if example.since else None
        for days_ago, act in example.since:
            if officer is not None:
                with _days_ago(days_ago):
                    act(Case(number, officer))
    return numbers


def _file(example: Example) -> str:
    arabic = example.language == "ar"
    contact = Contact(
        name="مرتفق تجريبي" if arabic else "Usager de démonstration",
        email="demonstration@example.org",
        phone=None,
        language=example.language,
        confidential=False,
    )
    request = citizens.Request(
        kind=example.kind,
        agency=example.agency,
        place=example.place,
        subject=example.subject,
        facts=example.facts,
        wish=None,
        contact=contact,
    )
    solved = _proof()
    with _days_ago(example.days_ago):
        return citizens.file_complaint(request, once=_once(), spent=partial(proof.spend, solved), upload_ids=()).number


def _proof() -> str:
    challenge = Challenge.from_dict(proof.new_challenge())
    solution = solve_challenge(challenge)
    if solution is None:
        raise NoMail
    return Payload(challenge, solution).to_base64()


def _officer(number: str, mails: Path) -> Officer:
    """Who holds the link that was mailed to the agency: examples open complaints the way officers do."""
    deadline = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in mailbox.received(mails):
            text = mail.part("plain")
            if "/agency/#" in text and _shown_in(number, mail):
                return desk.open_link(next(word for word in text.split() if "/agency/#" in word))
        time.sleep(0.1)
    raise NoMail


def _shown_in(number: str, mail: mailbox.Received) -> bool:
    letters = (mail.header("Subject") + mail.part("plain")).replace("-", "")
    return number in letters


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with clock.at(clock.now() - timedelta(days=days)):
        yield


def _once() -> IdempotencyKey:
    return IdempotencyKey(value=str(uuid.uuid4()), body=b"example")


def _charge(case: Case) -> object:
    return desk.take_charge(case.officer, case.number, once=_once())


def _ask(text: str) -> Act:
    return lambda case: desk.ask_citizen(case.officer, case.number, text=text, once=_once())


def _tell(text: str) -> Act:
    return lambda case: desk.send_message(case.officer, case.number, text=text, upload_ids=(), once=_once())


def _reply(text: str) -> Act:
    return lambda case: citizens.send_message(
        Citizen(number=case.number), case.number, text=text, upload_ids=(), once=_once()
    )


def _withdraw(reason: str) -> Act:
    return lambda case: citizens.withdraw(Citizen(number=case.number), case.number, reason=reason, once=_once())


def _transfer(agency: str, reason: str) -> Act:
    return lambda case: desk.transfer(
        case.officer, case.number, agency=agency, reason=reason, version=None, once=_once()
    )


def _answer(outcome: Outcome, reasons: str, *, remedy: str | None = None, promised_in_days: int | None = None) -> Act:
    def act(case: Case) -> object:
        promised: date | None = None
        if promised_in_days is not None:
            promised = clock.local_date(clock.now()) + timedelta(days=promised_in_days)
        decision = Decision(outcome=outcome, reasons=reasons, ground=None, remedy=remedy, promised_on=promised)
        return desk.answer(case.officer, case.number, decision, version=None, upload_ids=(), once=_once())

    return act


EXAMPLES: Final = (
    Example(
        kind=Kind.COMPLAINT,
        agency="commune-meknes",
        place=Place(region="03", province="03.061", commune="03.061.01.01"),
        language="fr",
        subject="Exemple : éclairage public en panne dans une rue",
        facts="Ceci est un exemple de démonstration.\n\nLes lampadaires de la rue sont éteints depuis trois semaines. "
        "Le passage devant l’école est dangereux le soir.",
        days_ago=2,
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="cnss",
        place=Place(region="06", province=None, commune=None),
        language="ar",
        subject="مثال: تأخر في صرف التعويضات العائلية",
        facts="هذا مثال للعرض فقط.\n\nلم أتوصل بالتعويضات العائلية منذ شهرين رغم إيداع الملف كاملا، وأحمل وصل الإيداع.",
        days_ago=18,
        since=((12, _charge), (11, _tell("مثال: توصلنا بشكايتكم، وملفكم قيد الدراسة لدى المصلحة المعنية."))),
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="onee",
        place=Place(region="02", province=None, commune=None),
        language="fr",
        subject="Exemple : facture d’eau anormalement élevée",
        facts="Ceci est un exemple de démonstration.\n\nMa facture du dernier trimestre est quatre fois plus élevée "
        "que d’habitude, alors que la maison était inoccupée.",
        days_ago=24,
        since=((20, _charge), (6, _ask("Exemple : pouvez-vous nous communiquer le relevé actuel de votre compteur ?"))),
    ),
    Example(
        kind=Kind.QUESTION,
        agency="narsa",
        place=Place(region="04", province=None, commune=None),
        language="ar",
        subject="مثال: الوثائق المطلوبة لتجديد رخصة السياقة",
        facts="هذا مثال للعرض فقط.\n\nما هي الوثائق المطلوبة لتجديد رخصة السياقة، وهل يمكن إيداع الطلب في أي مركز؟",
        days_ago=30,
        since=(
            (
                26,
                _answer(
                    Outcome.INFORMATION_GIVEN,
                    "مثال: هذا جواب تجريبي يبين شكل الجواب المعلل. يذكر فيه الموظف الوثائق المطلوبة ومكان إيداع الطلب.",
                ),
            ),
        ),
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="barid-al-maghrib",
        place=Place(region="09", province=None, commune=None),
        language="fr",
        subject="Exemple : colis recommandé non distribué",
        facts="Ceci est un exemple de démonstration.\n\nUn colis recommandé envoyé il y a cinq semaines n’a jamais été "
        "distribué, et le suivi n’indique plus rien.",
        days_ago=35,
        since=(
            (33, _charge),
            (28, _ask("Exemple : quel est le numéro d’envoi qui figure sur le reçu ?")),
            (27, _reply("Exemple : le numéro d’envoi est DEMO-0000.")),
            (
                9,
                _answer(
                    Outcome.PARTLY_GRANTED,
                    "Exemple : le colis a été retrouvé au centre de tri. Les frais d’envoi sont remboursés, mais le "
                    "retard n’ouvre pas droit à une autre indemnité.",
                    remedy="Remise du colis à domicile et remboursement des frais d’envoi.",
                    promised_in_days=15,
                ),
            ),
        ),
    ),
    Example(
        kind=Kind.OBSERVATION,
        agency="ministry-transport",
        place=Place(region="01", province=None, commune=None),
        language="ar",
        subject="مثال: غياب علامات التشوير قرب مدرسة",
        facts="هذا مثال للعرض فقط.\n\nلا توجد علامات تشوير ولا ممر للراجلين قرب المدرسة، والسير كثيف صباحا ومساء.",
        days_ago=10,
        since=((8, _transfer("ministry-equipment-water", "مثال: التشوير الطرقي من اختصاص الوزارة المكلفة بالتجهيز.")),),
    ),
    Example(
        kind=Kind.SUGGESTION,
        agency=None,
        place=Place(region="05", province=None, commune=None),
        language="fr",
        subject="Exemple : guichet unique pour les attestations",
        facts="Ceci est un exemple de démonstration.\n\nUn seul guichet pour toutes les attestations éviterait aux "
        "usagers de se déplacer dans plusieurs administrations. Je ne sais pas quel organisme est concerné.",
        days_ago=5,
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="ancfcc",
        place=Place(region="07", province=None, commune=None),
        language="ar",
        subject="مثال: تأخر في تسليم شهادة الملكية",
        facts="هذا مثال للعرض فقط.\n\nطلبت شهادة الملكية منذ شهر ولم أتسلمها بعد.",
        days_ago=14,
        since=((4, _withdraw("مثال: تسلمت الشهادة، ولم تعد للشكاية حاجة.")),),
    ),
)
