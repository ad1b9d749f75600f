"""`which products are out of stock`: the things of which nothing is left, where a column counts what lies there."""

from __future__ import annotations

import re

from agents.builtin.idioms import Said
from agents.builtin.names import Names, Thing, split_name
from retrieval.values import stem

_ASKED = re.compile(
    r"^\W*(?:(?:which|what|list|show|give)(?: me| us)?(?: all)?(?: of)?(?: the| our| my)? )?(?P<noun>[\w-]+(?: [\w-]+)??) (?:that |which )?(?:are |is )?(?:currently |now )?(?:out of stock|sold out|not in stock)(?: (?:now|today|at the moment|right now|currently))?\W*$",
    re.I,
)
_LYING = (frozenset({stem("stock")}), frozenset({stem("inventory")}), frozenset({"on", stem("hand")}))
_MINIMA = frozenset(
    map(stem, ("minimum", "min", "safety", "level", "reorder", "value", "cost", "price", "target", "max"))
)


def out_of_stock(question: str, names: Names) -> Said | None:
    """The question as one about an amount of none; None where nothing, or more than one column, counts a stock."""
    asked = _ASKED.match(question)
    noun = asked["noun"].casefold() if asked is not None else ""
    owner = next((t for t in names.tables if noun and (stem(noun.split()[-1]),) in t.names), None)
    counts = [t for t in names.columns if _counts(t)]
    if owner is None or len(counts) != 1 or _in_series(counts[0]):
        return None
    column = counts[0].column
    tree = names.graph.tree((owner.table.name, counts[0].table.name))
    if column is None or tree is None or len(tree.edges) > 1:
        return None
    said = " ".join(split_name(column.name))
    total = "total " if tree.edges else ""
    return Said(f"{noun} whose {total}{said} is at most 0", f"“Out of stock” is read as {total}{said} of 0 or less.")


def _counts(thing: Thing) -> bool:
    words = {stem(w) for w in split_name(thing.column.name)} if thing.column is not None else set()
    number = thing.column is not None and thing.column.kind == "number" and not thing.key
    return number and not words & _MINIMA and any(told <= words for told in _LYING)


def _in_series(thing: Thing) -> bool:
    """Whether a table counts the same things day by day: adding those up would be no stock."""
    days = {c.name for c in thing.table.columns if c.kind in ("date", "timestamp")}
    return bool(days & set(thing.table.primary_key)) or (bool(days) and not thing.table.primary_key)
