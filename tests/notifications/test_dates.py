"""Dates in words come from Babel's data, without Babel at run time."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from chalicelib.locales import LANGUAGES
from chalicelib.locales.dates import long_date
from infra.locales.catalogs import LOCALES
from infra.locales.months import VARIETIES, months_json

YEAR = [date(2028, 1, 1) + timedelta(days=each) for each in range(366)]


def test_the_committed_months_are_babels() -> None:
    assert (LOCALES / "months.json").read_bytes() == months_json()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_year_reads_as_babel_writes_it(language: str) -> None:
    for day in YEAR:
        expected = format_date(day, "long", locale=VARIETIES[language])
        if language == "fr" and day.day == 1:
            expected = expected.replace("1 ", "1er ", 1)

        assert long_date(day, language) == expected


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "24 نونبر 2026"), ("fr", "24 novembre 2026"), ("zgh", "24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026"), ("en", "November 24, 2026")],
)
def test_months_have_the_names_used_in_morocco(language: str, written: str) -> None:
    assert long_date(date(2026, 11, 24), language) == written


def test_the_first_of_a_french_month_is_an_ordinal() -> None:
    assert long_date(date(2027, 3, 1), "fr") == "1er mars 2027"
