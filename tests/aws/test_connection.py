"""What the portal uses of PynamoDB's private parts: in one module, checked against one version."""

import ast
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from pynamodb.connection import Connection
from pynamodb.connection import base as pynamodb_base
from pynamodb.models import Model

from chalicelib.aws import clients, connection
from tests.emulator import Aws

PORTAL = Path(connection.__file__).parents[1]
UNDOCUMENTED = {"MetaTable"}


def test_pynamodb_is_the_version_whose_private_parts_were_checked() -> None:
    assert version("pynamodb") == connection.CHECKED_PYNAMODB


def test_every_item_and_the_table_share_one_connection_and_one_session(aws: Aws) -> None:
    shared = connection.connection()

    assert connection.SharedConnectionModel._get_connection() is shared
    assert shared.connection.session is clients.session()
    # Without the key schema it would be asked of DynamoDB here.
    assert shared.connection.get_meta_table("portal").hash_keyname == "pk"
    assert "DescribeTable" not in aws.calls


def private_uses(source: str) -> Iterator[str]:
    """Names with an underscore that are taken from, or overridden in, what is not one's own."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name) if name.startswith("_") and not name.endswith("__"):
                yield name
            case ast.FunctionDef(name=name) if is_private_in_pynamodb(name):
                yield name
            case ast.alias(name=name) if name in UNDOCUMENTED:
                yield name


def is_private_in_pynamodb(name: str) -> bool:
    is_private = name.startswith("_") and not name.endswith("__")
    return is_private and any(hasattr(each, name) for each in (Model, Connection, pynamodb_base))


def test_no_other_module_uses_a_private_part() -> None:
    found = {
        str(path.relative_to(PORTAL)): names
        for path in sorted(PORTAL.rglob("*.py"))
        if (names := set(private_uses(path.read_text(encoding="utf-8"))))
    }

    assert found == {"aws/connection.py": {"_get_connection", "_local", "MetaTable"}}
