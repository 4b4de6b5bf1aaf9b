"""Ports, folders and environments of the portal on one machine. Used by everything in `infra.local`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
MAIL_FROM: Final = "ne-pas-repondre@portail.example"
ACCOUNT: Final = "000000000000"
PORTS: Final[Mapping[str, int]] = {"PORT": 8000, "INBOX_PORT": 8025, "EMULATOR_PORT": 4566}
"""Every port, by the variable that changes it, with its default."""
_STATE: Final = ROOT / ".portal" / "state"


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
    def ports(self) -> dict[str, int]:
        """The ports by the variables that change them."""
        return {"PORT": self.port, "INBOX_PORT": self.inbox_port, "EMULATOR_PORT": self.emulator_port}

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
        port=_read_port(environment, "PORT"),
        inbox_port=_read_port(environment, "INBOX_PORT"),
        emulator_port=_read_port(environment, "EMULATOR_PORT"),
        watch=environment.get("WATCH") != "no",
        state=Path(environment.get("PORTAL_STATE") or _STATE).resolve(),
    )


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


def make_command(target: str, *, state: Path = _STATE, ports: Mapping[str, int] = PORTS) -> str:
    """What to type, as README spells it: `make run PORT=9000`; what is the default is left out."""
    changed = [f"{name}={port}" for name, port in ports.items() if port != PORTS[name]]
    folder = [] if state == _STATE else [f"PORTAL_STATE={state}"]
    return " ".join(["make", target, *changed, *folder])


def _read_port(environment: Mapping[str, str], name: str) -> int:
    given = environment.get(name) or str(PORTS[name])
    if not given.isdecimal() or not 0 < int(given) < 65_536:
        raise CannotStart(f"{name}={given} is not a port. Give a number between 1 and 65535.")
    return int(given)
