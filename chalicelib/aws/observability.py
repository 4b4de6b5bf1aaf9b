"""Logs and metrics. Nothing personal goes in: no path, no query, no address, no text.

Powertools is imported at the first line that is logged: a cold start of the API logs nothing.
"""

import traceback
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger, Metrics


@lru_cache(maxsize=1)
def logger() -> "Logger":
    """The structured logger; pass facts as keywords: `logger().info("mail sent", template=...)`."""
    from aws_lambda_powertools import Logger

    return Logger(service="portal")


@lru_cache(maxsize=1)
def _metrics() -> "Metrics":
    from aws_lambda_powertools import Metrics

    return Metrics(namespace="Portal", service="portal")


def log_failure(message: str, error: Exception, **facts: str) -> None:
    """Log that something unforeseen happened, and where; never an exception's text, which may quote people."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    logger().error(message, extra={"error": type(error).__name__, "where": where, **facts})


def count(name: str, value: int = 1) -> None:
    """Add to a CloudWatch metric, written at once in the embedded metric format."""
    _write_metric(name, "Count", value)


def record_seconds(name: str, value: float) -> None:
    """Say how long something took or waited, in a CloudWatch metric."""
    _write_metric(name, "Seconds", value)


def _write_metric(name: str, unit: str, value: float) -> None:
    from aws_lambda_powertools.metrics import MetricUnit

    metrics = _metrics()
    metrics.add_metric(name=name, unit=MetricUnit(unit), value=value)
    metrics.flush_metrics()
