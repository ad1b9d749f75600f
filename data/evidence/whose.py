"""Columns whose name does not say whose they are: a `city` may be a customer's, a store's or a supplier's."""

from __future__ import annotations

from data.evidence.plurals import singular, words_of
from data.types import Schema, Table

ANYBODYS = frozenset(
    {
        "country",
        "city",
        "state",
        "region",
        "town",
        "county",
        "district",
        "province",
        "zip",
        "postcode",
        "continent",
        "location",
    }
    | {
        "address",
        "gender",
        "age",
        "email",
        "phone",
        "rating",
        "status",
        "type",
        "kind",
        "date",
        "name",
        "title",
        "nationality",
    }
)
"""Words of such names."""


def steps_up(home: str, schema: Schema) -> dict[str, int]:
    """How many keys each table is away of which a row of `home` belongs to at most one row."""
    found, edge, steps = {home: 0}, {home}, 0
    while edge:
        steps += 1
        edge = {k.ref_table for k in schema.foreign_keys if k.table in edge} - found.keys()
        found |= dict.fromkeys(sorted(edge), steps)
    return found


def with_owner(column: str, owner: Table, home: Table | None, schema: Schema) -> str:
    """`supplier country`, where the rows are order items; empty where the column's own name says enough."""
    folded, words = column.casefold(), words_of(column)
    if home is None or owner.name == home.name or owner.column(column) is None:
        return ""
    keys = {c.casefold() for k in schema.edges(owner.name) for c in (*k.columns, *k.ref_columns)}
    if folded in keys | {c.casefold() for c in owner.primary_key}:
        return ""
    above = (schema.table(name) for name in steps_up(home.name, schema) if name != owner.name)
    alike = any(t is not None and t.column(column) is not None for t in above)
    one = singular(owner)
    if not (alike or words.casefold() in ANYBODYS) or set(one.casefold().split()) & set(words.casefold().split()):
        return ""
    return f"{one} {words}"


_DAYS = frozenset({"on", "at", "date", "day", "time", "datetime", "timestamp"})
_DONE = frozenset({"born", "sold", "sent", "paid", "begun", "left", "met", "bought", "built", "made", "seen"})
"""Participles that do not end in `ed`."""


def day_of_thing(column: str, rows: Table | None, schema: Schema) -> str:
    """What happened on a day of a thing that other tables tell of with days of their own: `joined` for `joined_on` of
    customers, who are there in other years as well. Empty where the rows are what happened."""
    words = words_of(column)
    owner = next((c for c in rows.columns if words_of(c.name) == words), None) if rows is not None else None
    if rows is None or owner is None:
        return ""
    told = (schema.table(k.table) for k in schema.foreign_keys if k.ref_table == rows.name and k.table != rows.name)
    if not any(t is not None and any(c.kind in ("date", "timestamp") for c in t.columns) for t in told):
        return ""
    own = {w[:4] for w in singular(rows).casefold().split()}
    said = words.casefold().split()
    if any(w[:4] in own for w in said):
        return ""
    verb = [w for w in said if w not in _DAYS]
    return verb[0] if len(verb) == 1 and (verb[0].endswith("ed") or verb[0] in _DONE) else words if verb else ""
