"""The resolver: walks a statement scope by scope and says what every name in it reads.

It knows DuckDB's scoping: CTEs, correlated and lateral subqueries, aliases of the select list, USING and NATURAL, stars
with EXCLUDE/REPLACE/RENAME, COLUMNS(), PIVOT, lambdas, structs, rows as values. It is lenient only where leniency
reads nothing: the tables are later replaced by what the role may read of them (`rewrite.py`), so a name that the
resolver could not follow finds nothing in the engine that the role may not see.
"""

from __future__ import annotations

from sqlglot import exp

from guardrails.catalogue import Access
from guardrails.reading import Reading
from guardrails.scopes.queries import Queries

__all__ = ["resolve"]


def resolve(tree: exp.Expr, access: Access) -> Reading:
    """What the statement reads, as the role with this access may read it. The tree is left as it is."""
    return Queries(access).run(tree)
