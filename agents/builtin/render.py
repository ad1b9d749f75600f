"""The form becomes a sqlglot tree (DuckDB): join paths are found here, every name is quoted, nothing is text.

Raises NoWay when no keys connect the tables that a form needs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlglot
from sqlglot import exp

from agents.builtin.before import reaching_back
from agents.builtin.called import inner_names
from agents.builtin.form import SOURCE, Cond, Grain, Literal_, Over, Query, Term, terms_of
from data.types import Schema
from retrieval.joins import Edge, JoinGraph, JoinTree

_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_AGGREGATES: dict[str, type[exp.AggFunc]] = {
    "sum": exp.Sum,
    "avg": exp.Avg,
    "min": exp.Min,
    "max": exp.Max,
    "median": exp.Median,
}
_SETS: dict[str, type[exp.SetOperation]] = {"union": exp.Union, "intersect": exp.Intersect, "except": exp.Except}


class NoWay(Exception):  # noqa: N818  # it is an outcome of a reading, not an error of ours
    """No keys connect these tables."""


class Renderer:
    """Renders forms over one schema's join graph."""

    def __init__(self, schema: Schema, graph: JoinGraph) -> None:
        self._schema = schema
        self._graph = graph
        self._trees: dict[tuple[str, ...], JoinTree | None] = {}

    def tree_of(self, tables: tuple[str, ...]) -> JoinTree | None:
        """The join tree over tables, remembered."""
        if tables not in self._trees:
            self._trees[tables] = self._graph.tree(tables)
        return self._trees[tables]

    def render(self, query: Query) -> exp.Query:
        """The statement of a form."""
        left = self._select(query)
        if not query.setop or query.other is None:
            return left
        kind = _SETS[query.setop]
        return kind(this=left, expression=self.render(query.other), distinct=True)

    def sql(self, query: Query) -> str:
        """The statement as DuckDB's SQL."""
        return self.render(query).sql("duckdb")

    def tables_of(self, query: Query) -> tuple[str, ...]:
        """The tables that a form names, the first one first."""
        if query.source is not None:
            return ()
        terms = terms_of(query)
        named = [t.col.table for t in terms if t.col.table]
        named += [self._owner(c) for t in terms if t.sql for c in _columns(t.sql)]
        texts = [str(c.value) for c in (*query.where, *query.having) if c.op == "sql"]
        named += [self._owner(c) for text in texts for c in _columns(text)]
        ordered = [*(t.col.table for t in query.select if t.col.table), *query.tables, *reversed(named)]
        return tuple(dict.fromkeys(ordered))

    def _owner(self, column: exp.Column) -> str:
        written = ".".join(part.name for part in column.parts[:-1])
        known = self._schema.table(written)
        return known.name if known else written

    def _select(self, query: Query) -> exp.Select:
        query = reaching_back(query)
        made, alias = self._joined(query) if query.source is None else self._derived(query.source)
        made = made.select(*(self._named(t, alias) for t in query.select), copy=False)
        where = self._all(query.where, alias)
        if where is not None:
            made = made.where(where, copy=False)
        if query.group:
            made = made.group_by(*(self._term(t, alias) for t in query.group), copy=False)
        having = self._all(query.having, alias)
        if having is not None:
            made = made.having(having, copy=False)
        kept = self._all(query.kept, alias)
        if kept is not None:
            made.set("qualify", exp.Qualify(this=kept))
        if query.distinct:
            made = made.distinct(copy=False)
        return self._ordered(made, query, alias)

    def _joined(self, query: Query) -> tuple[exp.Select, dict[str, str]]:
        """FROM with its joins, and what each table is called in there."""
        tables = self.tables_of(query)
        tree = self.tree_of(tables)
        if tree is None:
            raise NoWay(", ".join(tables))
        alone = len(tree.tables) == 1
        alias = {t: "" if alone else f"t{i + 1}" for i, t in enumerate(tree.tables)}
        made = exp.Select().from_(_table(tree.tables[0], alias), copy=False)
        for edge in tree.edges:
            on = exp.and_(
                *(
                    exp.EQ(this=_col(edge.left, a, alias), expression=_col(edge.right, b, alias))
                    for a, b in _pairs(edge, query.ways)
                )
            )
            made = made.join(_table(edge.right, alias), on=on, join_type="inner", copy=False)
        return made, alias

    def _derived(self, source: Query) -> tuple[exp.Select, dict[str, str]]:
        """FROM another query, whose columns have a name each; `alias` tells it by "~.1", "~.2" and so on."""
        inner = self.render(source)
        head = inner
        while isinstance(head, exp.SetOperation):
            head = head.left
        alias = {SOURCE: "s"}
        for number, (shown, name) in enumerate(zip(head.expressions, inner_names(source.select), strict=True), 1):
            bare = shown.this if isinstance(shown, exp.Alias) else shown
            shown.replace(exp.alias_(bare.copy(), name, quoted=True))
            alias[f"{SOURCE}.{number}"] = name
        return exp.Select().from_(inner.subquery("s"), copy=False), alias

    def _ordered(self, made: exp.Select, query: Query, alias: dict[str, str]) -> exp.Select:
        keys = [self._key(t, desc, alias) for t, desc in (*query.order, *_last_resort(query))]
        if query.top_per and keys:
            window = exp.Window(
                this=exp.RowNumber(),
                partition_by=[self._term(t, alias) for t in query.top_per],
                order=exp.Order(expressions=keys),
            )
            number = exp.LTE(this=window, expression=exp.Literal.number(query.limit or 1))
            made.set("qualify", exp.Qualify(this=number))
            return made.order_by(*(self._term(t, alias) for t in query.top_per), *(k.copy() for k in keys), copy=False)
        if keys:
            made = made.order_by(*keys, copy=False)
        if query.limit is not None:
            made = made.limit(query.limit, copy=False)
        if query.offset:
            made = made.offset(query.offset, copy=False)
        return made

    def _key(self, term: Term, desc: bool, alias: dict[str, str]) -> exp.Ordered:
        made = self._term(term, alias)
        if term.grain == "weekday" and not term.agg:
            day = _col(term.col.table, term.col.name, alias)
            made = exp.Min(this=exp.Anonymous(this="isodow", expressions=[day]))
        return exp.Ordered(this=made, desc=desc, nulls_first=False)

    def _named(self, term: Term, alias: dict[str, str]) -> exp.Expr:
        made = self._term(term, alias)
        name = term.name or ("percent" if term.op == "percent" else "")
        return exp.alias_(made, name, quoted=True) if name else made

    def _term(self, term: Term, alias: dict[str, str]) -> exp.Expr:
        if term.over is not None and term.op != "share":
            return self._over(self._term(replace(term, over=None), alias), term.over, alias)
        made = self._plain(term, alias)
        if term.op == "percent":
            whole = self._plain(replace(term, only=()), alias)
            return exp.Div(this=exp.Mul(this=exp.Literal.number("100.0"), expression=made), expression=whole)
        if term.op == "share":
            parts = term.over.parts if term.over is not None else ()
            whole = exp.Window(this=exp.Sum(this=made.copy()), partition_by=[self._term(t, alias) for t in parts])
            return exp.Div(this=exp.Mul(this=exp.Literal.number("100.0"), expression=made), expression=whole)
        if term.op == "days" and term.other is not None:
            days = [_day(self._term(term.other, alias)), _day(made)]
            return exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("day"), *days])
        if term.op == "growth" and term.other is not None:
            before = self._term(term.other, alias)
            change = exp.Paren(this=exp.Sub(this=made, expression=before))
            times = exp.Mul(this=exp.Literal.number("100.0"), expression=change)
            return exp.Div(this=times, expression=exp.Nullif(this=before.copy(), expression=exp.Literal.number(0)))
        if term.op and term.other is not None:
            other = self._term(term.other, alias)
            kinds: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div}
            if term.op == "/":
                other = exp.Nullif(this=other, expression=exp.Literal.number(0))
            return exp.Paren(this=kinds[term.op](this=made, expression=other))
        return made

    def _over(self, made: exp.Expr, over: Over, alias: dict[str, str]) -> exp.Expr:
        """A term against its neighbours."""
        before = exp.Lag(this=made.copy(), offset=exp.Literal.number(over.size))
        functions: dict[str, exp.Expr] = {
            "running": exp.Sum(this=made),
            "moving": exp.Avg(this=made),
            "total": exp.Sum(this=made),
            "rank": exp.Anonymous(this="rank"),
            "own": made,
        }
        if over.kind in functions:
            return self._window(functions[over.kind], over, alias)
        previous = self._window(before, over, alias)
        if over.kind == "previous":
            return previous
        change = exp.Sub(this=made.copy(), expression=previous)
        if over.kind == "change":
            return change
        times = exp.Mul(this=exp.Literal.number("100.0"), expression=exp.Paren(this=change))
        return exp.Div(this=times, expression=exp.Nullif(this=previous.copy(), expression=exp.Literal.number(0)))

    def _window(self, function: exp.Expr, over: Over, alias: dict[str, str]) -> exp.Window:
        """A function over the rows of its part: those up to this one, the last few, or all."""
        found = exp.Window(this=function, partition_by=[self._term(t, alias) for t in over.parts])
        keys = [self._key(t, desc, alias) for t, desc in over.order]
        if keys:
            found.set("order", exp.Order(expressions=keys))
        if over.kind in ("running", "moving"):
            low = exp.Literal.number(over.size - 1) if over.kind == "moving" else "UNBOUNDED"
            found.set("spec", exp.WindowSpec(kind="ROWS", start=low, start_side="PRECEDING", end="CURRENT ROW"))
        return found

    def _plain(self, term: Term, alias: dict[str, str]) -> exp.Expr:
        if term.sql:
            made = metric_tree(term.sql, alias)
        else:
            inner = self._term(term.of, alias) if term.of is not None else _col(term.col.table, term.col.name, alias)
            made = self._aggregate(term, inner)
        only = self._all(term.only, alias)
        return made if only is None else _filtered(made, only)

    def _aggregate(self, term: Term, column: exp.Expr) -> exp.Expr:
        if term.grain:
            column = _piece(term.grain, column)
        inner = exp.Distinct(expressions=[column]) if term.distinct and term.agg else column
        if term.agg == "count" and term.col.name == "*" and term.of is None:
            return exp.Count(this=exp.Star(), big_int=True)
        if term.agg == "count":
            return exp.Count(this=inner, big_int=True)
        if term.agg == "quantile":
            level = exp.Literal.number(f"{term.level:g}")
            return exp.Anonymous(this="quantile_cont", expressions=[inner, level])
        return _AGGREGATES[term.agg](this=inner) if term.agg else column

    def _all(self, conds: tuple[Cond, ...], alias: dict[str, str]) -> exp.Expr | None:
        """The conditions joined: runs of `either` become one bracket of ORs, the runs are joined by AND."""
        runs: list[list[exp.Expr]] = []
        for cond in conds:
            made = self._cond(cond, alias)
            if cond.either and runs:
                runs[-1].append(made)
            else:
                runs.append([made])
        if not runs:
            return None
        return exp.and_(*(exp.or_(*run) if len(run) > 1 else run[0] for run in runs))

    def _cond(self, cond: Cond, alias: dict[str, str]) -> exp.Expr:
        if cond.op == "sql":
            return metric_tree(str(cond.value), alias)
        left = self._term(cond.term, alias)
        if cond.op == "is null":
            return exp.Is(this=left, expression=exp.Null())
        if cond.op == "not null":
            return exp.Not(this=exp.Is(this=left, expression=exp.Null()))
        if cond.op in ("in", "not in"):
            return self._membership(cond, left)
        if cond.op == "between" and isinstance(cond.value, tuple):
            return exp.Between(this=left, low=literal(cond.value[0]), high=literal(cond.value[1]))
        if cond.op == "within" and isinstance(cond.value, tuple):
            low = exp.GTE(this=left, expression=literal(cond.value[0]))
            return exp.Paren(
                this=exp.And(this=low, expression=exp.LT(this=left.copy(), expression=literal(cond.value[1])))
            )
        right = self._term(cond.value, alias) if isinstance(cond.value, Term) else self._value(cond.value)
        if cond.op in ("like", "not like"):
            made: exp.Expr = exp.ILike(this=_as_text(left), expression=right)
            return exp.Not(this=made) if cond.op == "not like" else made
        return _COMPARE[cond.op](this=left, expression=right)

    def _membership(self, cond: Cond, left: exp.Expr) -> exp.Expr:
        if isinstance(cond.value, Query):
            made = exp.In(this=left, query=exp.Subquery(this=self.render(cond.value)))
        else:
            values = cond.value if isinstance(cond.value, tuple) else (cond.value,)
            made = exp.In(this=left, expressions=[self._value(v) for v in values])
        return exp.Not(this=made) if cond.op == "not in" else made

    def _value(self, value: Literal_ | tuple[Literal_, ...] | Query | Term | None) -> exp.Expr:
        if isinstance(value, Query):
            return exp.Subquery(this=self.render(value))
        if value is None or isinstance(value, tuple | Term):
            return exp.Null()
        return literal(value)


