"""How long tests wait for other processes. No test measures speed, so these are far above what a quick machine needs.

`TEST_PATIENCE=3 make test` makes all of them three times as long.
"""

import os
from typing import Final

_FACTOR: Final = float(os.environ.get("TEST_PATIENCE", "1"))
START_SECONDS: Final = 600 * _FACTOR
"""Until a portal or an emulator of its own process is ready."""
STOP_SECONDS: Final = 180 * _FACTOR
WAIT_SECONDS: Final = 120 * _FACTOR
"""Until what was asked of another process has happened: a mail has come, a file was scanned."""
PAGE_MILLISECONDS: Final = 60_000 * _FACTOR
"""Until a page shows what is expected of it."""
