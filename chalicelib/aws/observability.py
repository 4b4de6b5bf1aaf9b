"""Logs and metrics (Powertools). Nothing personal goes in: no path, no query, no address, no text."""

from functools import lru_cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit


@lru_cache(maxsize=1)
def logger() -> Logger:
    """The structured logger; pass facts as keywords: `logger().info("mail sent", template=...)`."""
    return Logger(service="portal")


@lru_cache(maxsize=1)
def _metrics() -> Metrics:
    return Metrics(namespace="Portal", service="portal")


def count(name: str, value: int = 1) -> None:
    """Add to a CloudWatch metric, written at once in the embedded metric format."""
    metrics = _metrics()
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
