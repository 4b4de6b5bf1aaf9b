"""Lists: `?limit=&cursor=` and `{items, next_cursor}`. Lists of complaints go by due date, then number."""

import base64
import binascii
from datetime import date
from typing import Annotated

from chalicelib.core import ids
from chalicelib.core.errors import InvalidInput
from chalicelib.web.fields import Between, Body


class PageQuery(Body):
    """The query every list understands."""

    limit: Annotated[int, Between(1, 100)] = 25
    cursor: str | None = None


def read_cursor(cursor: str | None) -> str | None:
    """The position after which a page begins, `<due date>#<number>`. Raises InvalidInput for anything else."""
    if not cursor:
        return None
    try:
        due_on, _, number = base64.urlsafe_b64decode(cursor.encode()).decode().partition("#")
        return f"{date.fromisoformat(due_on).isoformat()}#{ids.read_number(number)}"
    except (ValueError, binascii.Error, InvalidInput):
        raise InvalidInput.of("cursor", "cursor") from None


def write_cursor(position: str | None) -> str | None:
    """What a client sends back to get the next page."""
    return None if position is None else base64.urlsafe_b64encode(position.encode()).decode()
