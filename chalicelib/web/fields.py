"""The types of request fields: cleaned text, email, phone. Each wrong value names its code, never a vendor's prose."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from chalicelib.core import ids, text
from chalicelib.core.errors import FieldError, InvalidInput, Malformed, PortalError
from chalicelib.web.problems import MESSAGES

_Read = TypeVar("_Read", bound="Body")


class Body(BaseModel):
    """Base of request bodies: unknown fields are errors, nothing is coerced, wrong values are not echoed."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True
    )

    @classmethod
    def further(cls, given: Mapping[str, Any]) -> Iterable[FieldError]:
        """What the rules behind the fields find wrong as well, for a body of which some field is wrong.

        A body whose fields are all right is judged by its command alone, after the idempotency marker.
        """
        return ()


class View(BaseModel):
    """Base of what is answered; its validator is built at the first answer, not at a cold start."""

    model_config: ClassVar[ConfigDict] = ConfigDict(defer_build=True)


class Nothing(Body):
    """A body that says nothing: `{}`."""


@dataclass(frozen=True, slots=True)
class Line:
    """Annotates a string as one line of clean text: `Annotated[str, Line(150)]`. `shortest` 0 lets it be empty."""

    longest: int
    shortest: int = 1
    lines: ClassVar[bool] = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minLength": self.shortest, "maxLength": self.longest}

    def _check(self, value: str) -> str:
        cleaned = text.clean(value)
        if text.has_control_characters(cleaned, lines=self.lines):
            raise PydanticCustomError("control_characters", "control characters")
        seen = text.seen_length(cleaned)
        if self.shortest and not seen:
            raise PydanticCustomError("required", "empty")
        if seen < self.shortest:
            raise PydanticCustomError("too_short", "too short", {"min": self.shortest})
        if len(cleaned) > self.longest:
            raise PydanticCustomError("too_long", "too long", {"max": self.longest})
        return cleaned


@dataclass(frozen=True, slots=True)
class Paragraphs(Line):
    """The same for text of several lines."""

    lines: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Between:
    """Annotates a whole number by its bounds, both included: `Annotated[int, Between(1, 5)]`."""

    least: int
    most: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minimum": self.least, "maximum": self.most}

    def _check(self, value: int) -> int:
        if not self.least <= value <= self.most:
            # Both bounds at once, which pydantic's own `ge` and `le` do not tell: the sentence names them.
            raise PydanticCustomError("out_of_range", "out of range", {"min": self.least, "max": self.most})
        return value


def _email(value: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # A demonstration writes to reserved domains; what can be delivered, bounces tell. SES takes no SMTPUTF8.
        found = validate_email(
            text.clean(value), check_deliverability=False, test_environment=True, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as wrong:
        raise PydanticCustomError("email", "not an email address") from wrong
    # In ASCII, international domains too: SES takes no other addresses.
    address = found.ascii_email
    if address is None or len(address) > 254:
        raise PydanticCustomError("email", "not an email address")
    return address


def _phone(value: str) -> str | None:
    import phonenumbers

    cleaned = text.clean(value)
    if not cleaned:
        return None
    try:
        number = phonenumbers.parse(cleaned, "MA")
    except phonenumbers.NumberParseException as wrong:
        raise PydanticCustomError("phone", "not a phone number") from wrong
    if number.extension or not phonenumbers.is_possible_number(number):
        raise PydanticCustomError("phone", "not a phone number")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _number(value: str) -> str:
    try:
        return ids.read_number(value)
    except InvalidInput as wrong:
        raise PydanticCustomError("number", "not a number") from wrong


def _consent(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("consent", "not given")
    return value


Number = Annotated[str, Line(64), AfterValidator(_number)]
"""A complaint's number, however people write it; read as its thirteen characters."""

Consent = Annotated[bool, AfterValidator(_consent), WithJsonSchema({"type": "boolean", "const": True})]
"""A consent that must be given."""

Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})]
"""An address of one mailbox, in its normal form."""

Phone = Annotated[str, AfterValidator(_phone), WithJsonSchema({"type": "string", "maxLength": 40})]
"""A phone number in E.164; national spellings are Moroccan ones. An empty text is no number."""

UploadIds = Annotated[list[Annotated[str, Line(64)]], Field(max_length=10)]
"""Files sent before; each is claimed by the command that names it."""


def read(schema: type[_Read], raw: bytes) -> _Read:
    """A request body. Raises Malformed where it is no JSON object, InvalidInput naming every wrong field."""
    try:
        return schema.model_validate_json(raw or b"{}")
    except ValidationError as wrong:
        problem = _translate_error(wrong)
    if isinstance(problem, InvalidInput):
        named = {each.field for each in problem.errors}
        further = [each for each in schema.further(json.loads(raw or b"{}")) if each.field not in named]
        raise InvalidInput(*problem.errors, *further)
    raise problem


def read_query(schema: type[_Read], query: Mapping[str, str]) -> _Read:
    """The query of a list. Raises InvalidInput."""
    try:
        return schema.model_validate_strings(dict(query))
    except ValidationError as wrong:
        raise _translate_error(wrong) from None


def _translate_error(wrong: ValidationError) -> PortalError:
    found = wrong.errors(include_url=False, include_input=False)
    if any(each["type"] == "json_invalid" or not each["loc"] for each in found):
        return Malformed()
    return InvalidInput(*(_field_error(each) for each in found))


def _field_error(found: ErrorDetails) -> FieldError:
    name = ".".join(str(part) for part in found["loc"])
    context = found.get("ctx", {})
    code = "too_many" if "actual_length" in context else _CODES.get(found["type"], found["type"])
    if code not in MESSAGES:
        code = "wrong_type"
    values = {key: context[theirs] for theirs, key in _VALUES.items() if theirs in context}
    return FieldError(name, code, values)


_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "date_type": "date",
    "date_from_datetime_inexact": "date",
}
_VALUES = {"min": "min", "max": "max", "max_length": "max"}
