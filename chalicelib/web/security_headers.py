"""Reads security_headers.json, the one place of the API's and the site's security headers.

The API's function takes its own from here; `infra.headers` gives them to the template, the local front and the tests.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

SECURITY_HEADERS: Final[Mapping[str, Any]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8"),
)
API_HEADERS: Final[Mapping[str, str]] = SECURITY_HEADERS["api"]
