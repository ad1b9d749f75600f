"""Lists behind a denial: `excluding cancelled orders and returns` leaves out both, not the first alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.builtin.form import Col, Cond, Query, Term
from agents.builtin.items import Item
from agents.builtin.names import Names
from agents.builtin.resolve import Unclear

LEAVING_OUT = frozenset(
    {"excluding", "exclude", "excludes", "except", "other than", "without", "besides", "lacking", "apart from",
     "aside from", "not counting", "not including", "leaving out", "ignoring", "disregarding", "net of"}
)  # fmt: skip
"""Denials of a whole list; behind `not` and `no` only alternatives are denied too (`not in A or B`)."""


def goes_on(items: Sequence[Item], at: int) -> int:
    """Where the next thing starts that the denial of the thing at this place holds for too; -1 where it ends here."""
    denial = next((i for i in reversed(items[:at]) if i.is_cue("neg")), None)
    if denial is None:
        return -1
    here, step = items[at], at + 1
    if _kind(here) == "value" and step < len(items) and _kind(items[step]) in ("table", "column"):
        step += 1  # `cancelled orders`: whose value it is
    joint = items[step] if step < len(items) else None
    if joint is None or not (joint.text == "," or joint.is_cue("and", "or")):
        return -1
    alternatives = joint.is_cue("or")
    step += 1
    if joint.text == ",":
        ends = [i for i in items[step : step + 6] if i.is_cue("and", "or")]
        if not ends:
            return -1
        alternatives = ends[0].is_cue("or")
        step += step < len(items) and items[step].is_cue("and", "or")
    while step < len(items) and items[step].kind == "small" and items[step].token.low in ("the", "any", "a", "an"):
        step += 1
    following = items[step] if step < len(items) else None
    if following is None or _kind(following) not in ("value", "table"):
        return -1
    wholly = denial.text in LEAVING_OUT
    return following.start if wholly or alternatives or _alike(here, following) else -1


def _kind(item: Item) -> str:
    return item.mention.kind if item.mention is not None else ""


def _alike(one: Item, two: Item) -> bool:
    """Whether both are values of one column: `not in Berlin and Hamburg`."""
    if one.mention is None or two.mention is None or _kind(one) != "value" or _kind(two) != "value":
        return False
    return bool({x.place for x in one.mention.of("value")} & {x.place for x in two.mention.of("value")})


def absent(names: Names, owner: str, table: str) -> Cond:
    """That a row of the one table has none of the other that belongs to it. Raises Unclear where no keys lead there."""
    tree = names.graph.tree((owner, table)) if owner and owner != table else None
    if tree is None or not tree.edges or tree.tables[0] != owner:
        raise Unclear("how these belong together")
    edge = tree.edges[0]
    left, right = edge.pairs[0]
    if not any(e.to_many for e in tree.edges):
        last = tree.edges[-1]
        return Cond(Term(Col(last.left, last.pairs[0][0])), "is null")
    there = Term(Col(edge.right, right))
    spare = (table,) if table != edge.right else ()
    inner = Query((there,), (Cond(there, "not null"),), tables=spare)
    return Cond(Term(Col(owner, left)), "not in", inner)


def left_out(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """(item, table) for the tables that are denied as a whole: `excluding returns`, the second of `A and returns`."""
    for number, item in enumerate(items):
        if not item.is_cue("neg") or item.text not in LEAVING_OUT:
            continue
        at = next((i for i in range(number + 1, len(items)) if items[i].kind != "small"), -1)
        while at >= 0 and items[at].mention is not None:
            mention = items[at].mention
            if mention is not None and mention.kind == "table":
                yield items[at], mention.of("table")[0].place[0]
            start = goes_on(items, at)
            at = next((i for i in range(at + 1, len(items)) if items[i].start == start), -1)
