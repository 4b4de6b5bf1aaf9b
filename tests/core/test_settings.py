import inspect
import re
from pathlib import Path

import pytest

from chalicelib.core import settings


def test_a_missing_variable_is_named(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNING_SECRET")

    with pytest.raises(KeyError, match="SIGNING_SECRET"):
        settings.get()


def test_the_durations_of_the_rules_are_settings(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSWER_WITHIN_DAYS", "45")

    assert settings.get().answer_within_days == 45
    assert settings.get().reopen_within_days == 60


@pytest.mark.parametrize(("handler", "serves"), [(None, True), ("app.app", True), ("app.deliver_mail", False)])
def test_only_the_api_s_function_serves_http(
    environment: None, monkeypatch: pytest.MonkeyPatch, handler: str | None, serves: bool
) -> None:
    if handler is not None:
        monkeypatch.setenv("_HANDLER", handler)

    assert settings.serves_http() is serves


def test_the_table_of_settings_names_every_variable_with_its_default() -> None:
    source = inspect.getsource(settings.get)
    needed = {(name, "") for name in re.findall(r'env\["(\w+)"\]', source)}
    found = re.findall(r'env\.get\("(\w+)"(?:, "(\w+)")?\)', source)
    optional = {(name, default or "none") for name, default in found}

    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    rows = re.findall(r"^\| ([A-Z_]+) \| [^|]+ \| ([^|]*?) ?\|", text, re.MULTILINE)
    assert set(rows) == needed | optional
