"""One botocore session for the whole function, and its clients, each made on first use."""

from functools import lru_cache
from typing import Any

import botocore.session
from botocore.config import Config

_TIMEOUTS = {"connect_timeout": 2, "read_timeout": 8, "parameter_validation": False}
_CONFIG = Config(retries={"total_max_attempts": 3, "mode": "standard"}, **_TIMEOUTS)
# A mail whose reply was lost may have gone out: trying again is the outbox's decision, not the SDK's.
_ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"}, **_TIMEOUTS)
# Addresses that people are given: signed with SigV4, and of the bucket's own region, which answers without a redirect.
_SIGNED = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
    retries={"total_max_attempts": 3, "mode": "standard"},
    **_TIMEOUTS,
)
_OF_SERVICE = {"sesv2": _ONCE, "s3": _SIGNED}


@lru_cache(maxsize=1)
def session() -> botocore.session.Session:
    """The session all clients share: its loader reads each service description once."""
    return botocore.session.get_session()


@lru_cache
def client(service: str) -> Any:
    """The client of one AWS service (`sesv2`, `secretsmanager`, `s3`)."""
    return session().create_client(service, config=_OF_SERVICE.get(service, _CONFIG))
