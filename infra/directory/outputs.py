"""What the builder writes, as bytes: the same sources always give the same bytes.

agencies.json and places.json are published under /data (the API's page in the docs has their form); mailboxes.json
stays private; `validation_places` is the compact copy that the API functions carry.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from infra.directory.agencies import Agency
from infra.directory.places import Place, Territory

ROLES: Final = ("front", "supervisor", "fallback")
# Reserved for documentation (RFC 2606): no mail to it can ever reach anybody.
_MAIL_DOMAIN: Final = "agencies.portal.example"
_MAIL_LANGUAGE: Final = "ar"


def public_agencies(agencies: Iterable[Agency]) -> bytes:
    """agencies.json: `[{id, names: {ar, fr}, acronyms, kind, region?, province?, commune?}]`."""
    return _minified([_public_agency(agency) for agency in agencies])


def public_places(territory: Territory) -> bytes:
    """places.json: `{regions, provinces, communes: [{code, names: {ar, fr}, parent?}]}`."""
    return _minified(
        {
            "regions": [_public_place(place) for place in territory.regions],
            "provinces": [_public_place(place) for place in territory.provinces],
            "communes": [_public_place(place) for place in territory.communes],
        }
    )


def demo_mailboxes(agencies: Iterable[Agency]) -> bytes:
    """mailboxes.json: `[{agency_id, role, address, language}]`, three for each agency."""
    return _minified(
        [
            {
                "agency_id": agency.id,
                "role": role,
                "address": f"{role}@{agency.id}.{_MAIL_DOMAIN}",
                "language": _MAIL_LANGUAGE,
            }
            for agency in agencies
            for role in ROLES
        ]
    )


def validation_places(territory: Territory) -> bytes:
    """The API's copy: `{regions: {code: [ar, fr]}, provinces and communes: {code: [ar, fr, parent]}}`, one a line."""
    levels = {
        "regions": territory.regions,
        "provinces": territory.provinces,
        "communes": territory.communes,
    }
    return ("{\n" + ",\n".join(f'"{name}":{_one_a_line(places)}' for name, places in levels.items()) + "\n}\n").encode()


def _public_agency(agency: Agency) -> dict[str, Any]:
    place = {"region": agency.region, "province": agency.province, "commune": agency.commune}
    return {
        "id": agency.id,
        "names": {"ar": agency.ar, "fr": agency.fr},
        "acronyms": list(agency.acronyms),
        "kind": agency.kind,
        **{level: code for level, code in place.items() if code},
    }


def _public_place(place: Place) -> dict[str, Any]:
    parent = {"parent": place.parent} if place.parent else {}
    return {"code": place.code, "names": {"ar": place.ar, "fr": place.fr}, **parent}


def _one_a_line(places: Iterable[Place]) -> str:
    entries = (
        f'"{place.code}":{_text([place.ar, place.fr] + ([place.parent] if place.parent else []))}' for place in places
    )
    return "{\n" + ",\n".join(entries) + "\n}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _minified(value: object) -> bytes:
    return (_text(value) + "\n").encode()
