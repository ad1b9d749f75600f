"""A table in words for the chat model: whole, with what is known of each column, or brief, in one line.

Names, descriptions and samples come from the data: white space in them is folded, so that none can look like a heading
or an instruction on a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from data.types import Column, ForeignKey, Policy, Schema, Table
from guardrails.leaving import samples_for_model

SAMPLES = 3


def whole(table: Table, policy: Policy, question: str = "") -> str:
    """The table's name and description, then its columns; those with nothing to say share a line."""
    lines = [f"{table_name(table.name)}{_told(table.description)}{_called(table.synonyms, question)}"]
    plain: list[str] = []
    for column in table.columns:
        typed = f"{quoted(column.name)} {column.type}"
        more = _about(table, column, policy, question)
        if more:
            lines.extend(_line(plain))
            plain = []
            lines.append(f"  {typed}{more}")
        else:
            plain.append(typed)
    lines.extend(_line(plain))
    if table.primary_key:
        lines.append(f"  key: {', '.join(map(quoted, table.primary_key))}")
    return "\n".join(lines)


def brief(table: Table, best: Sequence[str], keys: Collection[str], most: int) -> tuple[str, int]:
    """One line with columns and types, and how many columns were left out of it.

    `best` are column names, nearest to the question first; `keys` those that joins need: they stay. A table of more than
    `most` columns is cut to these and says so.
    """
    kept = {c.name for c in table.columns}
    if len(table.columns) > most:
        order = [*keys, *table.primary_key, *best, *(c.name for c in table.columns)]
        known = [name for name in dict.fromkeys(order) if table.column(name) is not None]
        kept = set(known[: max(most, len(keys))])
    shown = [f"{quoted(c.name)} {c.type}" for c in table.columns if c.name in kept]
    left = len(table.columns) - len(shown)
    more = f", and {left} more: see describe_table" if left else ""
    return f"{table_name(table.name)}({', '.join(shown)}{more})", left


def edges(schema: Schema, tables: Collection[str]) -> list[ForeignKey]:
    """The keys that join two of these tables."""
    return [k for k in schema.foreign_keys if k.table in tables and k.ref_table in tables]


def edge(key: ForeignKey) -> str:
    """`orders.customer_id -> customers.customer_id`, with `and` between the parts of a longer key."""
    pairs = zip(key.columns, key.ref_columns, strict=True)
    left, right = table_name(key.table), table_name(key.ref_table)
    return " and ".join(f"{left}.{quoted(a)} -> {right}.{quoted(b)}" for a, b in pairs)


def table_name(name: str) -> str:
    """A table's name as it is to be written in SQL, its schema before it where it has one."""
    return ".".join(map(quoted, name.split(".", 1)))


def quoted(name: str) -> str:
    """A name as it is to be written in SQL: in quotes where it is not plain."""
    plain = name.isascii() and name.isidentifier()
    return name if plain else '"' + one_line(name).replace('"', '""') + '"'


def one_line(text: str) -> str:
    """Text out of the data, on one line."""
    return " ".join(text.split())


def _about(table: Table, column: Column, policy: Policy, question: str) -> str:
    unit = f" [{one_line(column.unit)}]" if column.unit else ""
    samples = samples_for_model(table.name, column, policy)[:SAMPLES]
    examples = f" e.g. {', '.join(map(one_line, samples))}" if samples else ""
    told = column.description or ("" if column.name in table.primary_key else _title(column))
    return f"{unit}{_told(told)}{_called(column.synonyms, question)}{examples}"


def _title(column: Column) -> str:
    """The name that the column had in the source, where it says something that the name does not."""
    return "" if _letters(column.title) == _letters(column.name) else column.title


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _called(synonyms: Sequence[str], question: str) -> str:
    """Other names, only those that stand in the question: they say that this is what is meant."""
    asked = f" {one_line(question).casefold()} "
    used = [s for s in synonyms if s and s.casefold() in asked]
    return f" (also called {', '.join(map(one_line, used))})" if used else ""


def _told(description: str) -> str:
    return f": {one_line(description)}" if description else ""


def _line(columns: Sequence[str]) -> list[str]:
    return [f"  {', '.join(columns)}"] if columns else []
