"""The prompt of a question stays small and holds what an answer needs, on a small schema and on a thousand tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.build import Services
from agents.settings import Settings
from evals.context import ALLOWED, Waiting, demo_cases, measure


@pytest.mark.long
def test_prompts_are_under_four_thousand_tokens_with_every_needed_table_in_them(
    demo_database: Path, tmp_path: Path
) -> None:
    waiting = Waiting()
    services = Services(Settings(home=demo_database.parent.parent, tracing=False), model=waiting.take)
    try:
        sizes = measure(services, waiting, demo_cases()[::9], tmp_path)
    finally:
        services.close()
    assert [s.tables for s in sizes][:2] == [15, 1000]
    for size in sizes:
        assert 1000 < size.median < ALLOWED, size.line()
        assert not size.missed
