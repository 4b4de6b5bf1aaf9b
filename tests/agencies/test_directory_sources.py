"""The directory's builder: what the source lists give, how names are corrected, and the places that the API carries."""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib.agencies import places as api_places
from infra.directory.__main__ import VALIDATION_PLACES
from infra.directory.agencies import Agency, build_agencies
from infra.directory.outputs import demo_mailboxes, public_agencies, public_places, validation_places
from infra.directory.places import Territory, read_territory
from infra.directory.spelling import UnusableName, arabic_name, french_name, of, slug

# A change here breaks links and stored complaints: an id, once given, stays. A new body only adds one.
IDS_SHA256 = "f21dbc0280b4aed9b791ab205dc39ed8e5f3263fa960e35785c74d2e5a7588e2"


@pytest.fixture(scope="module")
def territory() -> Territory:
    return read_territory()


@pytest.fixture(scope="module")
def agencies(territory: Territory) -> tuple[Agency, ...]:
    return build_agencies(territory)


@pytest.fixture(scope="module")
def published(agencies: tuple[Agency, ...]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(public_agencies(agencies))
    return listed


def test_the_directory_holds_every_level_of_the_country(agencies: tuple[Agency, ...]) -> None:
    counts = Counter(agency.kind for agency in agencies)

    assert counts == {
        "ministry": 36, "establishment": 96, "region": 12, "province": 75, "commune": 1503, "coordination": 1,
    }  # fmt: skip


def test_the_districts_of_casablanca_and_the_arrondissements_are_left_out(territory: Territory) -> None:
    names = {place.fr for place in (*territory.provinces, *territory.communes)}

    assert "Casablanca" in names
    assert not names & {"Casablanca-Anfa", "Hay-Hassani", "Gueliz", "Agdal Riyad"}


def test_every_id_is_a_unique_slug_that_fits_a_host_name(agencies: tuple[Agency, ...]) -> None:
    ids = [agency.id for agency in agencies]

    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each) or len(each) > 63] == []


def test_no_id_has_changed_since_it_was_given(agencies: tuple[Agency, ...]) -> None:
    ids = "\n".join(sorted(agency.id for agency in agencies))

    assert hashlib.sha256(ids.encode()).hexdigest() == IDS_SHA256


def test_communes_of_one_name_are_told_apart_by_their_province(agencies: tuple[Agency, ...]) -> None:
    shown = Counter((agency.fr, agency.province) for agency in agencies)
    shown_in_arabic = Counter((agency.ar, agency.province) for agency in agencies)
    ajdir = {agency.id: agency.province for agency in agencies if agency.fr == "Commune d'Ajdir"}

    assert ajdir == {"commune-ajdir-al-hoceima": "01.051", "commune-ajdir-taza": "03.561"}
    assert max(shown.values()) == max(shown_in_arabic.values()) == 1


def test_the_public_list_has_exactly_the_documented_fields(published: list[dict[str, Any]]) -> None:
    by_id = {agency["id"]: agency for agency in published}

    assert by_id["commune-agadir"] == {
        "id": "commune-agadir",
        "names": {"ar": "جماعة أكادير", "fr": "Commune d'Agadir"},
        "acronyms": [],
        "kind": "commune",
        "region": "09",
        "province": "09.001",
        "commune": "09.001.01.01",
    }
    assert by_id["cnss"]["acronyms"] == ["CNSS"]
    assert set(by_id["coordination"]) == {"id", "names", "acronyms", "kind"}


def test_every_agency_of_the_territory_names_places_that_exist(
    published: list[dict[str, Any]], territory: Territory
) -> None:
    regions = {place.code for place in territory.regions}
    provinces = {place.code: place.parent for place in territory.provinces}
    communes = {place.code: place.parent for place in territory.communes}

    for agency in published:
        assert agency.get("region") in {*regions, None}
        assert "province" not in agency or provinces[agency["province"]] == agency["region"]
        assert agency["kind"] not in {"province", "commune"} or "province" in agency
        assert (agency["kind"] == "commune") is ("commune" in agency)
        assert "commune" not in agency or communes[agency["commune"]] == agency["province"]


def test_an_acronym_stands_for_one_body_or_for_one_body_a_region(agencies: tuple[Agency, ...]) -> None:
    bearers = Counter(acronym for agency in agencies for acronym in agency.acronyms)

    assert {acronym: count for acronym, count in bearers.items() if count > 1} == {"AREF": 12, "CRI": 12}


def test_names_hold_only_the_letters_of_their_language_and_single_spaces(
    agencies: tuple[Agency, ...], territory: Territory
) -> None:
    names = [(agency.fr, agency.ar) for agency in agencies]
    names += [(place.fr, place.ar) for level in (territory.regions, territory.provinces) for place in level]

    for fr, ar in names:
        assert re.fullmatch(r"[\u0621-\u063a\u0641-\u064a]+([ -][\u0621-\u063a\u0641-\u064a]+)*", ar), ar
        assert re.fullmatch(r"[^\W_]+((, | |-|'| d'| l')[^\W_]+)*", fr), fr
        assert unicodedata.is_normalized("NFC", fr + ar)
        assert not re.search(r"[\u0600-\u06ff]", fr)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Sidi   Kacem ", "Sidi Kacem"),
        ("M\u2019diq \u2013 Fnideq", "M'diq-Fnideq"),
        ("Fe\u0300s", "Fès"),
        ("My Abdellah", "Moulay Abdellah"),
        ("Ech-challalate", "Ech-Challalate"),
    ],
)
def test_a_french_name_is_corrected_by_rule(raw: str, name: str) -> None:
    assert french_name(raw) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (" سيدي\u00a0  قاسم ", "سيدي قاسم"),
        ("مشور– القصبة", "مشور-القصبة"),
        ("مـــراكش", "مراكش"),
        ("مُرّاكُش", "مراكش"),
        ("بنی ملال", "بني ملال"),
        ("ا\u0653سفي", "آسفي"),
        ("موسى بن احمد", "موسى بن أحمد"),
        ("اولاد تىمة", "أولاد تيمة"),
        ("\u200fفاس\u200e", "فاس"),
        ("ﻓﺎﺱ", "فاس"),
    ],
)
def test_an_arabic_name_is_corrected_by_rule(raw: str, name: str) -> None:
    assert arabic_name(raw) == name


