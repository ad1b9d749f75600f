"""The engine's own opinion of which tables a statement reads: a second reading beside the guard's, never the only one.

It binds a statement and runs nothing. It sees through macros, `query()` and shadowing CTEs; it is blind to table functions,
and it has no opinion on statements that it cannot bind this way (USING, NATURAL, COLUMNS, PIVOT).
"""

from __future__ import annotations

import re
import threading
from pathlib import Path

import duckdb

_NAME = re.compile(r"""(?:"(?:[^"]|"")*"|[^\s".]+)(?:\.(?:"(?:[^"]|"")*"|[^\s".]+))*""")

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "memory_limit": "256MB",
    "threads": 1,
}


class Binder:
    """Names of the tables in a statement, as one DuckDB file understands it. Safe for any number of threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, int, int], duckdb.DuckDBPyConnection] | None = None

    def tables(self, sql: str) -> frozenset[str]:
        """Folded names (`orders`, `hr.payroll`) of what the engine would read; empty when it has no opinion."""
        with self._lock:
            try:
                names = self._connection().get_table_names(sql, qualified=True)
            except duckdb.Error:
                return frozenset()
        return frozenset(plain_name(name) for name in names)

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened[1].close()
                self._opened = None

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """The connection to the file as it is now: an import puts another one in its place."""
        found = self._path.stat()
        generation = found.st_ino, found.st_mtime_ns, found.st_size
        if self._opened is None or self._opened[0] != generation:
            if self._opened is not None:
                self._opened[1].close()
            connection = duckdb.connect(self._path, read_only=True, config=_CONFIG)
            connection.execute("SET python_enable_replacements = false")
            connection.execute("SET lock_configuration = true")
            self._opened = generation, connection
        return self._opened[1]


def plain_name(name: str) -> str:
    """`main.orders`, `"main"."orders"` and `main.orders AS o TABLESAMPLE ...` as `orders`; other schemas stay."""
    found = _NAME.match(name)
    return (found.group() if found else name).replace('"', "").casefold().removeprefix("main.")
