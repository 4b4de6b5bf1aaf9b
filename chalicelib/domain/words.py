"""The codes of the domain in words, once for all who write to people: mails, pages, scripts, documents to come.

English sentences, marked with N_() for the catalogs; who shows one translates it. The site's build gives the scripts
these words in their page's language as the module `#words` (static_site/domain_words.py). tests/domain/test_words.py
finds a code without words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from chalicelib.domain.vocabulary import Action, Ground, Kind, Outcome, Role, Status


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's usual name for "translate later"
    """Mark a sentence for the catalogs."""
    return sentence


class Plural(NamedTuple):
    """A sentence with a {count}: what English says of one, and of many."""

    one: str
    many: str


def NN_(one: str, many: str) -> Plural:  # noqa: N802 -- as N_
    """Mark a sentence with a plural for the catalogs."""
    return Plural(one, many)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWords:
    """What one side reads: where a complaint stands, what was decided, each event of its history."""

    reader: Role
    statuses: Mapping[Status, str]
    outcomes: Mapping[Outcome, str]
    submitted: Mapping[Kind, str]  # the event that filed it
    events: Mapping[Action, str]  # an officer's, where the citizen too can do it
    citizen_message: str
    citizen_reply: str  # the message after a question
    later_reopening: str  # the third look and later ones
    promise_kept: str
    promise_broken: str
    rating: str
    explanations: Mapping[Status, str]  # what a status means for the reader; answered: with its {date}
    second_look: str
    later_look: str
    due_today: str  # with the {date}, as the two below
    due_in_days: Plural
    overdue_by_days: Plural


KINDS: Final[Mapping[Kind, str]] = {
    Kind.COMPLAINT: N_("Complaint"),
    Kind.OBSERVATION: N_("Observation"),
    Kind.SUGGESTION: N_("Suggestion"),
    Kind.QUESTION: N_("Question"),
}
A_KIND: Final[Mapping[Kind, str]] = {
    Kind.COMPLAINT: N_("a complaint"),
    Kind.OBSERVATION: N_("an observation"),
    Kind.SUGGESTION: N_("a suggestion"),
    Kind.QUESTION: N_("a question"),
}
NEW_KIND: Final[Mapping[Kind, str]] = {
    Kind.COMPLAINT: N_("New complaint"),
    Kind.OBSERVATION: N_("New observation"),
    Kind.SUGGESTION: N_("New suggestion"),
    Kind.QUESTION: N_("New question"),
}
YOUR_KIND: Final[Mapping[Kind, str]] = {
    Kind.COMPLAINT: N_("your complaint"),
    Kind.OBSERVATION: N_("your observation"),
    Kind.SUGGESTION: N_("your suggestion"),
    Kind.QUESTION: N_("your question"),
}
"""Arabic possessives: a preposition can stand before them."""

GROUNDS: Final[Mapping[Ground, str]] = {
    Ground.BEFORE_THE_COURTS: N_("The matter is before the courts, or they have already judged it."),
    Ground.OUTSIDE_SCOPE: N_("The matter is not among those that the portal handles."),
    Ground.NO_NEW_ELEMENT: N_("The request repeats an earlier one, without any new element."),
}
SCORES: Final = (
    N_("Not satisfied at all"),
    N_("Not satisfied"),
    N_("Neither satisfied nor dissatisfied"),
    N_("Satisfied"),
    N_("Very satisfied"),
)
"""From 1 to 5."""

SCORE_OF_FIVE: Final = N_("{judgement} ({score} out of 5)")
SECOND_LOOK: Final = N_("Second look, by somebody else in the administration")
LATER_LOOK: Final = N_("Look no. {look}, by the portal’s coordination")
COORDINATION: Final = N_("The portal’s coordination")
UNKNOWN_EVENT: Final = N_("The file moved on")
"""For an action that the reader's page does not know yet: never a code."""

TEXT_LABELS: Final[Mapping[Action, str]] = {
    Action.TRANSFER: N_("Reason"),
    Action.WITHDRAW: N_("Reason"),
    Action.DISCARD: N_("Reason"),
    Action.REOPEN: N_("What is missing"),
    Action.RATE: N_("Comment"),
}
"""What the text of an event is, where its title does not say so."""

ANSWER_LABELS: Final[Mapping[str, str]] = {
    "ground": N_("Ground"),
    "reasons": N_("Reasons"),
    "remedy": N_("What the administration does"),
    "promised_on": N_("Commitment"),
}
PROMISED: Final = N_("To act by {date} at the latest.")
REOPEN_UNTIL: Final = N_("You can ask for another look until {date}.")
OTHER_REMEDIES: Final = N_("Your right to turn to the ombudsman (Médiateur du Royaume) or to the courts remains.")

_STATUSES: Final[Mapping[Status, str]] = {
    Status.IN_PROGRESS: N_("Being handled"),
    Status.REOPENED: N_("Second look under way"),
    Status.ANSWERED: N_("Answer given"),
    Status.CLOSED: N_("File closed"),
    Status.WITHDRAWN: N_("File withdrawn"),
    Status.DISCARDED: N_("File set aside"),
}
_EVENTS: Final[Mapping[Action, str]] = {
    Action.TAKE_CHARGE: N_("The administration took charge of the file"),
    Action.ANSWER: N_("The administration gave its reasoned answer"),
    Action.TRANSFER: N_("The file passed to another administration"),
    Action.CLOSE: N_("The file was closed: the time to ask for a second look is over"),
    Action.DISCARD: N_("The portal’s coordination set the file aside"),
    Action.RESTORE: N_("The portal’s coordination took the file up again"),
    Action.REMIND: N_("The portal sent a reminder"),
    Action.ESCALATE: N_("The portal alerted those in charge to the delay"),
}

