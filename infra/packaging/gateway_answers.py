"""Writes the translated bodies of API Gateway's own answers into infra/template.yaml.

`python -m infra.packaging.gateway_answers`, after a translation of an error's title has changed; a test says when.
"""

import json
import re
from pathlib import Path
from typing import Final

from chalicelib.web.problems import gateway_body
from infra.locales.catalogs import compile_catalogs

_TEMPLATE: Final = Path(__file__).parents[1] / "template.yaml"
_BODY: Final = re.compile(r'^( +)\{"type": .*\}$', re.MULTILINE)


def main() -> None:
    """Replace every body by what its `type` says now."""
    compile_catalogs()
    template = _TEMPLATE.read_text(encoding="utf-8")
    _TEMPLATE.write_text(_BODY.sub(_current, template), encoding="utf-8")


def _current(line: re.Match[str]) -> str:
    return line[1] + gateway_body(json.loads(line[0])["type"])


if __name__ == "__main__":
    main()
