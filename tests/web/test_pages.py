import base64

import pytest

from chalicelib.core.errors import InvalidInput
from chalicelib.web import pages


def test_a_cursor_says_where_a_page_begins() -> None:
    position = "2027-01-23#7K3M9QXT2HDBM"

    assert pages.read_cursor(pages.write_cursor(position)) == position
    assert pages.write_cursor(None) is None
    assert pages.read_cursor(None) is None


@pytest.mark.parametrize(
    "position", ["", "x", "2027-01-23", "2027-13-01#7K3M9QXT2HDBM", "2027-01-23#7K3M9QXT2HDBN", "#", "\udcff"]
)
def test_a_cursor_nobody_was_given_is_refused(position: str) -> None:
    cursor = base64.urlsafe_b64encode(position.encode("utf-8", "surrogateescape")).decode() or "=="

    with pytest.raises(InvalidInput) as refused:
        pages.read_cursor(cursor)

    assert [(each.field, each.code) for each in refused.value.errors] == [("cursor", "cursor")]


@pytest.mark.parametrize("cursor", ["é", "A", "!!!", "\x00"])
def test_a_cursor_that_is_no_base64_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        pages.read_cursor(cursor)
