"""Spider's schemas as `Schema`, its questions with the tables that their gold SQL reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from data.types import Column, ForeignKey, Schema, Table

FOLDER = Path(os.environ.get("CANDOR_BENCHMARKS", Path(__file__).parents[3] / "shared")) / "spider"
needs_spider = pytest.mark.skipif(not (FOLDER / "train.json").exists(), reason="no Spider data (CANDOR_BENCHMARKS)")
_TYPES = {"number": "DOUBLE", "time": "TIMESTAMP", "boolean": "BOOLEAN"}


@dataclass(frozen=True)
class Asked:
    database: str
    text: str
    tables: frozenset[str]


@cache
def schemas() -> dict[str, Schema]:
    entries = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))
    return {entry["db_id"]: _schema(entry) for entry in entries}


def _schema(entry: dict[str, Any]) -> Schema:
    names = entry["table_names_original"]
    columns: list[list[Column]] = [[] for _ in names]
    for (table, name), kind in zip(entry["column_names_original"], entry["column_types"], strict=True):
        if table >= 0:
            columns[table].append(Column(name, _TYPES.get(kind, "VARCHAR")))
    full = entry["column_names_original"]
    keys = tuple(
        ForeignKey(names[full[a][0]], (full[a][1],), names[full[b][0]], (full[b][1],)) for a, b in entry["foreign_keys"]
    )
    return Schema(tuple(Table(n, tuple(c)) for n, c in zip(names, columns, strict=True)), keys)


def questions() -> Iterator[Asked]:
    for item in json.loads((FOLDER / "train.json").read_text(encoding="utf-8")):
        tables = _tables(item["query"])
        known = {t.name.casefold() for t in schemas()[item["db_id"]].tables}
        if tables and tables <= known:
            yield Asked(item["db_id"], item["question"], tables)


def _tables(sql: str) -> frozenset[str]:
    try:
        tree = sqlglot.parse_one(sql, read="sqlite")
    except sqlglot.errors.ParseError:
        return frozenset()
    return frozenset(t.name.casefold() for t in tree.find_all(exp.Table))
