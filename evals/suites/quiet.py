"""deepeval, told to keep to itself before it is imported: no telemetry, no `.env`, no files where it runs, no network.

Everybody in this room takes deepeval's names from here.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_QUIET = {
    "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
    "DEEPEVAL_DISABLE_DOTENV": "1",
    "DEEPEVAL_DISABLE_LEGACY_KEYFILE": "1",
    "DEEPEVAL_NO_INSPECT_PROMPT": "1",
}


def _folder() -> Path:
    """Where it may write: under CANDOR_HOME when that is set, else a temporary folder."""
    home = os.environ.get("CANDOR_HOME", "")
    return Path(home).expanduser() / "deepeval" if home else Path(tempfile.gettempdir()) / "candor-deepeval"


os.environ.update(_QUIET)
os.environ.setdefault("DEEPEVAL_CACHE_FOLDER", str(_folder()))
os.environ.setdefault("DEEPEVAL_HOME", str(_folder()))

from deepeval.evaluate.configs import (  # noqa: E402 - after the settings, like those below
    AsyncConfig,
    CacheConfig,
    DisplayConfig,
    ErrorConfig,
)
from deepeval.evaluate.evaluate import evaluate  # noqa: E402
from deepeval.metrics import BaseMetric  # noqa: E402
from deepeval.test_case import LLMTestCase  # noqa: E402

__all__ = ["AsyncConfig", "BaseMetric", "CacheConfig", "DisplayConfig", "ErrorConfig", "LLMTestCase", "evaluate"]
