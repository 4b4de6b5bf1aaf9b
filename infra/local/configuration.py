"""Ports, folders and environments of the portal on one machine. Used by everything in `infra.local`."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
MAIL_FROM: Final = "ne-pas-repondre@portail.example"
ACCOUNT: Final = "000000000000"
_PORTS: Final = "ports.json"


class CannotStart(Exception):
    """Why the portal does not start, and what the person who started it can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Where one portal listens and keeps what it knows."""

    port: int
    inbox_port: int
    emulator_port: int
    state: Path
    watch: bool = True
    """Whether a change of a source is live at once."""

    @property
    def url(self) -> str:
        """The portal's address, which mails carry."""
        return f"http://{HOST}:{self.port}"

    @property
    def inbox_url(self) -> str:
        """The mail inbox."""
        return f"http://{HOST}:{self.inbox_port}"

    @property
    def emulator_url(self) -> str:
        """The endpoint of every AWS service but SES."""
        return f"http://{HOST}:{self.emulator_port}"

    @property
    def ses_url(self) -> str:
        """SES's endpoint: the front server, which keeps every mail as it is."""
        return f"{self.url}/_ses"

    @property
    def mails(self) -> Path:
        """The folder of the inbox."""
        return self.state / "mails"

    @property
    def site(self) -> Path:
        """The built site."""
        return self.state / "site"

    @property
    def directory(self) -> Path:
        """The built directory of agencies."""
        return self.state / "directory"

    @property
    def emulator_python(self) -> Path:
        """The emulator's own virtual environment: it pins another botocore."""
        return ROOT / ".portal" / "emulator-venv" / "bin" / "python"


def read(environment: Mapping[str, str] = os.environ) -> Configuration:
    """The configuration from PORT, INBOX_PORT, EMULATOR_PORT, PORTAL_STATE and WATCH. Raises CannotStart."""
    return Configuration(
        port=_port(environment, "PORT", 8000),
        inbox_port=_port(environment, "INBOX_PORT", 8025),
        emulator_port=_port(environment, "EMULATOR_PORT", 4566),
        watch=environment.get("WATCH") != "no",
        state=Path(environment.get("PORTAL_STATE") or ROOT / ".portal" / "state").resolve(),
    )


def of_running(environment: Mapping[str, str] = os.environ) -> Configuration:
    """The portal that runs on the state folder; what the environment says of its ports goes first. Raises CannotStart.

    Without either, no port is guessed: somebody else's portal may answer there.
    """
    given = {name: value for name, value in environment.items() if value}
    state = read(given).state
    left: dict[str, str] = {}
    with suppress(FileNotFoundError):
        left = json.loads((state / _PORTS).read_text()) if _is_held(state) else {}
    if not left and "EMULATOR_PORT" not in given:
        raise CannotStart(f"No portal runs on {state}: `make run` starts it.")
    return read({**left, **given})


@contextmanager
def announced(here: Configuration) -> Iterator[None]:
    """Leave the ports in the state folder meanwhile, for who wants to reach this portal."""
    ports = {"PORT": here.port, "INBOX_PORT": here.inbox_port, "EMULATOR_PORT": here.emulator_port}
    written = here.state / f"{_PORTS}.new"
    written.write_text(json.dumps({name: str(port) for name, port in ports.items()}))
    written.replace(here.state / _PORTS)
    try:
        yield
    finally:
        (here.state / _PORTS).unlink(missing_ok=True)


def _is_held(state: Path) -> bool:
    """Whether a portal runs on a state folder: what a killed one left there says nothing."""
    try:
        with (state / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def alone(here: Configuration) -> Iterator[None]:
    """Nobody else runs or clears this portal meanwhile. Raises CannotStart."""
    here.state.mkdir(parents=True, exist_ok=True)
    with (here.state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(f"A portal runs already on {here.state}. Stop it first.") from None
        # Of one that was killed; its ports may be another's by now.
        (here.state / _PORTS).unlink(missing_ok=True)
        yield


def aws_environment(configuration: Configuration) -> dict[str, str]:
    """What points an AWS client at the emulator and away from anybody's real account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **kept,
        "AWS_ENDPOINT_URL": configuration.emulator_url,
        "AWS_ENDPOINT_URL_SESV2": configuration.ses_url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        # A proxy of the machine has no business between two processes of it.
        "NO_PROXY": HOST,
        "no_proxy": HOST,
    }


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    given = environment.get(name) or str(default)
    if not given.isdecimal() or not 0 < int(given) < 65_536:
        raise CannotStart(f"{name}={given} is not a port. Give a number between 1 and 65535.")
    return int(given)
