"""Recipients as the outbox and the history keep them: one text each, and back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.recipients import (
    AddressRecipient,
    CitizenRecipient,
    CoordinatorRecipient,
    LinkRecipient,
    MailboxRecipient,
    Recipient,
    format_recipient,
    parse_recipient,
)
from chalicelib.domain.vocabulary import MailboxRole

IDS = st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)
ADDRESSES = st.builds(lambda local: f"{local}@example.org", st.text(min_size=1))
RECIPIENTS = st.one_of(
    st.just(CitizenRecipient()),
    st.just(LinkRecipient()),
    st.builds(MailboxRecipient, agency=IDS.filter(lambda id_: id_ != "coordinator"), role=st.sampled_from(MailboxRole)),
    st.builds(CoordinatorRecipient, id=IDS),
    st.builds(AddressRecipient, address=ADDRESSES),
)


@pytest.mark.parametrize(
    ("recipient", "text"),
    [
        (CitizenRecipient(), "citizen"),
        (LinkRecipient(), "link"),
        (MailboxRecipient(agency="interior", role=MailboxRole.FRONT), "interior#front"),
        (MailboxRecipient(agency="coordination", role=MailboxRole.FALLBACK), "coordination#fallback"),
        (CoordinatorRecipient(id="c-7"), "coordinator#c-7"),
        (AddressRecipient(address="a#b@example.org"), "a#b@example.org"),
    ],
)
def test_each_recipient_has_one_text(recipient: Recipient, text: str) -> None:
    assert format_recipient(recipient) == text
    assert parse_recipient(text) == recipient


@given(RECIPIENTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_is_read_as_it_was(recipient: Recipient) -> None:
    assert parse_recipient(format_recipient(recipient)) == recipient


@pytest.mark.parametrize("text", ["", "nobody", "interior#", "#front", "interior#nobody"])
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no recipient|not a valid MailboxRole"):
        parse_recipient(text)
