"""Proof of work (ALTCHA v2, PBKDF2/SHA-256): no puzzle, a second of a phone's time; each challenge counts once."""

from datetime import timedelta
from typing import Any, Final

from chalicelib.aws import secrets
from chalicelib.aws.table import Put
from chalicelib.core import clock, settings
from chalicelib.core.errors import ProofRequired
from chalicelib.core.tokens import pseudonym
from chalicelib.web import store

_ALGORITHM: Final = "PBKDF2/SHA-256"
_KEY_PREFIX: Final = "00"
_LONGEST: Final = 4096


def new_challenge() -> dict[str, Any]:
    """A challenge for the browser, good for an hour."""
    from altcha import create_challenge

    configured = settings.get()
    challenge = create_challenge(
        algorithm=_ALGORITHM,
        cost=configured.proof_cost,
        key_prefix=_KEY_PREFIX,
        expires_at=clock.seconds(clock.now() + timedelta(minutes=configured.proof_minutes)),
        hmac_secret=_key(),
    )
    return dict(challenge.to_dict())


def spend(proof: str) -> Put:
    """The write that uses a proof up; it fails with ProofRequired where that has happened before.

    Raises ProofRequired for a proof that is wrong or too old.
    """
    nonce, expires_at = _verify(proof)
    return store.put_used_challenge(nonce, expires_at=expires_at, otherwise=ProofRequired())


def _verify(proof: str) -> tuple[str, int]:
    from altcha import Payload, verify_solution

    if not verify_solution(proof[:_LONGEST], _key()).verified:
        raise ProofRequired
    parameters = Payload.from_base64(proof).challenge.parameters
    if not parameters.expires_at:
        raise ProofRequired
    return parameters.nonce, int(parameters.expires_at)


def _key() -> str:
    # The first key of the ring: a rotation must not spoil the challenges that phones are working on.
    keys = secrets.signing_keys().keys
    return pseudonym(keys.get("initial") or keys[min(keys)], purpose="challenge", value=b"")
