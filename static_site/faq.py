"""Questions and answers: content/<language>/faq/<id>.md, a file a question and language. Used by pages.py, build.py.

A file is a head between two lines of dashes (title, topic, order, and the words people also use, with commas between),
then the answer in Markdown: paragraphs, lists and links. README.md says it to translators. All errors of
a language are reported together, file by file, and stop the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup

from static_site.languages import PUBLISHED, Language, typeset

CONTENT: Final = Path(__file__).parent / "content"
# pages/faq.html gives them their order and their headings.
TOPICS: Final = ("filing", "following", "answer", "data", "limits")
_HEAD: Final = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<answer>.*)", re.DOTALL)
_FIELDS: Final = {"title", "topic", "order", "words"}
_MAY_STAND: Final = {*_FIELDS, "review"}  # somebody who speaks the language has still to read the file
_COMMA: Final = re.compile(r"\s*[,،]\s*")

Address = Callable[[str], str]


class InvalidContent(Exception):
    """Files of questions that are missing or can't be read; the message names each and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its answer as HTML; `words` are what people call it, none of which is shown."""

    id: str
    title: str
    topic: str
    order: int
    words: tuple[str, ...]
    answer: Markup


def load_questions(language: Language, address: Address) -> list[Question]:
    """A language's questions in the order of their topic. Raises FaultyContent.

    `address` gives the address of a page by its name; it raises KeyError for a name that no page has.
    """
    faults = [f"{name}: missing" for name in find_missing_files(language)]
    found = []
    for path in sorted(_folder(language).glob("*.md")):
        try:
            found.append(_read(path, language=language, address=address))
        except InvalidContent as fault:
            faults.append(f"{_name(path)}: {fault}")
    if faults:
        raise InvalidContent("\n".join(faults))
    return sorted(found, key=lambda each: each.order)


def find_missing_files(language: Language) -> list[str]:
    """The files that other languages have and this one lacks."""
    wanted = {path.name for each in PUBLISHED for path in _folder(each).glob("*.md")}
    return [_name(_folder(language) / name) for name in sorted(wanted) if not (_folder(language) / name).exists()]


def _folder(language: Language) -> Path:
    return CONTENT / language.code / "faq"


def _name(path: Path) -> str:
    return path.relative_to(CONTENT.parent).as_posix()


def _read(path: Path, *, language: Language, address: Address) -> Question:
    parts = _HEAD.fullmatch(path.read_text(encoding="utf-8"))
    if not parts or not parts["answer"].strip():
        raise InvalidContent("needs a head between two lines of dashes, then the answer")
    head = dict(_pairs(parts["head"]))
    faults = list(_faults(head))
    if faults:
        raise InvalidContent("; ".join(faults))
    return Question(
        id=path.stem,
        title=typeset(head["title"], language),
        topic=head["topic"],
        order=int(head["order"]),
        words=tuple(_COMMA.split(head["words"])),
        answer=_html(typeset(parts["answer"], language), path=path, address=address),
    )


def _pairs(head: str) -> Iterator[tuple[str, str]]:
    for line in head.splitlines():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()


def _faults(head: dict[str, str]) -> Iterator[str]:
    yield from (f"{name} is missing or empty" for name in sorted(_FIELDS) if not head.get(name))
    yield from (f"{name} is unknown" for name in sorted(head.keys() - _MAY_STAND))
    if head.get("topic") and head["topic"] not in TOPICS:
        yield f"topic must be one of {', '.join(TOPICS)}"
    if not head.get("order", "0").isdecimal():
        yield "order must be a number"


def _html(text: str, *, path: Path, address: Address) -> Markup:
    markdown = MarkdownIt("zero").enable(["list", "link"])
    tokens = markdown.parse(text)
    for token in (child for each in tokens for child in each.children or []):
        if token.type == "link_open":
            token.attrs = {"class": "govuk-link", "href": _target(str(token.attrs["href"]), path=path, address=address)}
    html = str(markdown.renderer.render(tokens, markdown.options, {}))
    # A number to call reads from left to right, whatever stands around it.
    return Markup(re.sub(r'(<a [^>]*href="tel:.*?</a>)', r'<bdi dir="ltr">\1</bdi>', html))  # noqa: S704


def _target(link: str, *, path: Path, address: Address) -> str:
    """Where a link leads: `track` and `submit?kind=question` are pages, `#transfer` is another question."""
    if link.startswith("tel:"):
        return link
    name, rest = re.fullmatch(r"([^?#]*)(.*)", link).groups()  # type: ignore[union-attr]
    if not name and not path.with_name(f"{rest[1:]}.md").exists():
        raise InvalidContent(f"no question {rest}")
    try:
        return address(name or "faq") + rest
    except KeyError:
        raise InvalidContent(f"no page {name}") from None