FOR_CITIZEN: Final = ReaderWords(
    reader=Role.CITIZEN,
    statuses={
        **_STATUSES,
        Status.SUBMITTED: N_("Sent to the administration"),
        Status.NEEDS_INFORMATION: N_("Waiting for your reply"),
    },
    outcomes={
        Outcome.GRANTED: N_("The administration grants your request."),
        Outcome.PARTLY_GRANTED: N_("The administration grants your request in part."),
        Outcome.REFUSED: N_("The administration does not grant your request."),
        Outcome.NOT_ADMISSIBLE: N_("The administration considers that it cannot handle your request."),
        Outcome.INFORMATION_GIVEN: N_("The administration gives you information."),
    },
    submitted={
        Kind.COMPLAINT: N_("You filed your complaint"),
        Kind.OBSERVATION: N_("You sent your observation"),
        Kind.SUGGESTION: N_("You sent your suggestion"),
        Kind.QUESTION: N_("You sent your question"),
    },
    events={
        **_EVENTS,
        Action.ASK_CITIZEN: N_("The administration asked you a question"),
        Action.MESSAGE: N_("The administration wrote to you"),
        Action.RATE: N_("You judged the answer"),
        Action.REOPEN: N_("You asked for a second look"),
        Action.WITHDRAW: N_("You withdrew your file"),
    },
    citizen_message=N_("You wrote to the administration"),
    citizen_reply=N_("You answered the question"),
    later_reopening=N_("You asked for a new look"),
    promise_kept=N_("You said that the commitment was kept"),
    promise_broken=N_("You said that the commitment was not kept"),
    rating=N_("Your judgement"),
    explanations={
        Status.SUBMITTED: N_("It has been alerted and has not taken charge of your file yet."),
        Status.IN_PROGRESS: N_("It has taken charge of your file."),
        Status.NEEDS_INFORMATION: N_("Answer the administration’s question: it needs your reply to go on."),
        Status.ANSWERED: N_("The administration gave you its answer on {date}."),
        Status.CLOSED: N_("This file is closed."),
        Status.WITHDRAWN: N_("You have withdrawn this file: nobody handles it any more."),
        Status.DISCARDED: N_("The portal’s coordination has set this file aside: it is not handled."),
    },
    second_look=N_("This is the second look that you asked for: somebody else in the administration takes it."),
    later_look=N_("This is the new look that you asked for: the portal’s coordination takes it."),
    due_today=N_("The administration must answer you today, {date}."),
    due_in_days=NN_(
        "The administration must answer you by {date}, in {count} day.",
        "The administration must answer you by {date}, in {count} days.",
    ),
    overdue_by_days=NN_(
        "The administration should have answered you by {date}: it is {count} day late.",
        "The administration should have answered you by {date}: it is {count} days late.",
    ),
)

FOR_OFFICER: Final = ReaderWords(
    reader=Role.OFFICER,
    statuses={
        **_STATUSES,
        Status.SUBMITTED: N_("Not taken charge of yet"),
        Status.NEEDS_INFORMATION: N_("Waiting for the citizen’s reply"),
    },
    outcomes={
        Outcome.GRANTED: N_("Request granted"),
        Outcome.PARTLY_GRANTED: N_("Request granted in part"),
        Outcome.REFUSED: N_("Request not granted"),
        Outcome.NOT_ADMISSIBLE: N_("Request that cannot be handled"),
        Outcome.INFORMATION_GIVEN: N_("Information given"),
    },
    submitted={
        Kind.COMPLAINT: N_("The citizen filed this complaint"),
        Kind.OBSERVATION: N_("The citizen sent this observation"),
        Kind.SUGGESTION: N_("The citizen sent this suggestion"),
        Kind.QUESTION: N_("The citizen sent this question"),
    },
    events={
        **_EVENTS,
        Action.ASK_CITIZEN: N_("The administration asked the citizen a question"),
        Action.MESSAGE: N_("The administration wrote to the citizen"),
        Action.RATE: N_("The citizen judged the answer"),
        Action.REOPEN: N_("The citizen asked for a second look"),
        Action.WITHDRAW: N_("The citizen withdrew the file"),
    },
    citizen_message=N_("The citizen wrote"),
    citizen_reply=N_("The citizen answered the question"),
    later_reopening=N_("The citizen asked for a new look"),
    promise_kept=N_("The citizen said that the commitment was kept"),
    promise_broken=N_("The citizen said that the commitment was not kept"),
    rating=N_("The citizen’s judgement"),
    explanations={
        Status.SUBMITTED: N_("Nobody has taken charge of this file yet."),
        Status.IN_PROGRESS: N_("Your administration has taken charge of this file."),
        Status.NEEDS_INFORMATION: N_(
            "You asked the citizen a question and await the reply. Meanwhile the clock keeps running."
        ),
        Status.REOPENED: N_("The citizen was not convinced by the answer."),
        Status.ANSWERED: N_("Your administration answered on {date}."),
        Status.CLOSED: N_("This file is closed."),
        Status.WITHDRAWN: N_("The citizen has withdrawn this file: no answer is expected any more."),
        Status.DISCARDED: N_("The portal’s coordination has set this file aside: no answer is expected any more."),
    },
    second_look=N_("This is a second look: whoever gave the first answer does not take it."),
    later_look=N_("The coordination takes this look: the file can no longer be transferred."),
    due_today=N_("Your answer is due today, {date}."),
    due_in_days=NN_(
        "Your answer is due by {date}, in {count} day.",
        "Your answer is due by {date}, in {count} days.",
    ),
    overdue_by_days=NN_(
        "Your answer was due by {date}: it is {count} day late.",
        "Your answer was due by {date}: it is {count} days late.",
    ),
)
