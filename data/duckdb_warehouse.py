"""DuckDB behind the Warehouse door: statements run in worker processes, limits hold, errors are rebuilt.

An import puts a new file in the place of the old one; the next statement sees it, running ones finish on the old.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
from cachetools import LRUCache
from sqlglot import exp

from data import catalogue
from data.engine_errors import Statement, rebuild
from data.errors import BadSettings, Cancelled, SqlFailed, TimedOut, TooExpensive
from data.pool import Job, Pool, Reply, StoppedError
from data.types import Cancel, Limits, Result, SafeQuery, Schema

RESULT_BYTES = 128 * 1024 * 1024
"""The heaviest result that is handed over; a table of ten thousand usual rows weighs about one hundredth of it."""
INSPECTED_BYTES = 16 * 1024 * 1024
"""What all kept results of Candor's own statements may weigh."""
INSPECTED_BESIDES = 4096
"""What such a result is taken to weigh besides its rows."""
DEFAULT_LIMITS = Limits()
CATALOGUE_LIMITS = Limits(rows=1_000_000, seconds=30.0, memory_mb=512)


class DuckDBWarehouse:
    """One DuckDB file. Safe for any number of threads; `workers` statements run at once, the others wait in line.

    `memory_mb` and `threads` are what one statement may have at most, whatever its own limits say. `narrow` says that the file is a role's own copy: statements proved
    for such a copy run nowhere else.
    """

    def __init__(
        self,
        path: Path,
        *,
        workers: int = 2,
        memory_mb: int = 2048,
        threads: int = 2,
        temp_directory: Path | None = None,
        narrow: bool = False,
    ) -> None:
        self._path = path
        self._memory_mb = memory_mb
        self._narrow = narrow
        self._generation()  # a missing file is said now, not at the first question
        self._pool = Pool(path, size=workers, threads=threads, directory=temp_directory or Path(tempfile.gettempdir()))
        self._lock = threading.Lock()
        self._schema: tuple[str, Schema] | None = None
        self._inspected: LRUCache[tuple[str, str, Limits], Result] = LRUCache(
            INSPECTED_BYTES, getsizeof=lambda result: result.table.nbytes + INSPECTED_BESIDES
        )

    @property
    def path(self) -> Path:
        return self._path

    def pids(self) -> tuple[int, ...]:
        """The worker processes of this moment."""
        return self._pool.pids()

    def schema(self) -> Schema:
        """Everything in the file, read again when the file has changed. Samples are empty here."""
        generation = self._generation()
        with self._lock:
            if self._schema is None or self._schema[0] != generation:
                self._schema = (generation, catalogue.read(self._fetch_own, generation))
            return self._schema[1]

    def run(self, query: SafeQuery, cancel: Cancel | None = None) -> Result:
        """Raises TimedOut, TooExpensive, Cancelled or SqlFailed; their texts hold no cell value."""
        return _result(self._call("run", self._statement(query), query.limits, cancel))

    def inspect(self, tree: exp.Expression, limits: Limits = DEFAULT_LIMITS) -> Result:
        """Run a statement of Candor's own, built as a tree inside `data`. Raises as `run` does.

        What came back is kept for as long as the file is the same: the checks of a question that many people ask, or that
        is refined step by step, look at the same rows again and again.
        """
        if not isinstance(tree, exp.Expression):
            raise TypeError(f"inspect takes a tree, not {type(tree).__name__}")
        sql = tree.sql(dialect="duckdb", identify=True)
        key = (self._generation(), sql, limits)
        with self._lock:
            known = self._inspected.get(key)
        if known is not None:
            return known
        result = _result(self._call("run", Statement(sql, tree, tables_of(tree)), limits))
        if result.table.nbytes <= INSPECTED_BYTES // 8 and not _changes_by_itself(tree):
            with self._lock:
                self._inspected[key] = result
        return result

    def explain(self, query: SafeQuery) -> str:
        """The engine's plan as text. Raises as `run` does."""
        return str(self._call("explain", self._statement(query), query.limits).header["plan"])

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> DuckDBWarehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fetch_own(self, sql: str) -> pa.Table:
        """The rows of one of the catalogue's own statements."""
        return _result(self._call("run", Statement(sql), CATALOGUE_LIMITS)).table

    def _call(self, op: str, statement: Statement, limits: Limits, cancel: Cancel | None = None) -> Reply:
        memory_mb = min(limits.memory_mb, self._memory_mb)
        request = {
            "op": op,
            "sql": statement.sql,
            "generation": self._generation(),
            "memory_mb": memory_mb,
            "rows": limits.rows,
            "bytes": RESULT_BYTES,
            "may_scan": None if statement.may_scan is None else sorted(statement.may_scan),
        }
        try:
            reply = self._pool.call(Job(request, limits.seconds, memory_mb, cancel))
        except StoppedError as stopped:
            _raise_stopped(stopped, limits, memory_mb)
        header = reply.header
        if header.get("fault") == "memory":
            raise _too_much_memory(memory_mb)
        if header.get("fault") == "open":
            raise BadSettings(
                f"{self._path} cannot be opened as a DuckDB database.",
                "Is it one, written by this or an older version, and not open for writing elsewhere?",
            )
        if header.get("too_big"):
            raise TooExpensive(
                f"The result is heavier than {RESULT_BYTES // 2**20} MB.",
                "Select fewer or shorter columns, or aggregate.",
            )
        if "error" in header:
            raise rebuild(str(header["error"]), str(header["message"]), statement)
        return reply

    def _statement(self, query: SafeQuery) -> Statement:
        if not isinstance(query, SafeQuery):
            raise TypeError(
                f"the warehouse runs a SafeQuery, not {type(query).__name__}: let guardrails.check make one"
            )
        if query.narrowed and not self._narrow:
            raise TypeError("the statement was proved for a narrow copy and this is the whole database")
        return Statement(
            query.sql, query.tree, query.reads.tables, tuple(c for _, c in query.reads.columns), query.may_scan
        )

    def _generation(self) -> str:
        try:
            found = self._path.stat()
        except FileNotFoundError as error:
            raise BadSettings(
                f"There is no database file {self._path}.",
                "Import a file or make the demo first.",
            ) from error
        return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"


