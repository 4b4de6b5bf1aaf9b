"""Every action on a complaint: its record, and the function that makes its event. Pure; `commands.run` makes it happen.

Each function takes the complaint as it is and returns the complaint after it with its event. All raise ActionNotAllowed
where the lifecycle forbids the action now. The records together are `records.RECORDS`.
"""

from chalicelib.complaints.rules.actions.answering import (
    ReasonedAnswer,
    answer,
    find_answer_errors,
    require_current,
)
from chalicelib.complaints.rules.actions.conversation import ask_citizen, note, take_charge, write
from chalicelib.complaints.rules.actions.deadlines import close
from chalicelib.complaints.rules.actions.delivery import mark_undeliverable
from chalicelib.complaints.rules.actions.filing import Contact, Filing, erase, submit, withdraw
from chalicelib.complaints.rules.actions.judging import judge_promise, rate, reopen
from chalicelib.complaints.rules.actions.oversight import discard, restore
from chalicelib.complaints.rules.actions.transferring import transfer

__all__ = [
    "Contact",
    "Filing",
    "ReasonedAnswer",
    "answer",
    "ask_citizen",
    "close",
    "discard",
    "erase",
    "find_answer_errors",
    "judge_promise",
    "mark_undeliverable",
    "note",
    "rate",
    "reopen",
    "require_current",
    "restore",
    "submit",
    "take_charge",
    "transfer",
    "withdraw",
    "write",
]
