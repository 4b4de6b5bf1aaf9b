"""A dataclass as an item: what is stored of it, and that it comes back as it was."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest

from chalicelib.aws import table
from chalicelib.aws.items import Fields, TextForm
from chalicelib.aws.table import Item, Put
from tests.emulator import Aws


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Lid:
    weight: int
    label: str | None = None


@dataclass(frozen=True)
class Origin:
    country: str
    since: date


@dataclass(frozen=True)
class Round:
    radius: int


@dataclass(frozen=True)
class Square:
    side: int


Shape = Round | Square


def parse_shape(text: str) -> Shape:
    name, _, size = text.partition(":")
    return Round(int(size)) if name == "round" else Square(int(size))


def format_shape(shape: Shape) -> str:
    return f"round:{shape.radius}" if isinstance(shape, Round) else f"square:{shape.side}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    id: str
    name: str
    colour: Colour
    filled_at: datetime
    origin: Origin
    size: int = 1
    is_open: bool = False
    is_sold: bool | None = None
    seal: bytes | None = None
    opened_on: date | None = None
    tags: tuple[str, ...] = ()
    lid: Lid | None = None
    shape: Shape | None = None
    outlined: Colour | None = None


class BoxItem(Item):
    fields = Fields(
        Box,
        key={"id"},
        prefixes={"origin": ""},
        sparse={"is_open"},
        texts={Shape: TextForm(format_shape, parse_shape)},
    )


PLAIN = Box(
    id="b1",
    name="",
    colour=Colour.RED,
    filled_at=datetime(2026, 11, 24, 9, 30, 0, 250_000, tzinfo=UTC),
    origin=Origin(country="ma", since=date(1999, 7, 30)),
)
FULL = replace(
    PLAIN,
    id="b2",
    size=12,
    is_open=True,
    is_sold=False,
    seal=b"\x00\xff",
    opened_on=date(2026, 1, 2),
    tags=("a", "b"),
    lid=Lid(weight=3, label="heavy"),
    shape=Round(5),
    outlined=Colour.BLUE,
)


def save(box: Box) -> None:
    table.commit([Put(item=BoxItem(pk=f"BOX#{box.id}", sk="BOX", **BoxItem.fields.dump(box)))])


def load(box_id: str) -> Box:
    (item,) = table.get_many([BoxItem(pk=f"BOX#{box_id}", sk="BOX")])
    assert item is not None
    return BoxItem.fields.load(item, id=box_id)


def stored(aws: Aws, box: Box) -> dict[str, Any]:
    (raw,) = aws.items(f"BOX#{box.id}")
    return {name: value for name, value in raw.items() if name not in ("pk", "sk")}


@pytest.mark.parametrize("box", [PLAIN, FULL, replace(FULL, lid=Lid(weight=0))], ids=["plain", "full", "part of a lid"])
def test_what_was_stored_comes_back_as_it_was(aws: Aws, box: Box) -> None:
    save(box)

    assert load(box.id) == box


def test_each_field_is_one_attribute_and_what_is_nothing_is_none(aws: Aws) -> None:
    save(PLAIN)

    assert stored(aws, PLAIN) == {
        "name": {"S": ""},
        "colour": {"S": "red"},
        "filled_at": {"S": "2026-11-24T09:30:00.250Z"},
        "country": {"S": "ma"},
        "since": {"S": "1999-07-30"},
        "size": {"N": "1"},
        "tags": {"L": []},
    }


def test_nested_fields_bear_the_name_of_theirs(aws: Aws) -> None:
    save(FULL)

    held = stored(aws, FULL)

    assert (held["lid_weight"], held["lid_label"]) == ({"N": "3"}, {"S": "heavy"})
    assert (held["is_open"], held["is_sold"], held["seal"]) == ({"BOOL": True}, {"BOOL": False}, {"B": b"\x00\xff"})
    assert held["shape"] == {"S": "round:5"}


def test_an_update_sets_what_is_there_and_removes_what_is_not(aws: Aws) -> None:
    save(FULL)

    table.update(BoxItem(pk="BOX#b2", sk="BOX"), BoxItem.fields.changes(lid=Lid(weight=4), shape=None, is_open=False))

    assert load("b2") == replace(FULL, lid=Lid(weight=4), shape=None, is_open=False)
    assert not stored(aws, FULL).keys() & {"lid_label", "shape", "is_open"}


def test_a_condition_compares_as_it_is_stored(aws: Aws) -> None:
    save(PLAIN)
    key = BoxItem(pk="BOX#b1", sk="BOX")

    assert not table.update(
        key, BoxItem.fields.changes(size=2), condition=BoxItem.fields["filled_at"] > PLAIN.filled_at
    )
    assert table.update(key, BoxItem.fields.changes(size=2), condition=BoxItem.fields["colour"] == Colour.RED)


def test_what_is_missing_has_its_default_or_is_said_to_be_missing(aws: Aws) -> None:
    bare = BoxItem(pk="BOX#b3", sk="BOX", **{**BoxItem.fields.dump(PLAIN), "size": None, "tags": None})
    broken = BoxItem(pk="BOX#b4", sk="BOX", **{**BoxItem.fields.dump(PLAIN), "country": None})

    assert BoxItem.fields.load(bare, id="b1") == PLAIN
    with pytest.raises(ValueError, match="BoxItem without country"):
        BoxItem.fields.load(broken, id="b4")


def test_a_field_of_a_type_that_nothing_stores_is_found_when_the_class_is_made() -> None:
    @dataclass
    class Odd:
        any: complex

    with pytest.raises(KeyError):
        Fields(Odd)
