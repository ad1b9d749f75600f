"""The test endpoint for tests: `evals.endpoint.process` and a way to write scripts."""

from __future__ import annotations

from typing import Any

import yaml

from evals.endpoint.process import Running as Endpoint
from evals.endpoint.process import started

__all__ = ["Endpoint", "load", "started"]


def load(text: str) -> list[Any]:
    """A script written as YAML in a test."""
    rules: list[Any] = yaml.safe_load(text)
    return rules
