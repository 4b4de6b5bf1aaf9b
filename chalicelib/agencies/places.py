"""Where a complaint happened: whether region, province and commune fit together, and what they are called.

The requests' schemas and the mails call this. The places are in places.json, which `python -m infra.directory
--refresh-places` writes and which is read at the first question, not at import.
"""

import functools
import json
from pathlib import Path
from typing import Final, Literal, TypedDict

from chalicelib.agencies.model import Names

Level = Literal["region", "province", "commune"]

_FILE: Final = Path(__file__).with_name("places.json")


class _Places(TypedDict):
    """Names in Arabic and in French, then the parent's code, by code."""

    regions: dict[str, list[str]]
    provinces: dict[str, list[str]]
    communes: dict[str, list[str]]


@functools.cache
def _places() -> _Places:
    places: _Places = json.loads(_FILE.read_bytes())
    return places


def find_wrong_level(*, region: str, province: str | None = None, commune: str | None = None) -> Level | None:
    """The first level that is unknown or does not lie in the one above it, or None: a commune needs its province."""
    places = _places()
    if region not in places["regions"]:
        return "region"
    if province is not None and not _lies_in(places["provinces"], province, region):
        return "province"
    if commune is not None and not _lies_in(places["communes"], commune, province):
        return "commune"
    return None


def names(*, region: str, province: str | None = None, commune: str | None = None) -> Names:
    """How a valid place reads, the finest level first: "Imouzzer, Agadir-Ida-Ou-Tanane, Souss-Massa"."""
    places = _places()
    found = [places["communes"][commune]] if commune else []
    found += [places["provinces"][province]] if province else []
    found.append(places["regions"][region])
    return Names(ar="، ".join(each[0] for each in found), fr=", ".join(each[1] for each in found))


def regions() -> dict[str, Names]:
    """The regions by their code."""
    return {code: Names(ar=each[0], fr=each[1]) for code, each in _places()["regions"].items()}


def region_of(code: str) -> str:
    """The region that a code of any level lies in: the codes of its provinces and communes begin with its own."""
    return code.partition(".")[0]


def _lies_in(places: dict[str, list[str]], code: str, parent: str | None) -> bool:
    return code in places and places[code][2] == parent
