"""From one table to a thousand; no network, no telemetry."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
from pytest_socket import disable_socket, enable_socket

from data.types import Column, ForeignKey, Schema, Table
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex
from tests.retrieval.test_index import names

_WORDS = [
    "invoice",
    "patient",
    "flight",
    "course",
    "ship",
    "garden",
    "engine",
    "recipe",
    "camera",
    "bridge",
    "tenant",
    "planet",
]


def wide(tables: int) -> Schema:
    """Tables of 15 columns, each pointing to an earlier one."""
    named = [f"{_WORDS[i % len(_WORDS)]}_{_WORDS[i // len(_WORDS) % len(_WORDS)]}_{i}" for i in range(tables)]
    made = tuple(
        Table(name, tuple(Column(f"{_WORDS[(i + c) % len(_WORDS)]}_{c}", "VARCHAR") for c in range(15)))
        for i, name in enumerate(named)
    )
    keys = tuple(
        ForeignKey(made[i].name, (made[i].columns[1].name,), made[i // 2].name, (made[i // 2].columns[0].name,))
        for i in range(1, tables)
    )
    return Schema(made, keys)


@pytest.mark.long
def test_a_thousand_tables_are_searched_in_milliseconds(tmp_path: Path) -> None:
    index = SchemaIndex(tmp_path, load_embedding())
    index.update(wide(1000))
    took = []
    for word in _WORDS:
        started = time.perf_counter()
        hits = index.search(f"How many {word}s are there?")
        took.append(time.perf_counter() - started)
        assert len(hits.tables) == 8
        assert word in names(hits)[0]
    assert statistics.median(took) < 0.1  # 0.01 on a quiet machine


def test_one_table_and_no_table_are_schemas_too(tmp_path: Path) -> None:
    index = SchemaIndex(tmp_path, load_embedding())
    index.update(wide(1))
    assert len(index.search("how many rows are there?").tables) == 1
    assert index.update(Schema(())).removed == ("invoice_invoice_0",)
    assert index.search("how many invoices?").tables == ()


def test_nothing_is_fetched_and_nothing_is_reported(tmp_path: Path) -> None:
    disable_socket(allow_unix_socket=True)  # every other socket that is opened raises, loopback as well
    try:
        index = SchemaIndex(tmp_path, load_embedding())
        index.update(wide(3))
        assert index.search("invoices").tables
    finally:
        enable_socket()
