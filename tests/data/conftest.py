"""One small shop and one warehouse on it, shared by the tests that do it no harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from tests.data.warehouses import make


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("shop") / "shop.duckdb")


@pytest.fixture(scope="session")
def shop(shop_file: Path) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(shop_file) as warehouse:
        yield warehouse