def _last_resort(query: Query) -> list[tuple[Term, bool]]:
    """What decides between groups that rank alike where some are cut off: the same question has the same rows every time."""
    ranked = query.limit is not None and not query.top_per and any(t.aggregated for t, _ in query.order)
    return [(g, False) for g in query.group[-1:] if all(g != t for t, _ in query.order)] if ranked else []


def _pairs(edge: Edge, ways: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """(column of left, column of right) over the key that is chosen, else over the first."""
    key = next((k for k in edge.others if (k.table, k.columns[0]) in ways), None)
    if key is None:
        return edge.pairs
    pairs = zip(key.columns, key.ref_columns, strict=True)
    return tuple(pairs) if key.table == edge.left else tuple((b, a) for a, b in pairs)


def _filtered(made: exp.Expr, only: exp.Expr) -> exp.Expr:
    """Every aggregate in an expression counts only the rows that meet a condition."""
    if isinstance(made, exp.AggFunc):
        return exp.Filter(this=made, expression=exp.Where(this=only))
    for part in list(made.find_all(exp.AggFunc)):
        part.replace(exp.Filter(this=part.copy(), expression=exp.Where(this=only.copy())))
    return made


def _piece(grain: Grain, column: exp.Expr) -> exp.Expr:
    """The piece of time that a day is in."""
    match grain:
        case "weekday":
            return exp.Anonymous(this="dayname", expressions=[column])
        case "hour":
            return exp.Anonymous(this="hour", expressions=[column])
        case "month of year":
            return exp.Anonymous(this="month", expressions=[column])
        case _:
            cut = exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(grain), column])
            return exp.Cast(this=cut, to=exp.DataType.build("date"))


