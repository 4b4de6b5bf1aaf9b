"""Partition and sort keys are made and read in stores alone: nobody else knows how an item is found."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"[A-Z]{3,}#")
"""How each partition and sort key with an id in it begins: `COMPLAINT#`, `OUTBOX#`."""


def is_store(path: Path) -> bool:
    return path.name in ("store.py", "event_store.py", "heads.py") or path.parent.name == "aws"


def docstrings(tree: ast.AST) -> set[int]:
    """The places of texts that stand alone: they say something, and make nothing."""
    return {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}


def keys_in(source: str) -> Iterator[str]:
    """What a module's code says of keys: their texts, and items that are made with them."""
    tree = ast.parse(source)
    said = docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in said and KEY.match(text):
                yield text
            case ast.keyword(arg="pk" | "sk" as name):
                yield f"{name}="


def test_keys_are_written_in_stores_alone() -> None:
    modules = [path for path in (ROOT / "chalicelib").rglob("*.py") if not is_store(path)]
    found = {
        str(path.relative_to(ROOT)): keys
        for path in modules
        if (keys := list(keys_in(path.read_text(encoding="utf-8"))))
    }

    assert len(modules) > 50
    assert found == {}


def test_a_key_anywhere_in_code_is_found() -> None:
    assert list(keys_in('"""`LINK#<id>`"""\nitem(f"LINK#{1}")')) == ["LINK#"]
    assert list(keys_in('mail.partition.removeprefix("NEWLINK#")')) == ["NEWLINK#"]
    assert list(keys_in('Item(pk=number, sk="HEAD")')) == ["pk=", "sk="]


def test_every_store_does_write_keys() -> None:
    stores = [path for path in (ROOT / "chalicelib").rglob("*.py") if path.name in ("store.py", "heads.py")]

    assert [str(path) for path in stores if not list(keys_in(path.read_text(encoding="utf-8")))] == []
