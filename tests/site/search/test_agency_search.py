"""The search for agencies in the browser, run by Node over the real directory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.directory.agencies import build_agencies
from infra.directory.outputs import public_agencies
from infra.directory.places import read_territory
from static_site.node import NODE, SITE

# What a person types, the agency meant, and among how many first answers it has to be.
QUERIES = [
    # acronyms, however they are written
    ("CNSS", "cnss", 1),
    ("oncf", "oncf", 1),
    ("O.N.E.E", "onee", 1),
    ("men", "ministry-education", 1),
    ("dgsn", "dgsn", 1),
    ("Maroc PME", "maroc-pme", 1),
    # French, with and without accents, apostrophes and hyphens
    ("Ministère de la Santé", "ministry-health", 1),
    ("sante", "ministry-health", 1),
    ("INTERIEUR", "ministry-interior", 1),
    ("education nationale", "ministry-education", 1),
    ("chemin de fer", "oncf", 1),
    ("l’eau potable", "onee", 1),
    ("Fes", "commune-fes", 3),
    ("laayoune", "commune-laayoune", 3),
    ("m diq", "commune-mdiq", 1),
    ("m’diq", "commune-mdiq", 1),
    ("tantan", "commune-tan-tan", 3),
    ("ait-melloul", "commune-ait-melloul", 1),
    ("Ben slimane", "commune-benslimane", 3),
    ("region oriental", "region-oriental", 1),
    # Arabic, with and without hamza, marks, tatweel, final letters and article
    ("وزارة الصحة", "ministry-health", 1),
    ("الداخليه", "ministry-interior", 1),
    ("التربية الوطنيه", "ministry-education", 1),
    ("اكادير", "commune-agadir", 1),
    ("مُرّاكش", "commune-marrakech", 3),
    ("الدارالبيضاء", "commune-casablanca", 3),
    ("بنى ملال", "commune-beni-mellal", 3),
    ("أيت ملول", "commune-ait-melloul", 1),
    ("الناظور", "province-nador", 1),
    ("لعيون", "commune-laayoune", 3),
    ("إنعاش الشغل", "ofppt", 1),
    ("الضـمان الاجتماعي", "cnss", 1),
    ("عمالة سلا", "province-sale", 1),
    # wrong letters
    ("ain harouda", "commune-ain-harrouda", 1),
    ("mekness", "commune-meknes", 3),
    ("marakesh", "commune-marrakech", 3),
    ("ouled teima", "commune-oulad-teima", 1),
    ("khouribaga", "commune-khouribga", 3),
    ("caise national securite sociale", "cnss", 1),
    # the kind of body in the person's own words, names half typed
    ("mairie de Safi", "commune-safi", 1),
    ("préfecture de rabat", "province-rabat", 1),
    ("جماعة الرباط", "commune-rabat", 1),
    ("minist", "ministry-interior", 5),
    ("tang", "commune-tanger", 1),
    ("الفلا", "ministry-agriculture", 1),
    ("إصلا", "ministry-digital-transition", 1),
]


@pytest.fixture(scope="module")
def agencies() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(public_agencies(build_agencies(read_territory())))
    return listed


def run(agencies: list[dict[str, Any]], *texts: str, limit: int | None = None) -> dict[str, Any]:
    """What the search answers to each text, in order, and how long it took."""
    if not (SITE / "node_modules" / "minisearch").is_dir():
        pytest.fail("static_site/node_modules lacks minisearch: install the site's npm packages (make setup).")
    queries = [{"text": text} | ({} if limit is None else {"limit": limit}) for text in texts]
    done = subprocess.run(
        [NODE, Path(__file__).with_name("run_searches.js")],
        input=json.dumps({"agencies": agencies, "queries": queries}), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def found(agencies: list[dict[str, Any]], text: str, limit: int | None = None) -> list[str]:
    ids: list[str] = run(agencies, text, limit=limit)["answers"][0]["ids"]
    return ids


def test_each_query_finds_the_agency_meant_among_the_first_answers(
    agencies: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(QUERIES) >= 40
    assert {expected for _, expected, _ in QUERIES} <= {agency["id"] for agency in agencies}

    answered = run(agencies, *(text for text, _, _ in QUERIES))

    missed = [
        f"{text}: {expected} not among the first {within} of {answer['ids'][:6]}"
        for (text, expected, within), answer in zip(QUERIES, answered["answers"], strict=True)
        if expected not in answer["ids"][:within]
    ]
    assert missed == []
    slowest = max(answered["answers"], key=lambda answer: answer["milliseconds"])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(agencies)} agencies: index and first search {answered['buildMilliseconds']:.0f} ms;"
            f" slowest of {len(QUERIES)} queries {slowest['milliseconds']:.1f} ms ({slowest['text']})\n"
        )


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_agency_is_found_by_its_complete_name(agencies: list[dict[str, Any]], language: str) -> None:
    answered = run(agencies, *(agency["names"][language] for agency in agencies))

    missed = [
        agency["id"]
        for agency, answer in zip(agencies, answered["answers"], strict=True)
        if agency["id"] not in answer["ids"][:3]
    ]
    assert missed == []


def test_an_exact_acronym_comes_before_longer_acronyms_and_names(agencies: list[dict[str, Any]]) -> None:
    assert found(agencies, "adm")[0] == "adm"
    assert found(agencies, "anr")[0] == "anr"


def test_whole_names_come_before_partial_ones(agencies: list[dict[str, Any]]) -> None:
    assert found(agencies, "agadir")[:3] == [
        "commune-agadir", "province-agadir-ida-ou-tanane", "commune-agadir-melloul",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["bar", "الامن"])
def test_national_bodies_come_before_communes_that_match_as_well(agencies: list[dict[str, Any]], text: str) -> None:
    kinds = {agency["id"]: agency["kind"] for agency in agencies}
    national = [kinds[id_] in {"ministry", "establishment"} for id_ in found(agencies, text)]

    assert True in national
    assert False in national
    assert national == sorted(national, reverse=True)


def test_communes_of_one_name_are_all_found(agencies: list[dict[str, Any]]) -> None:
    assert set(found(agencies, "oulad aissa")[:3]) == {
        "commune-oulad-aissa-khouribga", "commune-oulad-aissa-el-jadida", "commune-oulad-aissa-taroudannt",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Communes", "commune"), ("الجماعة", "commune"), ("préfecture", "province"), ("وزارة", "ministry")],
)
def test_a_kind_alone_lists_bodies_of_that_kind(agencies: list[dict[str, Any]], text: str, kind: str) -> None:
    of_kind = [agency["id"] for agency in agencies if agency["kind"] == kind]

    assert found(agencies, text) == of_kind[:10]


def test_a_query_without_a_letter_or_without_a_likeness_finds_nothing(agencies: list[dict[str, Any]]) -> None:
    answered = run(agencies, "", "  ", "'-.", "ـ", "xyzzyx")["answers"]

    assert [answer["ids"] for answer in answered] == [[], [], [], [], []]


def test_no_more_than_the_limit_is_given(agencies: list[dict[str, Any]]) -> None:
    assert len(found(agencies, "sidi")) == 10
    assert len(found(agencies, "sidi", limit=3)) == 3


def test_the_index_is_built_at_the_first_search_and_kept(agencies: list[dict[str, Any]]) -> None:
    answered = run(agencies, "rabat", "sidi")

    assert answered["readsAtCreation"] == 0
    assert answered["reads"] == answered["readsAfterFirstSearch"] > 0