def _day(moment: exp.Expr) -> exp.Expr:
    """The day of a moment: days are counted from midnight to midnight."""
    return exp.Cast(this=moment, to=exp.DataType.build("date"))


def literal(value: Literal_) -> exp.Expr:
    """A Python value as a literal."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, dt.datetime):
        return exp.Cast(this=exp.Literal.string(value.isoformat(" ")), to=exp.DataType.build("timestamp"))
    if isinstance(value, dt.date):
        return exp.Cast(this=exp.Literal.string(value.isoformat()), to=exp.DataType.build("date"))
    if isinstance(value, int | float):
        whole = int(value) if float(value).is_integer() else value
        made = exp.Literal.number(abs(whole))
        return exp.Neg(this=made) if whole < 0 else made
    return exp.Literal.string(value)


def metric_tree(text: str, alias: dict[str, str]) -> exp.Expr:
    """A catalogue's expression with its columns' tables put in place of the names it was written with."""
    tree = sqlglot.parse_one(text, dialect="duckdb")
    for column in list(tree.find_all(exp.Column)):
        table = ".".join(part.name for part in column.parts[:-1])
        known = next((t for t in alias if t.casefold() == table.casefold()), table)
        made = _col(known, column.name, alias)
        if column is tree:
            return made
        column.replace(made)
    return tree


def _columns(text: str) -> list[exp.Column]:
    return list(sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Column))


def _col(table: str, name: str, alias: dict[str, str]) -> exp.Expr:
    owner = alias.get(table, "")
    if name == "*":
        return exp.Column(this=exp.Star(), table=exp.to_identifier(owner)) if owner else exp.Star()
    quoted = exp.to_identifier(alias.get(f"{table}.{name}", name) if table == SOURCE else name, quoted=True)
    return exp.Column(this=quoted, table=exp.to_identifier(owner) if owner else None)


def _table(name: str, alias: dict[str, str]) -> exp.Table:
    schema, _, bare = name.rpartition(".")
    made = exp.Table(
        this=exp.to_identifier(bare, quoted=True), db=exp.to_identifier(schema, quoted=True) if schema else None
    )
    if alias[name]:
        made.set("alias", exp.TableAlias(this=exp.to_identifier(alias[name])))
    return made


def _as_text(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType.build("text"))
