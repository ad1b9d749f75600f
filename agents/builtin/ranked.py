"""Rankings of the rows of one table by what of another belongs to each: `which genre has the most tracks`, `top 3
customers by amount`.

Where both are named outright, one key connects them and nothing but a time is asked besides, there is one thing that it
can mean, in any database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.builtin.adding import adds_up
from agents.builtin.coverage import parts_of
from agents.builtin.form import Query, Term, terms_of
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.rank import COVERAGE
from agents.builtin.render import Renderer

NAMED = 0.95
"""How surely each word is tied to its table at least."""


def is_ranked_by_number(
    query: Query, found: Mapping[str, float], items: Sequence[Item], names: Names, renderer: Renderer
) -> bool:
    """Whether a form does nothing but rank one table's rows by the number of another's, or the sum of an amount there,
    that one key ties to them."""
    mentions = [i.mention for i in items if i.mention is not None]
    if any(found.get(name, 0.0) for name in COVERAGE) or len(mentions) != 2 or not _ranks(query):
        return False
    best = [m.links[0] for m in mentions]
    measure = query.order[0][0]
    if any(link.score < NAMED or link.kind != "table" for link in best if link.place != _place(measure)):
        return False
    if measure.agg == "sum" and not (
        _place(measure) in [link.place for link in best] and adds_up(names.thing(*_place(measure)))
    ):
        return False
    asked = {link.place[0] for link in best}
    tree = renderer.tree_of(renderer.tables_of(query))
    if len(asked) != 2 or tree is None or set(tree.tables) != asked or len(tree.edges) != 1:
        return False
    return not names.graph.edge(*sorted(asked)).others


def _place(term: Term) -> tuple[str, str]:
    return term.col.table, term.col.name


def _ranks(query: Query) -> bool:
    """One count or sum, by it the order, and nothing that leaves rows out but a time."""
    timed = all(c.op == "within" and not c.term.aggregated for c in query.where)
    plain = len(list(parts_of(query))) == 1 and not (query.having or query.kept or query.top_per)
    if (
        not (plain and timed)
        or query.setop
        or query.source
        or query.limit is None
        or not query.group
        or len(query.order) != 1
    ):
        return False
    measured = [t for t in terms_of(query) if t.aggregated]
    how = query.order[0][0].agg
    return how in ("count", "sum") and all(t.agg == how and t.other is None and not t.only for t in measured)
