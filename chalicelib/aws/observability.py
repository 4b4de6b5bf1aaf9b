"""Logs and metrics (Powertools). Nothing personal goes in: no path, no query, no address, no text."""

import traceback
from functools import lru_cache
from pathlib import Path

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit


@lru_cache(maxsize=1)
def logger() -> Logger:
    """The structured logger; pass facts as keywords: `logger().info("mail sent", template=...)`."""
    return Logger(service="portal")


@lru_cache(maxsize=1)
def _metrics() -> Metrics:
    return Metrics(namespace="Portal", service="portal")


def failure(message: str, error: Exception, **facts: str) -> None:
    """Log that something unforeseen happened, and where; never an exception's text, which may quote people."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    logger().error(message, extra={"error": type(error).__name__, "where": where, **facts})


def count(name: str, value: int = 1) -> None:
    """Add to a CloudWatch metric, written at once in the embedded metric format."""
    metrics = _metrics()
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