@pytest.mark.parametrize("raw", ["", "فاس Fès", "فاس 2", "فاس؟", "Fès"])
def test_an_arabic_name_that_no_rule_can_mend_stops_the_build(raw: str) -> None:
    with pytest.raises(UnusableName):
        arabic_name(raw)


@pytest.mark.parametrize("raw", ["", "Fès فاس", "Fès*"])
def test_a_french_name_that_no_rule_can_mend_stops_the_build(raw: str) -> None:
    with pytest.raises(UnusableName):
        french_name(raw)


@pytest.mark.parametrize(
    ("place", "after_its_preposition"),
    [
        ("Agadir", "d'Agadir"),
        ("Er-Rich", "d'Er-Rich"),
        ("Oujda", "d'Oujda"),
        ("Oued Zem", "d'Oued Zem"),
        ("Ouarzazate", "de Ouarzazate"),
        ("Youssoufia", "de Youssoufia"),
        ("Fès", "de Fès"),
        ("Oriental", "de l'Oriental"),
    ],
)
def test_a_place_takes_the_french_preposition_that_its_sound_asks_for(place: str, after_its_preposition: str) -> None:
    assert of(place) == after_its_preposition


def test_a_slug_is_the_name_without_its_accents_and_signs() -> None:
    assert slug("M'diq-Fnideq") == "mdiq-fnideq"
    assert slug("Kelâat M'gouna") == "kelaat-mgouna"


def test_each_agency_has_three_mailboxes_that_no_mail_can_reach(agencies: tuple[Agency, ...]) -> None:
    mailboxes = json.loads(demo_mailboxes(agencies))
    of_coordination = [mailbox for mailbox in mailboxes if mailbox["agency_id"] == "coordination"]

    assert len({mailbox["address"] for mailbox in mailboxes}) == len(mailboxes) == 3 * len(agencies)
    assert all(mailbox["address"].endswith(".example") for mailbox in mailboxes)
    assert [mailbox["role"] for mailbox in of_coordination] == ["front", "supervisor", "fallback"]
    assert of_coordination[0] == {
        "agency_id": "coordination",
        "role": "front",
        "address": "front@coordination.agencies.portal.example",
        "language": "ar",
    }


def test_the_public_places_form_a_tree_in_the_order_of_their_codes(territory: Territory) -> None:
    places = json.loads(public_places(territory))
    provinces = {place["code"] for place in places["provinces"]}

    assert places["regions"][8] == {"code": "09", "names": {"ar": "سوس-ماسة", "fr": "Souss-Massa"}}
    assert {place["parent"] for place in places["communes"]} == provinces
    assert {place["parent"] for place in places["provinces"]} == {place["code"] for place in places["regions"]}
    assert all(a["code"] < b["code"] for level in places.values() for a, b in pairwise(level))


def test_two_builds_write_the_same_bytes(tmp_path: Path) -> None:
    def build(seed: str) -> dict[str, bytes]:
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "infra.directory", "--output", str(folder)],
            check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    first, second = build("1"), build("2")

    assert set(first) == {"agencies.json", "places.json", "mailboxes.json"}
    assert first == second


def test_the_places_that_the_api_carries_are_those_of_the_builder(territory: Territory) -> None:
    assert VALIDATION_PLACES.read_bytes() == validation_places(territory)


def test_importing_the_places_reads_no_file() -> None:
    script = (
        "import sys; opened = []; sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' "
        "else None); import chalicelib.agencies.places as places; "
        "assert not any('places.json' in name for name in opened); "
        "places.find_wrong_level(region='09'); assert any('places.json' in name for name in opened); "
        "assert 'pynamodb' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ({"region": "09"}, None),
        ({"region": "09", "province": "09.001"}, None),
        ({"region": "09", "province": "09.001", "commune": "09.001.01.01"}, None),
        ({"region": "01", "province": "01.511", "commune": "01.511.01.0"}, None),
        ({"region": "13"}, "region"),
        ({"region": ""}, "region"),
        ({"region": "13", "province": "99", "commune": "99"}, "region"),
        ({"region": "09", "province": "01.511"}, "province"),
        ({"region": "09", "province": ""}, "province"),
        ({"region": "06", "province": "06.141.01.00"}, "province"),
        ({"region": "09", "province": "09.001", "commune": "01.511.01.0"}, "commune"),
        ({"region": "09", "province": "09.001", "commune": "nowhere"}, "commune"),
        ({"region": "09", "commune": "09.001.01.01"}, "commune"),
    ],
)
def test_a_place_is_judged_from_the_region_down(place: dict[str, str], wrong: str | None) -> None:
    assert api_places.find_wrong_level(**place) == wrong


def test_a_place_is_named_from_its_finest_level_up() -> None:
    whole = api_places.names(region="09", province="09.001", commune="09.001.01.01")
    region = api_places.names(region="02")

    assert whole.fr == "Agadir, Agadir-Ida-Ou-Tanane, Souss-Massa"
    assert whole.ar == "أكادير، أكادير-إدا وتنان، سوس-ماسة"
    assert (region.fr, region.ar) == ("Oriental", "الشرق")
