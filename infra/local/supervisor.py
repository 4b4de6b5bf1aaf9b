"""Starts, watches and ends the processes of the portal on one machine. `infra.local.__main__` calls it."""

import errno
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

from infra.local import children, scanning, sources, stack
from infra.local.configuration import HOST, ROOT, CannotStart, Configuration, announced, aws_environment
from infra.local.emulator import Emulator
from infra.local.meanwhile import Meanwhile
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
        self._sockets: list[socket.socket] = []
        self._front: subprocess.Popen[bytes] | None = None
        self._meanwhile: Meanwhile | None = None
        self._front_command: list[str] = []
        self._environment: dict[str, str] = {}
        self._seen: dict[sources.Sources, sources.Seen] = {}

    def run(self, ready: Callable[[], None]) -> None:
        """Start everything, call `ready`, watch until a signal comes. Raises CannotStart."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        self._take_ports()
        compile_catalogs()
        for each in (sources.CATALOGS, sources.SERVER, sources.SITE):
            self._changed(each)
        try:
            with announced(self._configuration):
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

    def _take_ports(self) -> None:
        here = self._configuration
        _listen("EMULATOR_PORT", here.emulator_port).close()
        self._sockets = [_listen("PORT", here.port), _listen("INBOX_PORT", here.inbox_port)]

    def _start(self) -> None:
        first = not self._configuration.site.exists()
        if first:
            print("Starting the emulator of AWS and building the site…", flush=True)
        self._emulator.start()
        publishing = self._publisher()
        with ThreadPoolExecutor(1) as pool:
            packaging = pool.submit(stack.packaged_template)
            self._emulator.ready()
            template = packaging.result()
        self._deploy(template)
        if not self._finished(publishing):
            raise CannotStart("The site could not be built.")
        if self._ended.is_set():
            return
        if first:
            print("Loading the agencies and a few examples…", flush=True)
        self._start_front()
        self._load()

    def _deploy(self, template: dict[str, Any]) -> None:
        outputs = stack.deploy(self._configuration, stack.calling_back(self._configuration, template))
        functions = stack.function_environment(self._configuration, outputs)
        self._environment = {**self._child_environment(), **functions, **_QUIET, **_GENEROUS}
        numbers = [str(each.fileno()) for each in self._sockets]
        self._front_command = ["-m", "infra.local.front", json.dumps(stack.handlers(template)), *numbers]

    def _load(self) -> None:
        environment = {**self._environment, **_LOADING}
        loading = children.start([sys.executable, "-m", "infra.local.load"], environment=environment, folder=ROOT)
        if not self._finished(loading):
            raise CannotStart("The agencies and the examples could not be loaded: see above.")

    def _finished(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait for a child; whether it ended well. Where a signal comes first it is ended, and that is well, too."""
        while child.poll() is None and not self._ended.wait(_LOOK_AT_CHILD_SECONDS):
            self._say_if_front_ended()
        if self._ended.is_set():
            children.end(child)
            return True
        return not child.returncode

    def _child_environment(self) -> dict[str, str]:
        here = self._configuration
        ports = {"PORT": here.port, "INBOX_PORT": here.inbox_port, "EMULATOR_PORT": here.emulator_port}
        return {
            **aws_environment(here),
            **{name: str(port) for name, port in ports.items()},
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
            sockets=[each.fileno() for each in self._sockets],
        )

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_SECONDS):
            if not self._emulator.runs():
                raise CannotStart(f"The emulator of AWS ended by itself. What it said is in {self._emulator.log}.")
            if self._configuration.watch:
                self._follow_sources()
            self._say_if_front_ended()

    def _follow_sources(self) -> None:
        if self._changed(sources.CATALOGS):
            compile_catalogs()
        if self._changed(sources.SERVER):
            self._replace_front()
        if self._changed(sources.SITE) and self._finished(self._publisher()) and not self._ended.is_set():
            self._load()

    def _changed(self, what: sources.Sources) -> bool:
        before, self._seen[what] = self._seen.get(what), sources.seen(what)
        return before is not None and before != self._seen[what]

    def _say_if_front_ended(self) -> None:
        """A mistake in a source ends it; the next change starts it again."""
        if self._front is not None and self._front.poll() is not None:
            self._front = None
            print("The portal's server ended: see above. It starts again when a source changes.", file=sys.stderr)
            self._meanwhile = Meanwhile(self._sockets)

    def _replace_front(self) -> None:
        self._stop_front()
        self._start_front()

    def _stop_front(self) -> None:
        if self._meanwhile is not None:
            self._meanwhile.close()
            self._meanwhile = None
        if self._front is not None:
            children.stop(self._front, patience_seconds=_FRONT_STOP_SECONDS)

    def _stop(self) -> None:
        for each in self._sockets:
            each.close()
        self._stop_front()
        if not self._emulator.stop():
            print("The emulator did not end in time and was killed: what came last is lost.", file=sys.stderr)


def _listen(name: str, port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as failure:
        listening.close()
        if failure.errno == errno.EADDRINUSE:
            why = f"Port {port} is taken. Stop what uses it, or choose another port"
        else:
            why = f"Port {port} can't be used ({failure.strerror}). Choose another port"
        raise CannotStart(
            f"{why}: {name}={min(port + 10, 65_535) if port > 1024 else port + 8000} make run"
        ) from failure
    listening.listen(256)
    return listening
