"""What several tests of the built-in model share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agents.build import Services
from agents.settings import Settings
from agents.telemetry import NoTelemetry


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services with a state directory of their own; no database is opened by them."""
    made = Services(Settings(home=tmp_path_factory.mktemp("home")), telemetry=NoTelemetry())
    yield made
    made.close()
