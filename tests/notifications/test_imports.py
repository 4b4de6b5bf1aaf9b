"""What filling the outbox costs: commands import this room, and start cold."""

import subprocess
import sys

_ASKED = (
    "import sys; import chalicelib.notifications.{}; print(*{{'jinja2', 'babel', 'email.mime'}} & sys.modules.keys())"
)


def _imported_by(module: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _ASKED.format(module)], capture_output=True, text=True, check=True
    ).stdout


def test_who_fills_the_outbox_does_not_pay_for_the_templates() -> None:
    assert _imported_by("service").split() == []
    assert _imported_by("jobs").split() == []


def test_who_delivers_does_not_need_babel() -> None:
    assert "babel" not in _imported_by("rendering").split()
    assert "jinja2" in _imported_by("rendering").split()
