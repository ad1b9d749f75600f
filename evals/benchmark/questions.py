"""Question files in Spider's format, and folds of them that never share a database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import BadInput

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One question; `gold` is SQL in SQLite's dialect and is shown to nothing that answers."""

    number: int
    """Its place in the file, from 0."""
    db_id: str
    question: str
    gold: str


def load(path: Path) -> tuple[Case, ...]:
    """All questions of the file. Raises BadInput where it is not a list of `db_id`, `question`, `query`."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: no readable JSON ({error}).", "Give a file in Spider's format.") from error
    if not isinstance(entries, list):
        raise BadInput(f"{path}: holds no list.", 'Expected [{"db_id": ..., "question": ..., "query": ...}, ...].')
    return tuple(_case(path, number, entry) for number, entry in enumerate(entries))


def _case(path: Path, number: int, entry: Any) -> Case:
    missing = [k for k in ("db_id", "question", "query") if not isinstance(entry, dict) or not entry.get(k)]
    if missing:
        raise BadInput(f"{path}: entry {number} has no {', '.join(missing)}.", "Each entry needs all three as text.")
    return Case(number, str(entry["db_id"]), str(entry["question"]).strip(), str(entry["query"]))


def choose(cases: Iterable[Case], databases: frozenset[str] | None, limit: int | None) -> tuple[Case, ...]:
    """Those about the named databases (all when None); `limit` takes that many, spread evenly over them."""
    kept = [c for c in cases if databases is None or c.db_id in databases]
    if limit is None or limit >= len(kept):
        return tuple(kept)
    return tuple(kept[i * len(kept) // limit] for i in range(limit))


def named_databases(text: str) -> frozenset[str]:
    """Database names from a file (one a line, or a JSON list) or from `a,b,c`."""
    path = Path(text)
    if path.is_file():
        content = path.read_text(encoding="utf-8").strip()
        names = json.loads(content) if content.startswith("[") else content.split()
        return frozenset(str(n) for n in names)
    return frozenset(n.strip() for n in text.split(",") if n.strip())


def fold_of(db_id: str, folds: int = FOLDS) -> int:
    """The fold of a database, 0 to folds - 1, from its name alone: adding databases moves none."""
    return int.from_bytes(hashlib.sha256(db_id.encode()).digest()[:4]) % folds


def fold_table(cases: Iterable[Case], folds: int = FOLDS) -> Mapping[int, dict[str, int]]:
    """fold -> {database: number of questions}."""
    table: dict[int, dict[str, int]] = {i: {} for i in range(folds)}
    for case in cases:
        fold = table[fold_of(case.db_id, folds)]
        fold[case.db_id] = fold.get(case.db_id, 0) + 1
    return table
