"""What a statement did, for its receipt: tables with their reach, joins with tested keys, filters, grain and measures in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.errors import CandorError
from data.evidence import said
from data.evidence.fanout import cardinalities
from data.evidence.keys import Inspect, Kept
from data.evidence.lineage import Graph, conjuncts, graph_of
from data.evidence.plurals import singular
from data.evidence.tables import as_day
from data.types import Column, SafeQuery, Schema, Table

_LITTLE = frozenset({"name", "title", "id", "code", "type", "kind", "status", "description", "date", "number", "value"})
"""Names of columns that many tables have, each with a meaning of its own."""
_SIDES = {
    (True, True): "one to one",
    (False, True): "many to one",
    (True, False): "one to many",
    (False, False): "many to many",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """A table: how many rows it has, and the latest value of its time column as an ISO day; None and "" where not known."""

    table: str
    rows: int | None
    column: str = ""
    latest: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two joined tables: on what, and how many rows of the one meet how many of the other, tested on the data."""

    left: str
    right: str
    on: tuple[str, ...]
    cardinality: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of the result that is calculated: in words, as SQL, and the definition that it follows, if any."""

    name: str
    words: str
    sql: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    tables: tuple[Reach, ...] = ()
    joins: tuple[Meeting, ...] = ()
    filters: tuple[str, ...] = ()
    grain: str = ""
    measures: tuple[Measure, ...] = ()
    time_zone: str = ""


def facts(query: SafeQuery, schema: Schema, inspect: Inspect, kept: Kept) -> Facts:
    """All of it; what cannot be told is left out rather than guessed."""
    tree = written(query)
    if tree is None:
        return Facts(tuple(reaches(query, schema, inspect, kept)), filters=query.reads.filters)
    name = namer(tree, query, schema)
    root = next(tree.find_all(exp.Select), None)
    tables = tuple(reaches(query, schema, inspect, kept))
    return Facts(
        tables=tables,
        joins=tuple(meetings(query, schema, inspect, kept)),
        filters=tuple(said.filters(tree, name, _until(tree, tables, schema))),
        grain=grain(root, name) if root is not None else "",
        measures=tuple(measures(root, name, definitions(schema, kept))) if root is not None else (),
        time_zone=time_zone(query, schema, inspect, kept),
    )


def written(query: SafeQuery) -> exp.Expr | None:
    """The statement as its author wrote it; what was sent holds the policy's parts, which are told apart."""
    try:
        return sqlglot.parse_one(query.written or query.sql, read="duckdb")
    except SqlglotError:
        return None


def _until(tree: exp.Expr, known: tuple[Reach, ...], schema: Schema) -> said.Until:
    """The last day of a table's time column, by a column of the statement."""
    aliases = {t.alias_or_name.casefold(): t.name for t in tree.find_all(exp.Table)}
    days = {(r.table.rpartition(".")[2].casefold(), r.column.casefold()): r.latest for r in known if r.latest}
    read = [t for r in known if (t := schema.table(r.table)) is not None]

    def until(column: exp.Column) -> dt.date | None:
        named = aliases.get(column.table.casefold(), column.table) if column.table else ""
        owners = [named] if named else [t.name.rpartition(".")[2] for t in read if t.column(column.name)]
        latest = days.get((owners[0].casefold(), column.name.casefold())) if len(owners) == 1 else None
        return dt.date.fromisoformat(latest[:10]) if latest else None

    return until


def namer(tree: exp.Expr, query: SafeQuery, schema: Schema) -> Callable[[exp.Column], str]:
    """Names columns for a reader: their words, and their table where two tables that are read have such a column."""
    tables = [t for n in query.reads.tables if (t := schema.table(n))]
    aliases = {t.alias_or_name.casefold(): t.name for t in tree.find_all(exp.Table)}
    outs = {p.alias: p for s in tree.find_all(exp.Select) for p in s.expressions if isinstance(p, exp.Alias)}

    def name(column: exp.Column) -> str:
        owner = schema.table(aliases.get(column.table.casefold(), column.table)) if column.table else None
        having = [t for t in ([owner] if owner else tables) if t.column(column.name)]
        if not having and column.name in outs and not column.table:
            return column.name.replace("_", " ")
        words = column.name.replace("_", " ")
        alike = [t for t in tables if t.column(column.name)]
        if len(alike) > 1 and len(having) == 1 and singular(having[0]) not in words:
            return f"{having[0].name} {words}"
        return words

    return name


def headline_namer(tree: exp.Expr, query: SafeQuery, schema: Schema) -> Callable[[exp.Column], str]:
    """As `namer`, shorter: a table is named only beside a column whose own name says little, and instead of `name`."""
    whole = namer(tree, query, schema)
    aliases = {t.alias_or_name.casefold(): t.name for t in tree.find_all(exp.Table)}

    def name(column: exp.Column) -> str:
        words = column.name.replace("_", " ")
        owner = schema.table(aliases.get(column.table.casefold(), column.table)) if column.table else None
        if words.casefold() == "name" and owner is not None and whole(column) != words:
            return singular(owner)
        return whole(column) if words.casefold() in _LITTLE else words

    return name


