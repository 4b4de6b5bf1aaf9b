"""A handful of examples to look at: one in each state, in both languages."""

from typing import Final

from chalicelib.complaints.rules.model import Place
from chalicelib.domain.vocabulary import Kind, Outcome
from infra.local.examples.acts import answer, ask, charge, rate, reply, tell, transfer, withdraw
from infra.local.examples.filing import Example

RECENT: Final = (2, 13)
"""How many days ago those were filed that have no answer: with those of `counted` five at least on each day, so that
wherever a month ends between them, those left without an answer are never so few that what was answered is hidden.
"""

EXAMPLES: Final = (
    Example(
        kind=Kind.COMPLAINT,
        agency="commune-meknes",
        place=Place(region="03", province="03.061", commune="03.061.01.01"),
        language="fr",
        subject="Exemple : éclairage public en panne dans une rue",
        facts="Ceci est un exemple de démonstration.\n\nLes lampadaires de la rue sont éteints depuis trois semaines. "
        "Le passage devant l’école est dangereux le soir.",
        days_ago=RECENT[0],
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="cnss",
        place=Place(region="06", province=None, commune=None),
        language="ar",
        subject="مثال: تأخر في صرف التعويضات العائلية",
        facts="هذا مثال للعرض فقط.\n\nلم أتوصل بالتعويضات العائلية منذ شهرين رغم إيداع الملف كاملا، وأحمل وصل الإيداع.",
        days_ago=RECENT[1],
        since=((12, charge), (11, tell("مثال: توصلنا بشكايتكم، وملفكم قيد الدراسة لدى المصلحة المعنية."))),
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="onee",
        place=Place(region="02", province=None, commune=None),
        language="fr",
        subject="Exemple : facture d’eau anormalement élevée",
        facts="Ceci est un exemple de démonstration.\n\nMa facture du dernier trimestre est quatre fois plus élevée "
        "que d’habitude, alors que la maison était inoccupée.",
        days_ago=RECENT[1],
        since=((11, charge), (6, ask("Exemple : pouvez-vous nous communiquer le relevé actuel de votre compteur ?"))),
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
                answer(
                    Outcome.INFORMATION_GIVEN,
                    "مثال: هذا جواب تجريبي يبين شكل الجواب المعلل. يذكر فيه الموظف الوثائق المطلوبة ومكان إيداع الطلب.",
                ),
            ),
            (25, rate(5)),
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
            (33, charge),
            (28, ask("Exemple : quel est le numéro d’envoi qui figure sur le reçu ?")),
            (27, reply("Exemple : le numéro d’envoi est DEMO-0000.")),
            (
                9,
                answer(
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
        days_ago=RECENT[1],
        since=((8, transfer("ministry-equipment-water", "مثال: التشوير الطرقي من اختصاص الوزارة المكلفة بالتجهيز.")),),
    ),
    Example(
        kind=Kind.SUGGESTION,
        agency=None,
        place=Place(region="05", province=None, commune=None),
        language="fr",
        subject="Exemple : guichet unique pour les attestations",
        facts="Ceci est un exemple de démonstration.\n\nUn seul guichet pour toutes les attestations éviterait aux "
        "usagers de se déplacer dans plusieurs administrations. Je ne sais pas quel organisme est concerné.",
        days_ago=RECENT[0],
    ),
    Example(
        kind=Kind.COMPLAINT,
        agency="ancfcc",
        place=Place(region="07", province=None, commune=None),
        language="ar",
        subject="مثال: تأخر في تسليم شهادة الملكية",
        facts="هذا مثال للعرض فقط.\n\nطلبت شهادة الملكية منذ شهر ولم أتسلمها بعد.",
        days_ago=RECENT[1],
        since=((4, withdraw("مثال: تسلمت الشهادة، ولم تعد للشكاية حاجة.")),),
    ),
)
