"""Builds the directory: `python -m infra.directory [--output DIR] [--refresh-places]`."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Final

from infra.directory.agencies import build_agencies
from infra.directory.outputs import demo_mailboxes, public_agencies, public_places, validation_places
from infra.directory.places import read_territory

ROOT: Final = Path(__file__).parents[2]
VALIDATION_PLACES: Final = ROOT / "chalicelib" / "agencies" / "places.json"


def main() -> None:
    """Write agencies.json, places.json and mailboxes.json, and say how many agencies of each kind there are."""
    options = _options()
    territory = read_territory()
    agencies = build_agencies(territory)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "agencies.json").write_bytes(public_agencies(agencies))
    (options.output / "places.json").write_bytes(public_places(territory))
    (options.output / "mailboxes.json").write_bytes(demo_mailboxes(agencies))
    if options.refresh_places:
        VALIDATION_PLACES.write_bytes(validation_places(territory))
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(agency.kind for agency in agencies).items())
    print(f"{len(agencies)} agencies ({counts}) -> {options.output}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.directory", description="Build the directory of agencies.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "directory", metavar="DIR")
    parser.add_argument(
        "--refresh-places", action="store_true", help="also rewrite chalicelib/agencies/places.json, which is committed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