def reaches(query: SafeQuery, schema: Schema, inspect: Inspect, kept: Kept) -> Iterator[Reach]:
    """The tables that are read. Their reach is looked up once for each version of the data."""
    found = [t for n in query.reads.tables if (t := schema.table(n))]
    wanted = {t.name: c for t in found if not t.view and (c := _time(t)) is not None}
    unknown = {n: c for n, c in wanted.items() if f"latest {n}.{c.name}" not in kept}
    if unknown:
        _look(unknown, query, inspect, kept)
    for table in found:
        column = wanted.get(table.name)
        latest = str(kept.get(f"latest {table.name}.{column.name}") or "") if column is not None else ""
        yield Reach(table.name, table.rows, column.name if column is not None else "", latest)


def _time(table: Table) -> Column | None:
    return table.column(table.time_column) if table.time_column else None


def _look(unknown: dict[str, Column], query: SafeQuery, inspect: Inspect, kept: Kept) -> None:
    """The latest values, in one statement, each table as the role may read it."""
    items = {name: item for name, item in _items(query) if name in unknown}
    parts = []
    for i, (name, item) in enumerate(items.items()):
        one = exp.Select(expressions=[exp.Max(this=exp.column(unknown[name].name, quoted=True))])
        one.set("from_", exp.From(this=item))
        parts.append(exp.alias_(exp.Subquery(this=one), f"t{i}", quoted=True))
    if not parts:
        return
    try:
        row = inspect(exp.Select(expressions=parts)).records()[0]
    except (CandorError, IndexError):
        row = tuple(None for _ in parts)
    for name, cell in zip(items, row, strict=True):
        day = as_day(cell)
        kept[f"latest {name}.{unknown[name].name}"] = day.isoformat() if day else ""


def _items(query: SafeQuery) -> Iterator[tuple[str, exp.Expr]]:
    """The places where the checked tree reads tables, with what the policy put around them, by the table's name."""
    ctes = {c.alias_or_name for c in query.tree.find_all(exp.CTE)}
    for node in query.tree.find_all(exp.Table):
        if not isinstance(node.this, exp.Identifier) or (not node.db and node.name in ctes):
            continue
        name = node.name if node.db.casefold() in ("", "main") else f"{node.db}.{node.name}"
        around = node.find_ancestor(exp.Subquery)
        made = around.copy() if around is not None and _is_policy(around, node) else node.copy()
        for part in ("joins", "laterals", "pivots", "sample"):
            made.set(part, None)
        yield name, made


def _is_policy(around: exp.Subquery, node: exp.Table) -> bool:
    select = around.this
    return isinstance(select, exp.Select) and select.args["from_"].this is node and not select.args.get("joins")


def meetings(query: SafeQuery, schema: Schema, inspect: Inspect, kept: Kept) -> Iterator[Meeting]:
    """The joins of every SELECT, with how many rows of the one meet how many of the other."""
    told: set[tuple[str, str, tuple[str, ...]]] = set()
    for select in query.tree.find_all(exp.Select):
        if not select.args.get("joins"):
            continue
        graph = graph_of(select, schema)
        for meeting in _meetings(graph, inspect, kept) if graph is not None else ():
            key = (meeting.left, meeting.right, meeting.on)
            if key not in told:
                told.add(key)
                yield meeting


def _meetings(graph: Graph, inspect: Inspect, kept: Kept) -> Iterator[Meeting]:
    by_number = {leaf.number: leaf for leaf in graph.leaves}
    sides = cardinalities(graph, inspect, kept)
    for (a, b), unique in sides.items():
        left, right = by_number[a], by_number[b]
        on = tuple(
            dict.fromkeys(
                f"{left.name}.{x[1]} = {right.name}.{y[1]}"
                for p, q in graph.pairs
                for x, y in ((p, q) if p[0] == a else (q, p),)
                if (x[0], y[0]) == (a, b)
            )
        )
        yield Meeting(left.name, right.name, on, _SIDES[unique])


def grain(select: exp.Select, name: Callable[[exp.Column], str]) -> str:
    """What one row of the result stands for."""
    group = select.args.get("group")
    outs = [p.this if isinstance(p, exp.Alias) else p for p in select.expressions]
    if group is not None:
        parts = outs if group.args.get("all") else [_placed(p, select) for p in group.expressions]
        words = [said.expression(p, name) for p in parts if not p.find(exp.AggFunc)]
        return f"one row per {' and '.join(dict.fromkeys(words))}" if words else "one row in all"
    if any(p.find(exp.AggFunc) and not p.find(exp.Window) for p in outs):
        return "one row in all"
    if select.args.get("distinct"):
        return f"one row per different {', '.join(said.expression(p, name) for p in outs)}"
    first = select.args.get("from_")
    source = first.this.name if first is not None and isinstance(first.this, exp.Table) else ""
    for cte in select.find_all(exp.CTE):
        if cte.alias == source and isinstance(cte.this, exp.Select) and not select.args.get("joins"):
            return grain(cte.this, name)
    return f"one row per row of {source}" if source else ""


