"""Numbers are written as Babel's data says, without Babel at run time."""

import pytest
from babel.numbers import format_decimal, format_percent

from chalicelib.locales import LANGUAGES, numbers
from infra.locales.months import VARIETIES

COUNTS = (0, 7, 59, 999, 1000, 1234, 12_345, 186_000, 1_747_003)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_and_a_percentage_read_as_babel_writes_them(language: str) -> None:
    for count in COUNTS:
        assert numbers.number(count, language) == format_decimal(count, locale=VARIETIES[language])
    for count in (0, 7, 59, 100):
        assert numbers.percent(count, language) == format_percent(count / 100, locale=VARIETIES[language])


def test_the_marks_are_those_people_know() -> None:
    written = [numbers.number(186_000, language) for language in ("ar", "fr", "zgh", "en")]

    assert written == ["186.000", "186\u202f000", "186\u00a0000", "186,000"]
    assert numbers.percent(59, "fr") == "59\u00a0%"
