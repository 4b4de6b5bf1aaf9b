"""The only reader of the environment. Read lazily, so importing a module never needs a configured machine."""

import os
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Names of resources and the durations of the product's rules (`_days`, `_minutes`, `_seconds`)."""

    table: str
    signing_secret: str
    pseudonym_secret: str
    origin_secret: str
    receipt_secret: str
    quarantine_bucket: str
    clean_bucket: str
    site_bucket: str
    site_url: str
    mail_from: str
    mail_configuration: str | None
    version: str
    answer_within_days: int
    reopen_within_days: int
    link_days: int
    citizen_session_minutes: int
    officer_session_minutes: int
    proof_cost: int
    proof_minutes: int
    body_limit_bytes: int
    marker_days: int
    filings_per_address: int
    scanner: str
    publishes_daily: bool
    """False publishes the figures at every fold: for trying, not for real people's cases."""


@lru_cache(maxsize=1)
def get() -> Settings:
    """The settings of this function. Raises KeyError naming the variable that is missing."""
    env = os.environ
    return Settings(
        table=env["TABLE_NAME"],
        signing_secret=env["SIGNING_SECRET"],
        pseudonym_secret=env["PSEUDONYM_SECRET"],
        origin_secret=env["ORIGIN_SECRET"],
        receipt_secret=env["RECEIPT_SECRET"],
        quarantine_bucket=env["QUARANTINE_BUCKET"],
        clean_bucket=env["CLEAN_BUCKET"],
        site_bucket=env["SITE_BUCKET"],
        site_url=env["SITE_URL"].rstrip("/"),
        mail_from=env["MAIL_FROM"],
        mail_configuration=env.get("MAIL_CONFIGURATION"),
        version=env.get("PORTAL_VERSION", "dev"),
        answer_within_days=int(env.get("ANSWER_WITHIN_DAYS", "60")),
        reopen_within_days=int(env.get("REOPEN_WITHIN_DAYS", "60")),
        link_days=int(env.get("LINK_DAYS", "90")),
        citizen_session_minutes=int(env.get("CITIZEN_SESSION_MINUTES", "20")),
        officer_session_minutes=int(env.get("OFFICER_SESSION_MINUTES", "60")),
        proof_cost=int(env.get("PROOF_COST", "1000")),
        proof_minutes=int(env.get("PROOF_MINUTES", "60")),
        body_limit_bytes=int(env.get("BODY_LIMIT_BYTES", "131072")),
        marker_days=int(env.get("MARKER_DAYS", "90")),
        filings_per_address=int(env.get("FILINGS_PER_ADDRESS", "300")),
        scanner=env.get("SCANNER", "none"),
        publishes_daily=env.get("PUBLISH_STATISTICS", "daily") == "daily",
    )


def serves_http() -> bool:
    """Whether this process answers the API: Lambda names its handler, a laptop and a test name none."""
    return os.environ.get("_HANDLER", "app.app") == "app.app"