def _placed(part: exp.Expr, select: exp.Select) -> exp.Expr:
    """What a place or an alias in GROUP BY stands for."""
    outs = select.expressions
    if isinstance(part, exp.Literal) and part.name.isdigit() and 0 < int(part.name) <= len(outs):
        part = outs[int(part.name) - 1]
    elif isinstance(part, exp.Column) and not part.table:
        part = next((p for p in outs if isinstance(p, exp.Alias) and p.alias.casefold() == part.name.casefold()), part)
    return part.this if isinstance(part, exp.Alias) else part


def measures(select: exp.Select, name: Callable[[exp.Column], str], defined: tuple[Defined, ...]) -> Iterator[Measure]:
    """The calculated columns of the outermost SELECT; one that another SELECT names is told by that one's formula."""
    inner = {
        p.alias.casefold(): p.this
        for s in select.find_all(exp.Select)
        if s is not select
        for p in s.expressions
        if isinstance(p, exp.Alias)
    }
    for part in select.expressions:
        node = part.this if isinstance(part, exp.Alias) else part
        if isinstance(node, exp.Column) and node.name.casefold() in inner:
            node = inner[node.name.casefold()]
        if node.find(exp.AggFunc) is None and not isinstance(node, exp.Binary | exp.Window):
            continue
        words = said.expression(node, name)
        yield Measure(part.alias_or_name or words, words, said.plain_sql(node), definition_of(node, select, defined))


@dataclass(frozen=True, slots=True)
class Defined:
    """A metric in a form to compare with: texts without the tables' names, in lower case."""

    title: str
    table: str
    expression: str
    filters: frozenset[str]


def definition_of(node: exp.Expr, select: exp.Select, defined: tuple[Defined, ...]) -> str:
    """The title of the metric whose expression this is, with its filter in force, whatever the tables are called here."""
    text = said.plain_sql(node).casefold()
    alike = [d for d in defined if d.expression == text]
    if not alike:
        return ""
    held = {said.plain_sql(c).casefold() for w in select.root().find_all(exp.Where) for c in conjuncts(w.this)}
    return next((d.title for d in alike if d.filters <= held), "")


def defining(tree: exp.Expr, schema: Schema, kept: Kept) -> frozenset[str]:
    """The conditions that belong to the definitions of what is measured, as `said.plain_sql` in lower case."""
    defined = definitions(schema, kept)
    calls = {said.plain_sql(c).casefold() for c in tree.find_all(exp.AggFunc)} if defined else set()
    calls |= {said.plain_sql(d).casefold() for d in tree.find_all(exp.Div)} if defined else set()
    return frozenset(f for d in defined if d.expression in calls for f in d.filters)


def definitions(schema: Schema, kept: Kept) -> tuple[Defined, ...]:
    """The schema's metrics in a form to compare with, parsed once."""
    mark = f"metrics {schema.fingerprint}"
    known = kept.get(mark)
    if isinstance(known, tuple):
        return known
    made = []
    for metric in schema.metrics:
        try:
            expression = sqlglot.parse_one(metric.expression, read="duckdb")
            filters = conjuncts(sqlglot.parse_one(metric.filter, read="duckdb")) if metric.filter else []
        except SqlglotError:
            continue
        texts = frozenset(said.plain_sql(f).casefold() for f in filters)
        made.append(Defined(metric.title or metric.name, metric.table, said.plain_sql(expression).casefold(), texts))
    kept[mark] = found = tuple(made)
    return found


def defined_on(call: exp.Expr, tables: tuple[str, ...], schema: Schema, kept: Kept) -> bool:
    """Whether an aggregate is a metric that counts the rows of these tables, by its definition."""
    text = said.plain_sql(call).casefold()
    return any(d.expression == text and tables == (d.table,) for d in definitions(schema, kept))


def time_zone(query: SafeQuery, schema: Schema, inspect: Inspect, kept: Kept) -> str:
    """In which zone the times that were read are; empty where none was."""
    kinds = {
        c.type.upper()
        for t, n in query.reads.columns
        if (table := schema.table(t)) and (c := table.column(n)) and c.kind == "timestamp"
    }
    if not kinds:
        return ""
    if not any("TIME ZONE" in k or "TIMESTAMPTZ" in k for k in kinds):
        return "as stored, the data name no time zone"
    if "time zone" not in kept:
        setting = exp.Anonymous(this="current_setting", expressions=[exp.Literal.string("TimeZone")])
        try:
            kept["time zone"] = str(inspect(exp.Select(expressions=[setting])).records()[0][0])
        except (CandorError, IndexError):
            kept["time zone"] = ""
    return str(kept["time zone"])
