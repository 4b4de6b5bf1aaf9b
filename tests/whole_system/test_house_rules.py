"""The rules of CONTRIBUTING.md that can be counted: sizes, arguments, names, pure packages, no mock.patch.

What breaks a rule today stands in a list with its reason. The lists may only shrink: who mends an entry removes it.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.tiers import group_of

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ("chalicelib", "infra", "static_site")
FUNCTION_LINES: Final = 25
"""Without the docstring."""
FILE_LINES: Final = 300
VIEW_LINES: Final = 10
"""Of the body, without the docstring."""
POSITIONAL: Final = 3
ARGUMENTS: Final = 5
WITH_THREE_POSITIONAL: Final = 64
"""How many functions still take three arguments by position; the goal is two, and the rest by name."""

LONG_FUNCTIONS: Final[Mapping[str, int]] = {
    # One line for each attribute of an item, or for each setting.
    "chalicelib/core/settings.py:get": 28,
    "chalicelib/aws/connection.py:connection": 27,
    "chalicelib/complaints/rules/actions/filing.py:submit": 26,
    "tests/complaints/test_store.py:test_every_field_of_a_complaint_is_stored_and_read_again": 32,
    # One step for each rule of disclosure, in the order in which they hold.
    "chalicelib/statistics/releases.py:plan_release": 28,
    # A decorator around a decorator.
    "chalicelib/web/endpoint.py:endpoint": 26,
    # Stories: what people do in one sitting, in its order. To cut them would hide it.
    "tests/browser/test_second_look.py:test_an_answer_that_does_not_convince_is_looked_at_again_by_someone_else": 42,
    "tests/browser/test_story.py:test_a_complaint_goes_its_way_from_the_citizen_to_the_competent_agency_and_back": 33,
    "tests/browser/test_cut_line.py:test_a_citizen_on_a_bad_line_files_once": 27,
    "tests/browser/test_slow_line.py:test_a_citizen_writes_while_files_go_out_over_a_slow_line": 26,
    "tests/desk/test_handling.py:test_a_confidential_complaint_shows_its_citizen_nowhere": 28,
    "tests/desk/test_handling.py:test_a_whole_handling_as_both_sides_see_it": 27,
    "tests/notifications/test_story.py:test_a_complaints_whole_life_sends_every_mail_and_quotes_nobody": 45,
    "tests/site/journey.py:answer_until": 31,
    "tests/site/test_four_languages.py:test_a_complaint_is_filed_in_it_and_says_so_to_the_portal": 32,
    "tests/site/test_submit_journey.py:test_a_complaint_is_filed_from_the_first_step_to_its_number": 28,
    "tests/site/test_submit_journey.py:test_the_whole_journey_works_by_keyboard_alone": 48,
    # Tables of cases inside a test, which read worse anywhere else.
    "tests/ops/test_restore.py:test_a_dump_that_is_cut_or_changed_anywhere_is_refused_before_anything_is_written": 30,
    "tests/whole_system/test_artefact.py:test_the_apis_role_reads_and_writes_the_table_and_nothing_else": 30,
    "tests/faults/test_fold_crashes.py:test_a_rebuild_that_fails_at_any_call_leaves_the_figures_as_they_are": 26,
    "tests/whole_system/test_privacy.py:test_nothing_personal_reaches_the_log": 35,
}
LONG_FILES: Final[Mapping[str, int]] = {
    "tests/citizens/test_reopening.py": 309,
    "tests/notifications/test_outbox.py": 341,
    "tests/notifications/test_templates.py": 332,
    "tests/site/test_agency_complaint.py": 303,
    "tests/site/test_track_feedback.py": 344,
    "tests/site/test_voice_notes.py": 310,
    "tests/statistics/test_publication.py": 329,
    "tests/whole_system/test_artefact.py": 354,
}
LONG_VIEWS: Final[Mapping[str, int]] = {
    # It hands a dozen fields on by name.
    "chalicelib/desk/routes.py:open_link": 11,
}
MANY_ARGUMENTS: Final = {
    # What every command has: who, which complaint, its key, its action and its decision.
    "chalicelib/complaints/storage/commands.py:run",
    # Fields of one form, of one mail, of one query: two or three by position, the others by name.
    "chalicelib/aws/files.py:upload_form",
    "chalicelib/aws/table.py:query",
    "chalicelib/desk/service.py:answer",
    "chalicelib/desk/service.py:transfer",
    # Private, with arguments of different types that can't be exchanged.
    "chalicelib/attachments/sniffing.py:_find_handlers",
    "chalicelib/attachments/sounds.py:_find_mp4_metadata",
    "chalicelib/aws/work.py:_attempt",
    "chalicelib/complaints/rules/actions/transferring.py:transfer",
    "chalicelib/complaints/storage/commands.py:_decide",
    "chalicelib/complaints/storage/notices.py:_writes",
    "chalicelib/statistics/releases.py:_release_row",
    "chalicelib/statistics/rendering.py:_render_figures",
    "chalicelib/web/endpoint.py:_argument",
}
PURE: Final = ("domain", "complaints/rules", "complaints/history")
IMPURE: Final = ("chalicelib.aws", "chalicelib.web", "pynamodb", "botocore", "boto3", "chalice")
PARTICIPLES: Final = re.compile(
    "announced|asked|begun|checked|counted|decided|done|drawn|fetched|filled|finished|found|given|gone|heard|held|judged"
    "|kept|listed|made|marked|measured|merged|named|received|refused|rendered|replayed|said|seen|sent|settled|shaped"
    "|shown|signed|struck|taken|told|translated|updated|verified|wanted|written"
)
"""A function is a verb with an object: `record_scan_result`, not `said`."""


@dataclass(frozen=True)
class Function:
    """A function of the house, and where it stands."""

    file: str
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def place(self) -> str:
        return f"{self.file}:{self.node.name}"

    @property
    def docstring_lines(self) -> int:
        first = self.node.body[0]
        return 0 if ast.get_docstring(self.node) is None else (first.end_lineno or first.lineno) - first.lineno + 1

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or 0) - self.node.lineno + 1 - self.docstring_lines

    @property
    def body_lines(self) -> int:
        first = self.node.body[1 if self.docstring_lines and len(self.node.body) > 1 else 0]
        return (self.node.end_lineno or 0) - first.lineno + 1

    @property
    def positional(self) -> int:
        taken = [*self.node.args.posonlyargs, *self.node.args.args]
        return len([each for each in taken if each.arg not in ("self", "cls")])

    @property
    def is_view(self) -> bool:
        return any(ast.unparse(each).startswith("api.endpoint(") for each in self.node.decorator_list)


def python_files(*folders: str) -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in folders:
        yield from (each for each in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in each.parts)


def functions(*folders: str) -> list[Function]:
    return [
        Function(path.relative_to(ROOT).as_posix(), node)
        for path in python_files(*folders)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from chalicelib import aws` names the package only here.
            yield from (f"{node.module}.{each.name}" for each in node.names)


def assert_within(measured: Mapping[str, int], limit: int, known: Mapping[str, int]) -> None:
    """What is over the limit is known and has not grown, and what is known is still over the limit."""
    over = {place: size for place, size in measured.items() if size > limit}

    assert {place: size for place, size in over.items() if size > known.get(place, limit)} == {}
    assert set(known) - set(over) == set(), "mended: remove it from the list"


def test_functions_are_short() -> None:
    measured = {each.place: each.lines for each in functions(*SOURCES, "tests")}

    assert_within(measured, FUNCTION_LINES, LONG_FUNCTIONS)


def test_files_are_short() -> None:
    suffixes = {".py", ".js", ".mjs", ".scss", ".html", ".jinja"}
    files = [each for folder in (*SOURCES, "tests") for each in (ROOT / folder).rglob("*") if each.suffix in suffixes]
    ours = [each for each in files if "node_modules" not in each.parts]

    measured = {each.relative_to(ROOT).as_posix(): len(each.read_text("utf-8").splitlines()) for each in ours}

    assert_within(measured, FILE_LINES, LONG_FILES)


def test_views_parse_call_and_shape_in_ten_lines() -> None:
    measured = {each.place: each.body_lines for each in functions("chalicelib") if each.is_view}

    assert len(measured) > 20
    assert_within(measured, VIEW_LINES, LONG_VIEWS)


def test_functions_take_few_arguments_and_most_of_them_by_name() -> None:
    # A view is called with what its parameters are called and typed, so none of them is passed by position.
    called_by_us = [each for each in functions(*SOURCES) if not each.is_view]

    many = {
        each.place
        for each in called_by_us
        if each.positional > POSITIONAL or each.positional + len(each.node.args.kwonlyargs) > ARGUMENTS
    }
    three = [each.place for each in called_by_us if each.positional == POSITIONAL]

    assert many - MANY_ARGUMENTS == set()
    assert MANY_ARGUMENTS - many == set(), "mended: remove it from the list"
    assert len(three) <= WITH_THREE_POSITIONAL, three


def test_functions_are_verbs() -> None:
    found = [each.place for each in functions(*SOURCES) if PARTICIPLES.fullmatch(each.node.name.strip("_"))]

    assert found == []


@pytest.mark.parametrize("package", PURE)
def test_rules_and_history_import_nothing_that_reads_or_writes(package: str) -> None:
    modules = list((ROOT / "chalicelib" / package).rglob("*.py"))

    impure = [
        f"{module.name}: {name}"
        for module in modules
        for name in imports(module)
        if name.startswith(tuple(f"{each}." for each in IMPURE)) or name in IMPURE
    ]

    assert len(modules) > 1
    assert impure == []


def test_what_shares_a_running_portal_or_emulator_runs_on_one_worker() -> None:
    shared = {
        "running_portal: RunningPortal": "portal",
        "ministack: Configuration": "races",
        "emulator_in(": "faulty connection",
    }
    found = [
        (path.relative_to(ROOT).as_posix(), group)
        for path in (ROOT / "tests").rglob("test_*.py")
        for used, group in shared.items()
        if path != Path(__file__) and used in path.read_text(encoding="utf-8")
    ]

    assert {group for _, group in found} == set(shared.values())
    assert [path for path, group in found if group_of(path) != group] == []


def test_no_test_replaces_what_it_tests() -> None:
    found = [
        f"{path.name}: {name}"
        for path in python_files("tests")
        for name in imports(path)
        if name.split(".")[0] in ("mock", "pytest_mock") or name.startswith("unittest.mock")
    ]

    assert found == []
