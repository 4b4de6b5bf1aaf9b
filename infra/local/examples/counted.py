"""Examples of the last three months, enough of them at four agencies for the statistics to show figures.

Figures under 5 are not shown, so each agency has six, all answered; at two of them most answers are judged.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from chalicelib.complaints.lifecycle import Kind, Outcome
from chalicelib.complaints.model import Place
from chalicelib.core.principal import MailboxRole
from infra.local.examples.acts import Act, answer, rate, reopen
from infra.local.examples.filing import Example


class _Theme(NamedTuple):
    kind: Kind
    language: str
    subject: str
    facts: str


_FILED: Final = (76, 66, 48, 38, 20, 14)
"""How many days ago each of an agency's six was filed; they are answered nine days later."""

_THEME: Final = (0, 2, 3, 1, 2, 3)
"""Which of its agency's themes each of them has."""

_SCORES: Final[Mapping[str, tuple[int, ...]]] = {"commune-meknes": (3, 1, 2, 3, 2), "ancfcc": (5, 4, 4, 5, 4)}
_REGIONS: Final[Mapping[str, str]] = {"commune-meknes": "03", "cnss": "06", "onee": "02", "ancfcc": "07"}
_DISAPPOINTED: Final = 1
"""The score after which an example is reopened."""

_MARK: Final = {"fr": "Ceci est un exemple de démonstration.", "ar": "هذا مثال للعرض فقط."}
_REASONS: Final = {
    "fr": "Exemple : votre demande a été examinée. Une vraie réponse dirait ici ce qui a été décidé, et pourquoi.",
    "ar": "مثال: تمت دراسة طلبكم. الجواب الحقيقي يبين هنا ما تقرر وأسبابه.",
}
_MISSING: Final = {
    "fr": "Exemple : la réponse ne dit rien du délai dans lequel la situation sera régularisée.",
    "ar": "مثال: لم يذكر الجواب الأجل الذي ستسوى فيه الوضعية.",
}
_AGAIN: Final = {
    "fr": "Exemple : après un second examen, votre demande est acceptée. Ce sera fait sous huit jours.",
    "ar": "مثال: بعد إعادة الدراسة تم قبول طلبكم، وستسوى الوضعية داخل أجل ثمانية أيام.",
}
_THEMES: Final[Mapping[str, tuple[_Theme, _Theme, _Theme, _Theme]]] = {
    "commune-meknes": (
        _Theme(Kind.COMPLAINT, "fr", "ordures non ramassées", "Les ordures du quartier ne sont plus ramassées."),
        _Theme(Kind.COMPLAINT, "ar", "حفر في زنقة", "حفر كثيرة في الزنقة تعرقل مرور الراجلين والسيارات."),
        _Theme(Kind.QUESTION, "fr", "horaires de l’état civil", "Le bureau de l’état civil est-il ouvert le samedi ?"),
        _Theme(
            Kind.OBSERVATION, "fr", "chaussée affaissée à l’entrée de la ville", "La chaussée s’affaisse au rond-point."
        ),
    ),
    "cnss": (
        _Theme(Kind.COMPLAINT, "ar", "أيام عمل غير مصرح بها", "أيام عمل لا تظهر في كشف التصريحات بالأجور."),
        _Theme(Kind.COMPLAINT, "fr", "dossier de pension en attente", "Mon dossier de pension est sans suite."),
        _Theme(Kind.QUESTION, "ar", "وثائق التعويض عن المرض", "ما هي الوثائق المطلوبة للتعويض عن المرض؟"),
        _Theme(Kind.SUGGESTION, "fr", "rendez-vous en ligne", "Des rendez-vous en ligne réduiraient l’attente."),
    ),
    "onee": (
        _Theme(Kind.COMPLAINT, "fr", "coupures de courant répétées", "Le courant est coupé chaque soir."),
        _Theme(Kind.COMPLAINT, "ar", "ضعف صبيب الماء", "صبيب الماء ضعيف في الطوابق العليا منذ أسابيع."),
        _Theme(Kind.QUESTION, "ar", "تحويل اشتراك الكهرباء", "كيف يتم تحويل اشتراك الكهرباء إلى مكتر جديد؟"),
        _Theme(Kind.OBSERVATION, "fr", "poteau électrique penché", "Un poteau électrique penche au bord de la piste."),
    ),
    "ancfcc": (
        _Theme(Kind.COMPLAINT, "ar", "تأخر في مسطرة التحفيظ", "لم يتم تحديد موعد للتحديد رغم إيداع المطلب."),
        _Theme(Kind.COMPLAINT, "fr", "erreur sur un plan cadastral", "Le plan ne correspond pas à la parcelle."),
        _Theme(Kind.QUESTION, "fr", "frais d’une mutation", "Quels frais sont dus pour une mutation ?"),
        _Theme(Kind.SUGGESTION, "ar", "إشعار بالرسائل القصيرة", "إشعار المرتفق برسالة قصيرة يغنيه عن التنقل."),
    ),
}


def _examples() -> Iterator[Example]:
    for agency, themes in _THEMES.items():
        for nth, days_ago in enumerate(_FILED):
            kind, language, subject, facts = themes[_THEME[nth]]
            yield Example(
                kind=kind,
                agency=agency,
                place=Place(region=_REGIONS[agency], province=None, commune=None),
                language=language,
                subject=f"{'مثال: ' if language == 'ar' else 'Exemple : '}{subject}",
                facts=f"{_MARK[language]}\n\n{facts}",
                days_ago=days_ago,
                since=tuple(_since(agency, nth, language)),
            )


def _since(agency: str, nth: int, language: str) -> Iterator[tuple[int, Act]]:
    filed, score = _FILED[nth], dict(enumerate(_SCORES.get(agency, ()))).get(nth)
    disappointed = score == _DISAPPOINTED
    yield filed - 9, answer(Outcome.REFUSED if disappointed else Outcome.GRANTED, _REASONS[language])
    if score is not None:
        yield filed - 11, rate(score)
    if disappointed:
        yield filed - 12, reopen(_MISSING[language])
        yield filed - 20, answer(Outcome.GRANTED, _AGAIN[language], by=MailboxRole.SUPERVISOR)


EXAMPLES: Final = tuple(_examples())
