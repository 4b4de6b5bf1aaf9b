"""Says what is being done, and since when, while nothing else is said. Used where somebody waits for minutes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_progress(describe: Callable[[], str], *, every_seconds: float = 5) -> Iterator[None]:
    """Print a line every few seconds until the end of the block: `  15 s  Building the site`."""
    ended = threading.Event()
    began = time.monotonic()

    def show() -> None:
        while not ended.wait(every_seconds):
            print(f"  {time.monotonic() - began:3.0f} s  {describe()}", flush=True)

    shown = threading.Thread(target=show, daemon=True)
    shown.start()
    try:
        yield
    finally:
        ended.set()
        shown.join()
