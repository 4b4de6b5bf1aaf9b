"""What can go wrong, as types that carry data, not prose. `web.problems` turns each into translated problem details."""

import dataclasses
from collections.abc import Mapping
from typing import ClassVar, Self


class PortalError(Exception):
    """Base of every failure the portal explains to its caller; `type` and `status` are part of the API contract."""

    type: ClassVar[str]
    status: ClassVar[int]


@dataclasses.dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: its dotted path (`citizen.email`), what is wrong, and the values the sentence needs."""

    field: str
    code: str
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict, hash=False)


class Malformed(PortalError):
    """The request cannot be read at all."""

    type, status = "malformed", 400


class InvalidInput(PortalError):
    """Fields that are wrong, all named at once."""

    type, status = "invalid_input", 422

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(", ".join(f"{error.field}: {error.code}" for error in errors))
        self.errors = errors

    @classmethod
    def of(cls, name: str, code: str, **values: str | int) -> Self:
        """One wrong field."""
        return cls(FieldError(name, code, values))


class UnknownPair(PortalError):
    """No complaint has this number and this email; which of the two is wrong is never said."""

    type, status = "unknown_pair", 401


class SessionExpired(PortalError):
    """No session, a foreign one, or one that has ended."""

    type, status = "session_expired", 401


class LinkExpired(PortalError):
    """A genuine link whose time is over; its mailbox can ask for a new one."""

    type, status = "link_expired", 401


class LinkRevoked(PortalError):
    """A genuine link that a transfer, a closure or a revocation has ended."""

    type, status = "link_revoked", 401


class LinkInvalid(PortalError):
    """Not a link of this portal, or cut on its way."""

    type, status = "link_invalid", 401


class ProofRequired(PortalError):
    """The proof of work is missing, wrong, too old or already used."""

    type, status = "proof_required", 403


class Forbidden(PortalError):
    """This caller never may do this."""

    type, status = "forbidden", 403


class NotFound(PortalError):
    """Nothing here that this caller may see."""

    type, status = "not_found", 404


class MethodNotAllowed(PortalError):
    """The path exists, the method does not."""

    type, status = "method_not_allowed", 405


class ActionNotAllowed(PortalError):
    """The complaint's state, or the caller's role, does not allow this action now."""

    type, status = "action_not_allowed", 409


class Stale(PortalError):
    """Something that matters came after the version the caller has read."""

    type, status = "stale", 409


class KeyReused(PortalError):
    """An idempotency key came again with another body."""

    type, status = "key_reused", 409


class TooLarge(PortalError):
    """The body is over the limit."""

    type, status = "too_large", 413


class UnsupportedType(PortalError):
    """The body is not JSON."""

    type, status = "unsupported_type", 415


class Throttled(PortalError):
    """Too many attempts; `retry_after` is in seconds."""

    type, status = "throttled", 429

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Unavailable(PortalError):
    """The portal cannot do this now; trying again later with the same key is safe."""

    type, status = "unavailable", 503
