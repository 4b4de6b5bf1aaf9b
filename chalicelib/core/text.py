"""What people type, made safe to keep: one Unicode form, no control characters. Used by every request schema."""

import unicodedata

# Letters and marks by their category, and yet nothing to see: fillers, and the empty Braille pattern.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LINE_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})


def clean(text: str) -> str:
    """The same text in NFC, with plain line breaks and without white space around it."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_BREAKS)
    return unicodedata.normalize("NFC", unified).strip()


def seen_length(text: str) -> int:
    """How many characters a reader sees: none of what is invisible, and one for each run of white space."""
    return len(" ".join("".join(each for each in text if not is_unseen(each)).split()))


def is_unseen(character: str) -> bool:
    """Whether a character has nothing to show and separates nothing: joiners, direction marks, fillers."""
    return character in _BLANK or (unicodedata.category(character)[0] == "C" and not character.isspace())


def has_control_characters(text: str, *, lines: bool) -> bool:
    """Whether the text holds controls or lone surrogates; line breaks and tabs pass where `lines` are allowed."""
    allowed = "\n\t" if lines else ""
    return any(unicodedata.category(each) in {"Cc", "Cs"} and each not in allowed for each in text)


def email_key(email: str) -> bytes:
    """What two spellings of one mailbox share; the value whose HMAC is stored and compared.

    Two domains must never share one, or the one's owner would be sent the other's numbers: lower case keeps apart what
    casefold joins (ß and ss), and a domain is compared as the network knows it.
    """
    name, at, domain = unicodedata.normalize("NFKC", email).strip().lower().rpartition("@")
    return f"{name}{at}{_in_ascii(domain)}".encode()


def _in_ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(f"a@{domain}", check_deliverability=False, test_environment=True).ascii_domain
    except EmailNotValidError:
        return domain
