"""Rankings of the rows of one table by how many rows of another belong to each: `which genre has the most tracks`.

Where both tables are named outright, one key connects them and nothing else is asked, there is one thing that it can
mean, in any database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.builtin.coverage import parts_of
from agents.builtin.form import Query, terms_of
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.rank import COVERAGE
from agents.builtin.render import Renderer

NAMED = 0.95
"""How surely each word is tied to its table at least."""


def is_ranked_by_number(
    query: Query, found: Mapping[str, float], items: Sequence[Item], names: Names, renderer: Renderer
) -> bool:
    """Whether a form does nothing but rank one table's rows by the number of another's that one key ties to them."""
    mentions = [i.mention for i in items if i.mention is not None]
    if any(found.get(name, 0.0) for name in COVERAGE) or len(mentions) != 2 or not _ranks(query):
        return False
    best = [m.links[0] for m in mentions]
    if any(link.kind != "table" or link.score < NAMED for link in best):
        return False
    asked = {link.place[0] for link in best}
    tree = renderer.tree_of(renderer.tables_of(query))
    if len(asked) != 2 or tree is None or set(tree.tables) != asked or len(tree.edges) != 1:
        return False
    return not names.graph.edge(*sorted(asked)).others


def _ranks(query: Query) -> bool:
    """One count, by it the order, and nothing that leaves rows out."""
    plain = len(list(parts_of(query))) == 1 and not (query.where or query.having or query.kept or query.top_per)
    if not plain or query.setop or query.source or query.limit is None or not query.group or len(query.order) != 1:
        return False
    counted = [t for t in terms_of(query) if t.aggregated]
    return query.order[0][0].agg == "count" and all(
        t.agg == "count" and t.other is None and not t.only for t in counted
    )
