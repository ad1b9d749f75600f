"""The relations between tables as a graph in DOT, which whoever shows it lays out and draws."""

from __future__ import annotations

from collections.abc import Collection

from data.types import ForeignKey, Schema

MOST = 60
"""So many tables can still be told apart in one picture."""


def graph(schema: Schema, dark: bool = False, around: str = "") -> str:
    """Tables as boxes, foreign keys as arrows with their columns; one that was found in the data is dashed.

    `around` names the one table whose neighbours alone are wanted. Of more than `MOST` tables those with the most keys stay.
    """
    names = _chosen(schema, around)
    ink, box, edge = ("#e5e7eb", "#1a202a", "#8b95a5") if dark else ("#1f2937", "#f3f5f8", "#6b7280")
    lines = [
        "digraph relations {",
        'graph [rankdir=LR, bgcolor="transparent", nodesep=0.25, ranksep=0.7]',
        f'node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11, color="{edge}", fillcolor="{box}", fontcolor="{ink}"]',
        f'edge [fontname="sans-serif", fontsize=9, color="{edge}", fontcolor="{edge}", arrowsize=0.7]',
    ]
    lines += [f"{_quoted(name)} [penwidth=2]" if name == around else _quoted(name) for name in names]
    lines += [_edge(key) for key in schema.foreign_keys if key.table in names and key.ref_table in names]
    return "\n".join([*lines, "}"])


def left_out(schema: Schema) -> int:
    """How many tables the graph of the whole schema does not show."""
    return max(len(schema.tables) - MOST, 0)


def in_words(schema: Schema) -> tuple[str, ...]:
    """The same for who cannot see a picture: one line a key."""
    return tuple(f"{key.table} ({_columns(key)}) points to {key.ref_table}" for key in schema.foreign_keys)


def _chosen(schema: Schema, around: str) -> Collection[str]:
    if around:
        near = {around, *(k.table for k in schema.edges(around)), *(k.ref_table for k in schema.edges(around))}
        return [t.name for t in schema.tables if t.name in near]
    ranked = sorted(schema.tables, key=lambda t: -sum(1 for _ in schema.edges(t.name)))
    kept = {t.name for t in ranked[:MOST]}
    return [t.name for t in schema.tables if t.name in kept]


def _edge(key: ForeignKey) -> str:
    style = ", style=dashed" if key.inferred else ""
    return f"{_quoted(key.table)} -> {_quoted(key.ref_table)} [label={_quoted(_columns(key))}{style}]"


def _columns(key: ForeignKey) -> str:
    same = key.columns == key.ref_columns
    return ", ".join(key.columns if same else (f"{a} = {b}" for a, b in zip(key.columns, key.ref_columns, strict=True)))


def _quoted(name: str) -> str:
    """A name as DOT takes it: in quotes, on one line, with nothing of it read as an escape."""
    line = " ".join(name.split())
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
