"""A copy of a database that holds only the portions of it that are handed in: `python -m data.narrow` makes one.

It is made in a process of its own (one process opens a DuckDB file in one way only), under a name of its own, and put in
place whole. What belongs into it is decided by the guard; this module copies and keeps nothing else: no macros, no
sequences, no comments, no words of the catalogue.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
from sqlglot import exp

from data.errors import BadSettings
from data.pool import KEPT_VARIABLES, ROOT

SOURCE, COPY = "candor_source", "candor_copy"
ENDING = ".duckdb"
_BUILDING = ".building-"


@dataclass(frozen=True, slots=True)
class Portion:
    """One table or view of the copy: a table is filled with the rows of `query` on the source, a view is defined by it."""

    kind: Literal["TABLE", "VIEW"]
    schema: str
    name: str
    query: exp.Expr


def ensure(source: Path, generation: str, portions: Sequence[Portion], folder: Path, who: str) -> Path:
    """The copy of that generation of `source` for `who`, made when there is none; removes those that are stale.

    Raises BadSettings when it cannot be made; there is no copy then.
    """
    steps = [_step(portion) for portion in portions]
    marks = [digest(generation), digest(who), digest(json.dumps(steps))]
    target = folder / f"{'-'.join(marks)}{ENDING}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not target.exists():
        _make(source.resolve(), target, steps)
    for other in folder.glob(f"*{ENDING}"):
        theirs = other.stem.split("-")
        if theirs[0] != marks[0] or (theirs[:2] == marks[:2] and other != target):
            with suppress(FileNotFoundError):
                other.unlink()
    return target


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _step(portion: Portion) -> list[str]:
    """The database that is current while it runs, the schema that must be there, the statement."""
    at = exp.table_(portion.name, db=portion.schema, catalog=COPY, quoted=True)
    made = exp.Create(this=at, kind=portion.kind, expression=portion.query.copy())
    schema = exp.Create(this=exp.table_(portion.schema, db=COPY, quoted=True), kind="SCHEMA", exists=True)
    current = SOURCE if portion.kind == "TABLE" else COPY
    return [current, *(tree.sql(dialect="duckdb", identify=True) for tree in (schema, made))]


def _make(source: Path, target: Path, steps: Sequence[Sequence[str]]) -> None:
    """Build beside the target, then put in its place: whoever looks sees all of it or nothing."""
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=target.parent))
    try:
        request = {"source": str(source), "target": str(building / target.name), "steps": steps}
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "data.narrow"],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=False,
            cwd=building,
            env={**kept, "PYTHONPATH": str(ROOT), "HOME": str(building), "TZ": "UTC"},
        )
        if done.returncode:
            kind = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise BadSettings(
                f"The narrow copy of {source.name} could not be made ({' '.join(kind) or 'the process ended'}).",
                "Is there room on the disk for a copy, and does each row policy run on these data?",
            )
        os.replace(building / target.name, target)  # noqa: PTH105 - the one call that is documented to be atomic
    finally:
        shutil.rmtree(building, ignore_errors=True)


def main() -> int:
    """Carry out the steps of one request; what went wrong is named by its class alone, since texts may hold cells."""
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    try:
        with duckdb.connect(config={"temp_directory": "spill", "threads": 2}) as connection:
            connection.execute("SET python_enable_replacements = false")
            connection.execute(f"ATTACH ? AS {SOURCE} (READ_ONLY)", [request["source"]])
            connection.execute(f"ATTACH ? AS {COPY}", [request["target"]])
            connection.execute("SET enable_external_access = false")
            for current, schema, made in request["steps"]:
                connection.execute(schema)
                connection.execute(f"USE {current}")
                connection.execute(made)
            connection.execute(f"CHECKPOINT {COPY}")
    except duckdb.Error as error:
        print(type(error).__name__, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
