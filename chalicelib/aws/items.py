"""Maps a dataclass onto the attributes of an item, once: what is written and what is read follow from its fields.

    class LinkItem(Item):
        fields = Fields(Link, key={"id"})

gives `LinkItem` an attribute for each field of `Link` but its `id`, which the key holds. Used by the slices' stores. No
type hints are evaluated and no class is generated: a cold start pays no more for it than for naming each attribute. For
its sake the classes here are tuples, which are made faster than dataclasses.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast, get_args, get_origin

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.constants import LIST, STRING
from pynamodb.expressions.update import Action

from chalicelib.aws.table import Item
from chalicelib.core import clock

_T = TypeVar("_T")


class TextForm(NamedTuple, Generic[_T]):
    """How a value is written as text, and read from it."""

    dump: Callable[[_T], str]
    load: Callable[[str], _T]


class _TextFormAttribute(Attribute[Any]):
    attr_type = STRING

    def __init__(self, form: TextForm[Any]) -> None:
        super().__init__(null=True)
        self._form = form

    def serialize(self, value: Any) -> str:
        return self._form.dump(value)

    def deserialize(self, value: str) -> Any:
        return self._form.load(value)


class _TextsAttribute(Attribute[Any]):
    attr_type = LIST

    def serialize(self, value: tuple[str, ...]) -> list[dict[str, str]]:
        return [{STRING: each} for each in value]

    def deserialize(self, value: list[dict[str, str]]) -> tuple[str, ...]:
        return tuple(each[STRING] for each in value)


_ATTRIBUTES: Final[Mapping[Any, Callable[[], Attribute[Any]]]] = {
    str: lambda: UnicodeAttribute(null=True),
    int: lambda: NumberAttribute(null=True),
    bool: lambda: BooleanAttribute(null=True),
    bytes: lambda: BinaryAttribute(null=True, legacy_encoding=False),
    tuple[str, ...]: lambda: _TextsAttribute(null=True),
    datetime: lambda: _TextFormAttribute(TextForm(clock.stamp, clock.read)),
    date: lambda: _TextFormAttribute(TextForm(date.isoformat, date.fromisoformat)),
}


class _Leaf(NamedTuple):
    """A field and the attribute it is stored in."""

    name: str
    stored_as: str
    default: Any
    is_sparse: bool

    def values(self, value: Any) -> Iterator[tuple[str, Any]]:
        yield self.stored_as, None if self.is_sparse and value == self.default else value

    def load(self, item: Item) -> Any:
        value = getattr(item, self.stored_as)
        if value is None and self.default is dataclasses.MISSING:
            raise ValueError(f"{type(item).__name__} without {self.stored_as}")
        return self.default if value is None else value


class _Nested(NamedTuple):
    """A field that is a dataclass itself: its fields are attributes of the same item."""

    name: str
    kind: type[Any]
    parts: tuple["_Leaf | _Nested", ...]
    is_optional: bool

    def values(self, value: Any) -> Iterator[tuple[str, Any]]:
        for part in self.parts:
            yield from part.values(None if value is None else getattr(value, part.name))

    def load(self, item: Item) -> Any:
        if self.is_optional and all(getattr(item, name) is None for name, _ in self.values(None)):
            return None
        return self.kind(**{part.name: part.load(item) for part in self.parts})


class Fields(Generic[_T]):
    """The fields of a dataclass as attributes of the item class in whose body this stands, each under its own name.

    Fields may be text, numbers, booleans, bytes, moments, days, tuples of texts, enumerations of text, all of these or
    None, and dataclasses. None is not stored. What is in `key` is left out: `load` is given it. A nested dataclass's
    fields are stored as `<field>_<name>`, or with the prefix that `prefixes` has for the field. Fields in `sparse` are
    not stored while they have their default. `texts` says how values of other types are written as text.
    """

    def __init__(
        self,
        kind: type[_T],
        *,
        key: Collection[str] = (),
        prefixes: Mapping[str, str] | None = None,
        sparse: Collection[str] = (),
        texts: Mapping[Any, TextForm[Any]] | None = None,
    ) -> None:
        self._kind, self._prefixes, self._sparse, self._texts = kind, prefixes or {}, sparse, texts or {}
        self._attributes: dict[str, Attribute[Any]] = {}
        self._parts = self._plan(kind, prefix="", without=key)

    def __set_name__(self, owner: type[Item], name: str) -> None:
        # Before PynamoDB's metaclass gathers the attributes of the class.
        for stored_as, attribute in self._attributes.items():
            setattr(owner, stored_as, attribute)
            attribute.__set_name__(owner, stored_as)

    def __getitem__(self, stored_as: str) -> Any:
        """One attribute, for conditions and updates."""
        return self._attributes[stored_as]

    def dump(self, value: _T) -> dict[str, Any]:
        """What an item that stores this is made with, beside its keys."""
        return dict(pair for part in self._parts for pair in part.values(getattr(value, part.name)))

    def load(self, item: Item, **key: Any) -> _T:
        """What an item stores; `key` has the fields that the item's key holds.

        Raises ValueError where a field has neither an attribute nor a default.
        """
        return self._kind(**{part.name: part.load(item) for part in self._parts}, **key)

    def changes(self, **values: Any) -> list[Action]:
        """The update that gives these fields these values, whatever they had."""
        named = [pair for part in self._parts if part.name in values for pair in part.values(values[part.name])]
        return [self[name].remove() if value is None else self[name].set(value) for name, value in named]

    def _plan(self, kind: type[Any], *, prefix: str, without: Collection[str] = ()) -> tuple[_Leaf | _Nested, ...]:
        return tuple(self._plan_field(field, prefix) for field in dataclasses.fields(kind) if field.name not in without)

    def _plan_field(self, field: "dataclasses.Field[Any]", prefix: str) -> _Leaf | _Nested:
        kind, is_optional = _unwrap_optional(field.type)
        if dataclasses.is_dataclass(kind) and kind not in self._texts:
            inner = prefix + self._prefixes.get(field.name, f"{field.name}_")
            nested = cast("type[Any]", kind)
            return _Nested(field.name, nested, self._plan(nested, prefix=inner), is_optional)
        stored_as = prefix + field.name
        self._attributes[stored_as] = self._attribute(kind)
        default = None if is_optional and field.default is dataclasses.MISSING else field.default
        return _Leaf(field.name, stored_as, default, is_sparse=field.name in self._sparse)

    def _attribute(self, kind: Any) -> Attribute[Any]:
        if kind in self._texts:
            return _TextFormAttribute(self._texts[kind])
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return _TextFormAttribute(TextForm(str, kind))
        return _ATTRIBUTES[kind]()


def _unwrap_optional(kind: Any) -> tuple[Any, bool]:
    """A type without `| None`, and whether that was there."""
    if get_origin(kind) is not UnionType or type(None) not in get_args(kind):
        return kind, False
    first, *more = [each for each in get_args(kind) if each is not type(None)]
    for each in more:
        first = first | each
    return first, True
