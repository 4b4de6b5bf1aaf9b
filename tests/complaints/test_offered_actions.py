"""What a page may offer is what people can do."""

import inspect
import re

from chalicelib.citizens import service as citizens
from chalicelib.complaints.rules.records import RECORDS
from chalicelib.desk import service as desk
from chalicelib.domain.vocabulary import Action, Role


def test_every_action_with_a_row_that_a_room_of_people_commands_is_offered() -> None:
    commanded = {
        Action[name]
        for room in (citizens, desk)
        for name in re.findall(r"\bAction\.([A-Z_]+)", inspect.getsource(room))
    }
    of_people = {
        action
        for action, record in RECORDS.items()
        if any(row.by & {Role.CITIZEN, Role.OFFICER} for row in record.rows)
    }

    assert {Action.WITHDRAW, Action.TRANSFER} <= commanded
    assert commanded & of_people <= {action for action, record in RECORDS.items() if record.is_offered}
