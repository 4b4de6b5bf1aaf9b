import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core import ids
from chalicelib.core.errors import InvalidInput

VECTORS = [("7K3M9QXT2HDB", "M"), ("000000000001", "Y"), ("4GT0WB6N9RFE", "S")]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
digits = st.text(ALPHABET, min_size=12, max_size=12)


@pytest.mark.parametrize(("twelve", "check"), VECTORS)
def test_the_check_character_is_luhn_mod_32_over_the_number_s_own_alphabet(twelve: str, check: str) -> None:
    assert ids.check_character(twelve) == check
    assert ids.read_number(twelve + check) == twelve + check


@pytest.mark.parametrize(
    "written",
    [
        "7K3M-9QXT-2HDB-M",
        "7k3m 9qxt 2hdb m",
        "  7K3M9QXT2HDBM\n",
        "7K3M\u20119QXT\u20132HDB\u2212M",
        "\u200e7K3M-9QXT-2HDB-M\u200f",
        "\u2066٧K٣M٩QXT٢HDBM\u2069",
        "۷K۳M۹QXT۲HDBM",
        "7\u00a0K3M9\u202fQXT2HDBM",
    ],
)
def test_a_number_is_read_however_people_write_it(written: str) -> None:
    assert ids.read_number(written) == "7K3M9QXT2HDBM"


@pytest.mark.parametrize("written", ["OOOOOOOOOOOIY", "oooo-oooo-ooo1-y", "00000000000LY", "٠٠٠٠٠٠٠٠٠٠٠١y"])
def test_lookalikes_and_arabic_indic_digits_are_the_digits_they_stand_for(written: str) -> None:
    assert ids.read_number(written) == "000000000001Y"


@pytest.mark.parametrize(
    "written", ["", "M", "7K3M9QXT2HDB", "7K3M9QXT2HDBN", "7K3M9QXT2HDBMM", "7K3M9QXT2HDUM", "7K3M_9QXT_2HDB_M", "رقم"]
)
def test_what_is_no_number_is_refused_as_the_field_number(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ids.read_number(written)

    assert [(each.field, each.code) for each in refused.value.errors] == [("number", "number")]


@given(digits)
def test_every_number_survives_being_shown_and_read_again(twelve: str) -> None:
    number = twelve + ids.check_character(twelve)

    assert ids.read_number(ids.show_number(number)) == number
    assert ids.read_number(number.lower()) == number


@given(digits, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(twelve: str, position: int, other: str) -> None:
    number = twelve + ids.check_character(twelve)
    wrong = number[:position] + other + number[position + 1 :]

    if wrong != number:
        with pytest.raises(InvalidInput):
            ids.read_number(wrong)


@given(digits, st.integers(0, 11))
def test_two_neighbours_swapped_are_noticed_but_for_luhn_s_one_blind_pair(twelve: str, position: int) -> None:
    number = twelve + ids.check_character(twelve)
    pair = number[position : position + 2]
    wrong = number[:position] + pair[::-1] + number[position + 2 :]

    if pair[0] != pair[1] and set(pair) != {"0", "Z"}:
        with pytest.raises(InvalidInput):
            ids.read_number(wrong)


def test_new_numbers_are_well_formed_and_do_not_repeat() -> None:
    numbers = {ids.new_number() for _ in range(500)}

    assert len(numbers) == 500
    assert all(ids.read_number(each) == each for each in numbers)
