"""One name spelt in several ways, told apart by the engine: as groups of a result, or in what a filter looks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlglot import exp

from data.evidence.lineage import conjuncts
from data.quality.checks import Finding, Used, register

LOOKED_AT = 10_000


def plain(text: str) -> str:
    """A label without case and with single blanks: what two spellings of one name share."""
    return " ".join(text.split()).casefold()


@register
def inconsistent_labels(used: Used) -> Iterator[Finding]:
    grouped = used.core is not None and used.core.args.get("group") is not None
    if grouped or used.query.tree.args.get("distinct"):
        yield from _in_groups(used)
    yield from _in_filters(used)


def _in_groups(used: Used) -> Iterator[Finding]:
    for name in used.result.columns:
        cells = used.result.table.column(name).slice(0, LOOKED_AT).to_pylist()
        texts = {c for c in cells if isinstance(c, str)}
        alike: dict[str, list[str]] = defaultdict(list)
        for text in sorted(texts):
            alike[plain(text)].append(text)
        several = [spelt for spelt in alike.values() if len(spelt) > 1]
        if several:
            more = f", and {len(several) - 1:,} more such" if len(several) > 1 else ""
            shown = f" ({_quoted(several[0])}{more})" if not _private(used, name) else ""
            yield Finding(
                "inconsistent_labels",
                "warning",
                f"{name} has one name in several spellings{shown}, each told on its own.",
                (name,),
            )


def _private(used: Used, name: str) -> bool:
    """Whether a column of the result holds private values: those are not repeated in a text that may be logged."""
    read = [t for n in used.query.reads.tables if (t := used.schema.table(n))]
    columns = {name, *(c.name for p in used.projections(name) for c in p.find_all(exp.Column))}
    return any(known.private for t in read for n in columns if (known := t.column(n)))


def _in_filters(used: Used) -> Iterator[Finding]:
    core = used.core
    where = core.args.get("where") if core is not None else None
    for condition in conjuncts(where.this if where is not None else None):
        sides = (condition.args.get("this"), condition.args.get("expression"))
        if not isinstance(condition, exp.EQ) or not isinstance(sides[0], exp.Column):
            continue
        wanted, place = sides[1], used.place(sides[0])
        if place is None or not isinstance(wanted, exp.Literal) or not wanted.is_string:
            continue
        alias, column = place
        others = [v for v in used.alike(used.sources[alias].name, column.name, wanted.name) if v != wanted.name]
        if others:
            also = _quoted(others) if not column.private else "other spellings"
            yield Finding(
                "inconsistent_labels",
                "warning",
                f"{column.name} also has {also}, which the filter leaves out.",
                (column.name,),
            )


def _quoted(texts: list[str]) -> str:
    shown = ", ".join(repr(t) for t in texts[:3])
    return shown + (f" and {len(texts) - 3} more" if len(texts) > 3 else "")
