"""Examples of the last months, enough of them at four agencies for the statistics to show figures.

Figures under 5 are not shown, nor what leaves fewer than 5 of their whole. So those that are answered are rated, every
second one well; those that are reopened are five of one agency, one theme and one day; those without an answer stand
together on the days that `shown` names. Whatever the day, that shows what was answered in at least three months and at
two agencies, and the satisfaction with one.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from chalicelib.complaints.rules.model import Place
from chalicelib.domain.vocabulary import Kind, MailboxRole, Outcome
from infra.local.examples.acts import Act, answer, rate, reopen
from infra.local.examples.filing import Example
from infra.local.examples.shown import RECENT


class _Theme(NamedTuple):
    kind: Kind
    language: str
    subject: str
    facts: str


_FILED: Final = (130, 119, 108, 97, 86, 75, 64, 53, 42, 24, 24, 24, 24, 24)
"""How many days ago each of an agency's were filed, the first agency's; the next one's are two days later."""

_ANSWERED_AFTER: Final = 9
_THEME: Final = (0, 2, 3, 1)
"""Which of its agency's themes each of them has, in turn."""

_REGIONS: Final[Mapping[str, str]] = {"commune-meknes": "03", "cnss": "06", "onee": "02", "ancfcc": "07"}
_REOPENED: Final = ("commune-meknes", 5)
"""An agency, and how many of its latest are reopened and answered again."""

_WAITING: Final = (("commune-meknes", 3, 4), ("onee", 0, 4), ("ancfcc", 3, 4))
"""Agency, theme and how many of those not yet answered: with those of `shown` at least five of each kind."""

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


def _answered() -> Iterator[Example]:
    for later, (agency, themes) in enumerate(_THEMES.items()):
        for nth, first in enumerate(_FILED):
            days_ago = first - 2 * later
            reopened = agency == _REOPENED[0] and nth >= len(_FILED) - _REOPENED[1]
            theme = themes[0 if reopened else _THEME[nth % len(_THEME)]]
            pleased = not reopened and (nth + later) % 2 == 0
            since = _since(days_ago - _ANSWERED_AFTER, theme.language, reopened=reopened, pleased=pleased)
            yield _example(agency, theme, days_ago=days_ago, since=tuple(since))


def _example(agency: str, theme: _Theme, *, days_ago: int, since: tuple[tuple[int, Act], ...] = ()) -> Example:
    return Example(
        kind=theme.kind,
        agency=agency,
        place=Place(region=_REGIONS[agency], province=None, commune=None),
        language=theme.language,
        subject=f"{'مثال: ' if theme.language == 'ar' else 'Exemple : '}{theme.subject}",
        facts=f"{_MARK[theme.language]}\n\n{theme.facts}",
        days_ago=days_ago,
        since=since,
    )


def _since(answered: int, language: str, *, reopened: bool, pleased: bool) -> Iterator[tuple[int, Act]]:
    yield answered, answer(Outcome.REFUSED if reopened else Outcome.GRANTED, _REASONS[language])
    yield answered - 1, rate(4 if pleased else 2)
    if reopened:
        yield answered - 2, reopen(_MISSING[language])
        yield answered - 3, answer(Outcome.GRANTED, _AGAIN[language], by=MailboxRole.SUPERVISOR)


def _unanswered() -> Iterator[Example]:
    for agency, nth_theme, many in _WAITING:
        for nth in range(many):
            yield _example(agency, _THEMES[agency][nth_theme], days_ago=RECENT[nth % 2])


EXAMPLES: Final = (*_answered(), *_unanswered())
