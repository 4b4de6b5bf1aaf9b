"""Views of a complaint as the API gives them, for the tests of the pages that show one."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

NUMBER: Final = "7K3M9QXT2HDBM"
OTHER_NUMBER: Final = "4GT0WB6N9RFES"
FES: Final[Json] = {"id": "commune-fes", "names": {"ar": "جماعة فاس", "fr": "Commune de Fès"}}
CNSS: Final[Json] = {
    "id": "cnss",
    "names": {"ar": "الصندوق الوطني للضمان الاجتماعي", "fr": "Caisse nationale de sécurité sociale"},
}
COORDINATION: Final[Json] = {
    "id": "coordination",
    "names": {"ar": "تنسيقية البوابة", "fr": "Coordination du portail"},
}
PLACE: Final[Json] = {
    "region": "03", "province": "231", "commune": "03.231.01.01.",
    "names": {"ar": "فاس، عمالة فاس، جهة فاس مكناس", "fr": "Fès, préfecture de Fès, région Fès-Meknès"},
}  # fmt: skip
FACTS: Final = {
    "fr": "Je me suis présentée trois fois au guichet de l’état civil, les 3, 5 et 9 novembre.\n"
    "Il était fermé à chaque fois, sans explication.\n\nPersonne ne m’a répondu au téléphone.",
    "ar": "توجهت ثلاث مرات إلى شباك الحالة المدنية، في 3 و5 و9 نونبر.\nوكان مغلقا في كل مرة دون أي توضيح.\n\n"
    "ولم يجبني أحد عبر الهاتف.",
}
SUBJECT: Final = {"fr": "Guichet de l’état civil fermé à Fès", "ar": "إغلاق شباك الحالة المدنية بفاس"}


WRITTEN_UNDER: Final = {"ar": "ar", "fr": "fr", "zgh": "ar", "en": "fr"}
"""The language a citizen writes in, by the page's: few write Tamazight or English to an administration."""


def an_entry(action: str, by: str, **given: Any) -> Json:
    """One step of the history."""
    step: Json = {
        "seq": 1, "at": "2026-11-24T10:00:00Z", "action": action, "by": by, "agency": FES, "from_agency": None,
        "text": None, "outcome": None, "ground": None, "remedy": None, "promised_on": None, "score": None, "files": [],
    }  # fmt: skip
    return {**step, **given}


def a_head(**given: Any) -> Json:
    """A complaint in a list."""
    head: Json = {
        "number": NUMBER, "kind": "complaint", "status": "submitted", "look": 1, "agency": FES,
        "filed_at": "2026-11-24T10:00:00Z", "due_on": "2027-01-23", "days_left": 60, "awaiting": "agency",
        "place": PLACE, "version": 1,
    }  # fmt: skip
    return {**head, **given}


def a_view(*, language: str = "fr", **given: Any) -> Json:
    """A complaint as its citizen sees it."""
    written = WRITTEN_UNDER[language]
    view: Json = {
        **a_head(), "subject": SUBJECT[written], "facts": FACTS[written], "wish": None,
        "timeline": [an_entry("submit", "citizen")], "files": [], "answer": None, "rating": None,
        "citizen": {
            "name": {"fr": "Salma Bennani", "ar": "سلمى بناني"}[written], "email": "salma@example.com",
            "phone": "+212612345678", "language": language, "confidential": False,
        },
        "may": ["message", "withdraw"],
    }  # fmt: skip
    view.update(given)
    for seq, step in enumerate(view["timeline"], 1):
        step["seq"] = seq
    view["version"] = len(view["timeline"])
    return view


def an_officers_view(*, language: str = "fr", **given: Any) -> Json:
    """The same as the agency sees it."""
    return a_view(
        language=language,
        **{
            "may": ["take_charge", "ask_citizen", "message", "note", "answer", "transfer"],
            "notes": [],
            **given,
        },
    )


ASKED: Final = {
    "fr": "Pouvez-vous nous indiquer le numéro de l’acte demandé ?",
    "ar": "هل يمكنكم موافاتنا برقم العقد المطلوب؟",
}
REPLIED: Final = {"fr": "C’est l’acte n° 1234 de 2019.", "ar": "إنه العقد رقم 1234 لسنة 2019."}
REASONS: Final = {
    "fr": "Le guichet était fermé pour travaux, sans que le public en soit informé.\nNous vous présentons nos excuses.",
    "ar": "كان الشباك مغلقا بسبب أشغال لم يُخبر بها العموم.\nنقدم لكم اعتذارنا.",
}
REMEDY: Final = {
    "fr": "L’acte vous est envoyé par courrier ; les fermetures seront affichées une semaine à l’avance.",
    "ar": "سيُرسل إليكم العقد بالبريد، وستُعلن مواعيد الإغلاق قبل أسبوع.",
}


def a_conversation(language: str) -> list[Json]:
    """Charge, question, reply, transfer: up to the point where the second agency has to answer."""
    return [
        an_entry("submit", "citizen", agency=CNSS, at="2026-11-24T10:00:00Z"),
        an_entry(
            "transfer", "officer", agency=FES, from_agency=CNSS, at="2026-11-25T09:10:00Z",
            text={"fr": "L’état civil relève de la commune.", "ar": "الحالة المدنية من اختصاص الجماعة."}[language],
        ),
        an_entry("take_charge", "officer", at="2026-11-26T08:00:00Z"),
        an_entry("ask_citizen", "officer", at="2026-11-26T08:05:00Z", text=ASKED[language]),
        an_entry("message", "citizen", at="2026-11-27T19:42:00Z", text=REPLIED[language]),
        an_entry("remind", "clock", at="2026-12-24T06:00:00Z"),
    ]  # fmt: skip


def an_answer(language: str, **given: Any) -> Json:
    """The latest answer, as the view highlights it."""
    answer: Json = {
        "seq": 7, "at": "2027-01-04T11:30:00Z", "agency": FES, "outcome": "partly_granted", "ground": None,
        "reasons": REASONS[language], "remedy": REMEDY[language], "promised_on": "2099-02-01", "kept": None,
        "reopen_until": "2027-03-05",
    }  # fmt: skip
    return {**answer, **given}


def an_answered_view(language: str, **given: Any) -> Json:
    """A view that has come to its answer."""
    answer = an_answer(language)
    step = an_entry(
        "answer", "officer", at=answer["at"], outcome=answer["outcome"], text=answer["reasons"],
        remedy=answer["remedy"], promised_on=answer["promised_on"],
    )  # fmt: skip
    given = {"may": ["message", "rate", "reopen"], **given}
    return a_view(
        language=language, status="answered", days_left=None, awaiting="nobody", answer=answer,
        timeline=[*a_conversation(language), step], **given,
    )  # fmt: skip
