"""The emulator of AWS: its settings, its start, and a stop that keeps what it holds. docs: emulator traps below.

It saves its state only when it is asked to end (SIGTERM) and given time; it saves how far each stream was read but not
the stream, so the positions are forgotten before each start, else no stream ever triggers anything again.
"""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from infra.local import children
from infra.local.configuration import HOST, REGION, ROOT, CannotStart, Configuration, aws_environment

STOP_SECONDS: Final = 30
_START_SECONDS: Final = 600


class Emulator:
    """One running emulator."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._folder = configuration.state / "emulator"
        self._scratch = configuration.state / "scratch"
        self._buckets = configuration.state / "buckets"
        self.log = configuration.state / "emulator.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, **settings: str) -> None:
        """Start it; `ready` waits for it. `settings` are added to its environment. Raises CannotStart."""
        python = self._configuration.emulator_python
        if not python.is_file():
            raise CannotStart("The emulator of AWS is not installed. Run `make run`, which installs it.")
        self._folder.mkdir(parents=True, exist_ok=True)
        _empty(self._scratch)
        if not any(self._folder.iterdir()):
            # Killed before it ever saved: files of buckets are on the disk, what they belonged to is lost.
            shutil.rmtree(self._buckets, ignore_errors=True)
        _forget_stream_positions(self._folder / "lambda.json")
        with self.log.open("wb") as output:
            self._child = children.start(
                [python, "-m", "ministack"],
                environment={**self._environment(), **settings},
                folder=ROOT,
                output=output,
            )

    def ready(self) -> None:
        """Wait until it answers. Raises CannotStart."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.runs():
            if _answers(f"{self._configuration.emulator_url}/_ministack/health"):
                return
            time.sleep(0.05)
        raise CannotStart(f"The emulator of AWS did not start. What it said is in {self.log}.")

    def runs(self) -> bool:
        """Whether the process lives."""
        return self._child is not None and self._child.poll() is None

    def stop(self) -> bool:
        """End it and let it save its state; False where it had to be killed, and lost what came last."""
        clean = self._child is None or children.stop(self._child, patience_seconds=STOP_SECONDS)
        shutil.rmtree(self._scratch, ignore_errors=True)
        return clean

    def _environment(self) -> dict[str, str]:
        clients = aws_environment(self._configuration)
        return {
            **{name: value for name, value in clients.items() if name != "AWS_ENDPOINT_URL"},
            "BIND_HOST": HOST,
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "GATEWAY_PORT": str(self._configuration.emulator_port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._folder),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self._buckets),
            # It unpacks functions into its temporary folder and leaves them there.
            "TMPDIR": str(self._scratch),
        }


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _forget_stream_positions(saved: Path) -> None:
    if not saved.is_file():
        return
    state = json.loads(saved.read_text())
    if state.get("payload", {}).pop("dynamodb_stream_positions", None):
        saved.write_text(json.dumps(state))


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
