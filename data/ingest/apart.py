"""Readers in native code (spreadsheets, DuckDB files) work in a process of their own, with a ceiling and a time limit.

The process reads the whole source into a folder, Arrow streams beside one JSON file, and ends; a file that makes it run
away, crash or fill the memory is refused and nothing else is harmed. Run as `python -m data.ingest.apart`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.errors import BadInput
from data.ingest import duckdb, excel
from data.ingest.infer import Wish
from data.ingest.source import ImportLimits, Source, SourceColumn, SourceKey, SourceTable
from data.metadata import Metadata, TableWords
from data.pool import KEPT_VARIABLES, ROOT
from data.worker import bound_heap

Wishes = Mapping[str, Mapping[str, Wish]]
"""Table -> column -> the type that a person wants."""
READERS: dict[str, Callable[[Path, ImportLimits, Wishes], Source]] = {
    "spreadsheet": excel.read,
    "duckdb": lambda path, limits, _wishes: duckdb.read(path, limits),
}
RETYPABLE = frozenset({"spreadsheet"})
"""Kinds whose columns may be wished to be of other types; the others say their own."""
_NO_MEMORY = 3
_TOLD = "told.json"


class _Folder:
    """The rows on disk, for as long as somebody may ask for them."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="candor-import-"))
        weakref.finalize(self, shutil.rmtree, str(self.path), True)

    def batches(self, number: int) -> Iterator[pa.RecordBatch]:
        file = self.path / f"{number}.arrow"
        if file.exists():
            with pa.memory_map(str(file)) as mapped, pa.ipc.open_stream(mapped) as reader:
                yield from reader


def read(kind: str, path: Path, limits: ImportLimits, wishes: Wishes | None = None) -> Source:
    """The tables of the file, as the reader of that kind gives them. Raises BadInput as it does, or for its end.

    Where other types are wished the file is read once more, from its own cells.
    """
    folder = _Folder()
    given = [json.dumps(asdict(limits)), json.dumps({table: dict(types) for table, types in (wishes or {}).items()})]
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "data.ingest.apart", kind, str(path.resolve()), *given],
            cwd=folder.path,
            env={**kept, "PYTHONPATH": str(ROOT), "HOME": str(folder.path), "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(path, f"took longer than {limits.seconds:g} s to read") from error
    if done.returncode == _NO_MEMORY or done.returncode < 0:
        raise _refused(path, f"could not be read within {limits.memory_mb:,} MB of memory")
    said = done.stderr.decode(errors="replace")
    if done.returncode and "PanicException" in said:
        raise _refused(path, "is damaged")
    if done.returncode:
        raise RuntimeError(f"the reader of {path.name} ended with {done.returncode}: {said[-2000:]}")
    told = json.loads((folder.path / _TOLD).read_text(encoding="utf-8"))
    if "what" in told:
        raise BadInput(told["what"], told["hint"])
    tables = tuple(_table(folder, number, one) for number, one in enumerate(told["tables"]))
    if kind in RETYPABLE:
        tables = tuple(replace(t, retyped=partial(_retyped, kind, path, limits, t.name)) for t in tables)
    return Source(tables, tuple(told["warnings"]), Metadata.from_json(told["document"]))


def _retyped(kind: str, path: Path, limits: ImportLimits, name: str, wanted: Mapping[str, Wish]) -> SourceTable:
    source = read(kind, path, limits, {name: wanted})
    return next(table for table in source.tables if table.name == name)


def _refused(path: Path, why: str) -> BadInput:
    return BadInput(f"{path.name} {why}.", "Export it as CSV or Parquet, or import a part of it.")


def _table(folder: _Folder, number: int, told: dict[str, Any]) -> SourceTable:
    return SourceTable(
        name=told["name"],
        columns=tuple(SourceColumn(**column) for column in told["columns"]),
        batches=lambda: folder.batches(number),
        primary_key=tuple(told["primary_key"]),
        foreign_keys=tuple(
            SourceKey(tuple(key["columns"]), key["ref_table"], tuple(key["ref_columns"]))
            for key in told["foreign_keys"]
        ),
        warnings=told["warnings"],
        found=tuple(told["found"]),
        keep_names=told["keep_names"],
        schema=told["schema"],
        words=TableWords.model_validate(told["words"]),
    )


# -- the other process


def main(kind: str, path: str, limits: str, wishes: str) -> int:
    """Read the file into the current folder; 3 when there is not enough memory."""
    allowed = ImportLimits(**json.loads(limits))
    bound_heap(allowed.memory_mb)
    told: dict[str, Any]
    try:
        told = _shipped(READERS[kind](Path(path), allowed, json.loads(wishes)))
    except BadInput as error:
        told = {"what": error.what, "hint": error.hint}
    except (MemoryError, pa.ArrowMemoryError):
        return _NO_MEMORY
    Path(_TOLD).write_text(json.dumps(told), encoding="utf-8")
    return 0


def _shipped(source: Source) -> dict[str, Any]:
    tables = []
    for number, table in enumerate(source.tables):
        _write(Path(f"{number}.arrow"), table)
        told = {name: getattr(table, name) for name in ("name", "primary_key", "found", "keep_names", "schema")}
        told["columns"] = [asdict(column) for column in table.columns]
        told["foreign_keys"] = [asdict(key) for key in table.foreign_keys]
        tables.append(told | {"words": table.words.model_dump(mode="json"), "warnings": table.warnings})
    return {"tables": tables, "warnings": source.warnings, "document": source.document.to_json()}


def _write(file: Path, table: SourceTable) -> None:
    batches = table.batches()
    first = next(batches, None)
    if first is None:
        return
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, first.schema) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
