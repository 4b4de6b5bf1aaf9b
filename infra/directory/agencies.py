"""Every public body of the directory: the source lists joined with what each region, province and commune gives.

docs/decisions/0003-directory.md says how ids are made and why they never change.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from infra.directory.places import Place, Territory
from infra.directory.spelling import arabic_name, french_name, of, slug

SOURCES: Final = Path(__file__).parent / "sources"

Kind = Literal["ministry", "establishment", "region", "province", "commune", "coordination"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A public body as the public list shows it."""

    id: str
    fr: str
    ar: str
    kind: Kind
    acronyms: tuple[str, ...] = ()
    region: str | None = None
    province: str | None = None
    commune: str | None = None


COORDINATION: Final = Agency(
    id="coordination",
    fr="Bureau de coordination du Portail national des réclamations",
    ar="مكتب تنسيق البوابة الوطنية للشكايات",
    kind="coordination",
)


def build_agencies(territory: Territory) -> tuple[Agency, ...]:
    """Every agency: ministries in the order of the State, establishments, then territory by code, coordination last."""
    return (
        *_read_list("ministries.csv", kind="ministry"),
        *_read_list("establishments.csv", kind="establishment"),
        *_regional_establishments(territory),
        *_regions(territory),
        *_provinces(territory),
        *_communes(territory),
        COORDINATION,
    )


def _read_list(file_name: str, *, kind: Kind) -> Iterator[Agency]:
    with (SOURCES / file_name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Agency(
                id=row["id"],
                fr=french_name(row["name_fr"]),
                ar=arabic_name(row["name_ar"]),
                kind=kind,
                acronyms=tuple(row["acronyms"].split(";")) if row["acronyms"] else (),
            )


def _regional_establishments(territory: Territory) -> Iterator[Agency]:
    for region in territory.regions:
        yield Agency(
            id=f"aref-{slug(region.fr)}",
            fr=f"Académie régionale d'éducation et de formation {of(region.fr)}",
            ar=f"الأكاديمية الجهوية للتربية والتكوين لجهة {region.ar}",
            kind="establishment",
            acronyms=("AREF",),
            region=region.code,
        )
    for region in territory.regions:
        yield Agency(
            id=f"cri-{slug(region.fr)}",
            fr=f"Centre régional d'investissement {of(region.fr)}",
            ar=f"المركز الجهوي للاستثمار لجهة {region.ar}",
            kind="establishment",
            acronyms=("CRI",),
            region=region.code,
        )


def _regions(territory: Territory) -> Iterator[Agency]:
    for region in territory.regions:
        yield Agency(
            id=f"region-{slug(region.fr)}",
            fr=f"Région {of(region.fr)}",
            ar=f"جهة {region.ar}",
            kind="region",
            region=region.code,
        )


def _provinces(territory: Territory) -> Iterator[Agency]:
    for province in territory.provinces:
        fr, ar = ("Préfecture", "عمالة") if province.prefecture else ("Province", "إقليم")
        yield Agency(
            id=f"province-{slug(province.fr)}",
            fr=f"{fr} {of(province.fr)}",
            ar=f"{ar} {province.ar}",
            kind="province",
            region=province.parent,
            province=province.code,
        )


def _communes(territory: Territory) -> Iterator[Agency]:
    provinces = {province.code: province for province in territory.provinces}
    bearers = Counter(slug(commune.fr) for commune in territory.communes)
    for commune in territory.communes:
        province = provinces[str(commune.parent)]
        yield Agency(
            id=_commune_id(commune, province, shared=bearers[slug(commune.fr)] > 1),
            fr=f"Commune {of(commune.fr)}",
            ar=f"جماعة {commune.ar}",
            kind="commune",
            region=province.parent,
            province=province.code,
            commune=commune.code,
        )


def _commune_id(commune: Place, province: Place, *, shared: bool) -> str:
    return f"commune-{slug(commune.fr)}" + (f"-{slug(province.fr)}" if shared else "")
