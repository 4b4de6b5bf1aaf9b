"""What the tests of mails stand on: compiled catalogs and a configured process."""

import pytest

from chalicelib import locales
from infra.locales.catalogs import compile_catalogs


@pytest.fixture(scope="session", autouse=True)
def catalogs() -> None:
    """The catalogs as they are in the source now."""
    compile_catalogs()
    locales.translations.cache_clear()


@pytest.fixture(autouse=True)
def configured(environment: None) -> None:
    """Every mail needs the site's address and a sender."""
