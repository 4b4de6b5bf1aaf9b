"""Starts, watches and ends the processes of the portal on one machine. `infra.local.__main__` calls it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any, Final

from infra.local import children, ports, scanning, sources, stack, state
from infra.local.configuration import ROOT, CannotStart, Configuration, aws_environment
from infra.local.emulator import Emulator
from infra.local.progress import show_progress
from infra.locales.catalogs import compile_catalogs

_LOOK_EVERY_SECONDS: Final = 0.25
_LOOK_AT_CHILD_SECONDS: Final = 0.05
_FRONT_STOP_SECONDS: Final = 5
# The terminal is for what went wrong; in AWS, logs and metrics go to CloudWatch.
_QUIET: Final = {"POWERTOOLS_LOG_LEVEL": "WARNING", "POWERTOOLS_METRICS_DISABLED": "true"}
# Everybody on this machine has the same address: whoever tries the portal with a load must not look like an attack.
# And whoever tries it wants to see the figures change at once, not tomorrow.
_GENEROUS: Final = {"FILINGS_PER_ADDRESS": "100000", "PUBLISH_STATISTICS": "always"}
# The examples' proofs are proofs, but nobody has to be kept from filing them.
_LOADING: Final = {"PROOF_COST": "1"}


class Supervisor:
    """One portal, from its first socket to its last saved byte."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._emulator = Emulator(configuration)
        self._ended = threading.Event()
        self._sockets: dict[str, socket.socket] = {}
        self._doing = ""
        self._is_first = not configuration.site.exists()
        self._front: subprocess.Popen[bytes] | None = None
        self._front_command: list[str] = []
        self._environment: dict[str, str] = {}
        self._seen: dict[sources.Sources, sources.Seen] = {}

    def run(self, ready: Callable[[], None]) -> None:
        """Start everything, call `ready`, watch until a signal comes. Raises CannotStart."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        self._sockets = ports.listen(self._configuration)
        # The emulator listens by itself: its port was tried, so that all that are taken are named together.
        self._sockets.pop("EMULATOR_PORT").close()
        compile_catalogs()
        for each in (sources.CATALOGS, sources.SERVER, sources.SITE):
            self._changed(each)
        try:
            with state.publish_ports(self._configuration):
                with show_progress(lambda: self._doing):
                    self._start()
                if not self._ended.is_set():
                    ready()
                self._watch()
        finally:
            self._stop()

    def _end(self, number: int, frame: FrameType | None) -> None:
        if not self._ended.is_set():
            # Not print: a signal may come in the middle of one.
            os.write(sys.stdout.fileno(), "\nStopping…\n".encode())
        self._ended.set()

    def _start(self) -> None:
        self._begin("Starting the emulator of AWS and building the site")
        self._emulator.start()
        publishing = self._publisher()
        with ThreadPoolExecutor(1) as pool:
            packaging = pool.submit(stack.packaged_template)
            self._emulator.ready()
            template = packaging.result()
        self._deploy(template)
        if not self._wait_until_finished(publishing):
            raise CannotStart("The site could not be built: see above.")
        if self._ended.is_set():
            return
        self._begin("Loading the agencies and a few examples")
        self._start_front()
        self._load()

    def _begin(self, step: str) -> None:
        self._doing = step
        if self._is_first:
            print(f"{step}…", flush=True)

    def _deploy(self, template: dict[str, Any]) -> None:
        outputs = stack.deploy(self._configuration, stack.calling_back(self._configuration, template))
        functions = stack.function_environment(self._configuration, outputs)
        self._environment = {**self._child_environment(), **functions, **_QUIET, **_GENEROUS}
        numbers = [str(self._sockets[name].fileno()) for name in ("PORT", "INBOX_PORT")]
        self._front_command = ["-m", "infra.local.front", json.dumps(stack.handlers(template)), *numbers]

    def _load(self) -> None:
        environment = {**self._environment, **_LOADING}
        loading = children.start([sys.executable, "-m", "infra.local.load"], environment=environment, folder=ROOT)
        if not self._wait_until_finished(loading):
            raise CannotStart("The agencies and the examples could not be loaded: see above.")

    def _wait_until_finished(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait for a child; whether it ended well. Where a signal comes first it is ended, and that is well, too."""
        while child.poll() is None and not self._ended.wait(_LOOK_AT_CHILD_SECONDS):
            self._follow_front()
        if self._ended.is_set():
            children.end(child)
            return True
        return not child.returncode

    def _child_environment(self) -> dict[str, str]:
        here = self._configuration
        return {
            **aws_environment(here),
            **{name: str(port) for name, port in here.ports.items()},
            "PORTAL_STATE": str(here.state),
        }

    def _publisher(self) -> subprocess.Popen[bytes]:
        environment = {**self._child_environment(), "SCANNER": scanning.chosen()}
        return children.start([sys.executable, "-m", "infra.local.publish"], environment=environment, folder=ROOT)

    def _start_front(self) -> None:
        self._front = children.start(
            [sys.executable, *self._front_command],
            environment=self._environment,
            folder=ROOT,
            sockets=[each.fileno() for each in self._sockets.values()],
        )

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_SECONDS):
            if not self._emulator.runs():
                raise CannotStart(f"The emulator of AWS ended by itself. What it said is in {self._emulator.log}.")
            if self._configuration.watch:
                self._follow_sources()
            self._follow_front()

    def _follow_sources(self) -> None:
        if self._changed(sources.CATALOGS):
            compile_catalogs()
        if self._changed(sources.SERVER):
            self._replace_front()
        if self._changed(sources.SITE) and self._wait_until_finished(self._publisher()) and not self._ended.is_set():
            self._load()

    def _changed(self, what: sources.Sources) -> bool:
        before, self._seen[what] = self._seen.get(what), sources.read_state(what)
        return before is not None and before != self._seen[what]

    def _follow_front(self) -> None:
        """Start the server again where it was killed; what is wrong in a source it survives by itself, and says so."""
        if self._front is None or self._front.poll() is None:
            return
        killed, self._front = self._front.returncode < 0, None
        if killed:
            print("The portal's server was killed. It is started again.", file=sys.stderr)
            self._start_front()
        else:
            print("The portal's server ended: see above. It starts again when a source changes.", file=sys.stderr)

    def _replace_front(self) -> None:
        self._stop_front()
        self._start_front()

    def _stop_front(self) -> None:
        if self._front is not None:
            children.stop(self._front, patience_seconds=_FRONT_STOP_SECONDS)

    def _stop(self) -> None:
        for each in self._sockets.values():
            each.close()
        self._stop_front()
        if not self._emulator.stop():
            print("The emulator did not end in time and was killed: what came last is lost.", file=sys.stderr)