def _changes_by_itself(tree: exp.Expression) -> bool:
    """Whether a statement may give other rows on the same file: it asks for the time, or for chance, or samples."""
    functions = (exp.Anonymous, exp.Rand, exp.Randn, exp.Uuid, exp.CurrentDate, exp.CurrentTime, exp.CurrentTimestamp)
    return tree.find(*functions, exp.Localtime, exp.Localtimestamp, exp.TableSample) is not None


def tables_of(tree: exp.Expression) -> tuple[str, ...]:
    """The names of the tables in a tree of our own, as Schema spells them."""
    return tuple(
        f"{t.db}.{t.name}" if t.db and t.db.casefold() != "main" else t.name for t in tree.find_all(exp.Table) if t.name
    )


def _result(reply: Reply) -> Result:
    with pa.ipc.open_stream(reply.body) as reader:
        table = reader.read_all()
    _datable(table)
    return Result(plain(table), bool(reply.header["truncated"]), float(reply.header["elapsed_ms"]))


def _datable(table: pa.Table) -> None:
    """Raises SqlFailed for dates that only the engine knows, such as 'infinity': nobody further on could show them."""
    for field, column in zip(table.schema, table.columns, strict=True):
        if pa.types.is_temporal(field.type) or pa.types.is_nested(field.type):
            try:
                column.to_pylist()
            except (OverflowError, ValueError):
                raise SqlFailed(
                    f"The column {field.name} has a date outside of the years 1 to 9999.",
                    "Cast it to VARCHAR, or filter such dates out with isfinite().",
                ) from None


def plain(table: pa.Table) -> pa.Table:
    """The table with whole numbers for the engine's wide decimals (its sums) and text for dictionaries (enums)."""
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        elif field.type == pa.decimal128(38, 0):
            try:
                column = column.cast(pa.int64())
            except pa.ArrowInvalid:  # over 64 bits: stays a decimal
                continue
        else:
            continue
        table = table.set_column(place, field.name, column)
    return table.rename_columns(unique(table.column_names))


def unique(names: Sequence[str]) -> list[str]:
    """The names with a number behind those that stand there already: `n`, `n_2`; a result is read by name further on."""
    made: list[str] = []
    for name in names:
        new, count = name, 1
        while new in made:
            count += 1
            new = f"{name}_{count}"
        made.append(new)
    return made


def _too_much_memory(memory_mb: int) -> TooExpensive:
    return TooExpensive(
        f"The statement needs more than {memory_mb} MB of memory.",
        "Filter earlier, group by fewer columns or join on keys.",
    )


def _raise_stopped(stopped: StoppedError, limits: Limits, memory_mb: int) -> NoReturn:
    match stopped.ending:
        case "cancelled":
            raise Cancelled("The statement was cancelled.", "Ask again when you like.") from None
        case "timed_out":
            raise TimedOut(
                f"The statement ran longer than {limits.seconds:g} s and was stopped.",
                "Narrow the time window, filter earlier or ask for fewer groups.",
            ) from None
        case "queue_full":
            raise TimedOut(
                f"All engines were busy for {limits.seconds:g} s, the statement was not run.", "Ask again in a moment."
            ) from None
        case "too_expensive":
            raise _too_much_memory(memory_mb) from None
        case "died":
            raise SqlFailed(
                "The engine's process ended in the middle of the statement.",
                "Try again; if it happens again, write the statement in a simpler way.",
            ) from None
