"""How many rows a statement has in all, where not all of them were fetched."""

from __future__ import annotations

from sqlglot import exp

from data.errors import CandorError
from data.evidence.keys import Inspect, Kept


def rows_in_all(tree: exp.Expr, inspect: Inspect, kept: Kept) -> int | None:
    """The number of rows of a query, counted once for each version of the data; None when the engine refuses."""
    key = f"rows in all {tree.sql(dialect='duckdb')}"
    if key not in kept:
        inner = tree.copy()
        inner.set("order", None if inner.args.get("limit") is None else inner.args.get("order"))
        counted = exp.Select(expressions=[exp.Count(this=exp.Star())])
        counted.set("from_", exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("r")))))
        try:
            kept[key] = int(str(inspect(counted).records()[0][0]))
        except (CandorError, IndexError):
            kept[key] = None
    found = kept[key]
    return found if isinstance(found, int) else None
