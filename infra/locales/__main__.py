"""Compiles the catalogs: `python -m infra.locales [--refresh-months]`."""

import argparse

from infra.locales.catalogs import LOCALES, compile_catalogs
from infra.locales.months import months_json


def main() -> None:
    """Write every `.mo`; on demand also months.json, which is committed."""
    parser = argparse.ArgumentParser(prog="python -m infra.locales", description="Compile the catalogs.")
    parser.add_argument("--refresh-months", action="store_true", help="also rewrite months.json from Babel's data")
    if parser.parse_args().refresh_months:
        (LOCALES / "months.json").write_bytes(months_json())
    print(f"{len(compile_catalogs())} catalogs compiled")


if __name__ == "__main__":
    main()
