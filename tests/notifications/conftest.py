"""What the tests of mails stand on: compiled catalogs and a configured process."""

from collections.abc import Iterator

import pytest

from chalicelib import locales
from chalicelib.aws import clients
from infra.locales.catalogs import compile_catalogs
from tests.emulator import Aws
from tests.notifications.ses import Ses, standing_in


@pytest.fixture(scope="session", autouse=True)
def catalogs() -> None:
    """The catalogs as they are in the source now."""
    compile_catalogs()
    locales.translations.cache_clear()


@pytest.fixture(autouse=True)
def configured(environment: None) -> None:
    """Every mail needs the site's address and a sender."""


@pytest.fixture
def ses(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ses]:
    """SES under the test's command, in place of the emulated one."""
    with standing_in() as stand_in:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", stand_in.url)
        clients.client.cache_clear()
        yield stand_in
