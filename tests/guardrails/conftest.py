from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.types import Policy, Schema
from evals.redteam import pack
from guardrails.policy import load
from tests.guardrails.databases import made, schema_of


@pytest.fixture(scope="session")
def hotels_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The red-team pack's warehouse as a file."""
    return made(tmp_path_factory.mktemp("redteam") / "hotels.duckdb", pack.SCHEMA)


@pytest.fixture(scope="session")
def binder_file(hotels_file: Path) -> Path:
    """A copy for the binder: one process opens a file in one way only."""
    return Path(shutil.copy(hotels_file, hotels_file.with_name("copy.duckdb")))


@pytest.fixture(scope="session")
def hotels(hotels_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open for reading, with the engine's own walls up."""
    with duckdb.connect(hotels_file, read_only=True, config={"memory_limit": "512MB"}) as connection:
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        yield connection


@pytest.fixture(scope="session")
def schema(hotels: duckdb.DuckDBPyConnection) -> Schema:
    return schema_of(hotels)


@pytest.fixture(scope="session")
def policy(schema: Schema) -> Policy:
    return load(pack.POLICY, schema)
