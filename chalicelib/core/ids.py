"""Everything random: complaint numbers, item ids, salts. Nothing else in the house draws random values."""

import secrets
import unicodedata
from datetime import datetime

from stdnum import luhn

from chalicelib.core.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset(" -\u2010\u2011\u2012\u2013\u2212\u00a0\u202f\u200e\u200f\u2066\u2068\u2069")
_NUMBER_LENGTH = 13


def new_number() -> str:
    """A complaint number: 60 random bits in Crockford base32 and a Luhn mod 32 check character."""
    digits = "".join(secrets.choice(ALPHABET) for _ in range(_NUMBER_LENGTH - 1))
    return digits + check_character(digits)


def check_character(digits: str) -> str:
    """The Luhn mod 32 check character of twelve Crockford characters: `7K3M9QXT2HDB` -> `M`."""
    return luhn.calc_check_digit(digits, alphabet=ALPHABET)


def read_number(text: str) -> str:
    """The canonical thirteen characters of a number as people write it.

    Any case, spaces, hyphens, O for 0, I and L for 1, Arabic-Indic digits. Raises InvalidInput (`number`).
    """
    number = "".join(_character(each) for each in text.strip() if each not in _SEPARATORS)
    plausible = len(number) == _NUMBER_LENGTH and all(each in ALPHABET for each in number)
    if not plausible or not luhn.is_valid(number, alphabet=ALPHABET):
        raise InvalidInput.of("number", "number")
    return number


def _character(each: str) -> str:
    digit = unicodedata.decimal(each, None)
    return each.upper().translate(_LOOKALIKES) if digit is None else str(digit)


def show_number(number: str) -> str:
    """A number as people read it: `7K3M-9QXT-2HDB-M`."""
    return "-".join((number[:4], number[4:8], number[8:12], number[12:]))


def new_id() -> str:
    """An identifier nobody can guess: 128 random bits, URL-safe."""
    return secrets.token_urlsafe(16)


def new_sortable_id(at: datetime, position: int) -> str:
    """26 characters that sort by time, then by position (0 to 31): a ULID but for that one character."""
    rest = int(at.timestamp() * 1000)
    moment = ""
    for _ in range(10):
        rest, digit = divmod(rest, 32)
        moment = ALPHABET[digit] + moment
    return moment + ALPHABET[position] + "".join(secrets.choice(ALPHABET) for _ in range(15))


def new_salt() -> bytes:
    """32 random bytes that keep a commitment from being guessed."""
    return secrets.token_bytes(32)
