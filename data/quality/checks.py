"""The seam of data quality: a check looks at what a result was made of and yields findings.

A check is one file in this folder with one function under `@register`; `register` from outside works too. Checks never
change an answer; a check that cannot look (the engine refuses its query) says nothing rather than something wrong.
"""

from __future__ import annotations

import datetime as dt
import importlib
import logging
import pkgutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.errors import CandorError
from data.evidence.fanout import Fanout, Overlap, fanouts
from data.evidence.tables import TableDates, dates_of
from data.types import Column, Result, SafeQuery, Schema, Table

log = logging.getLogger(__name__)
Severity = Literal["info", "warning"]
SECONDS = 3.0
"""All checks of one answer together; those that do not get their turn are named in the log and counted in a finding."""
LEFT_OUT = "checks_left_out"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader of the result should know, in one sentence."""

    check: str
    severity: Severity
    text: str
    columns: tuple[str, ...] = ()
    sql: str = ""
    """A statement that does without the fault, where one can be written; it has not been checked by the guard."""
    material: bool = True
    """Whether it can change this figure: see `data.quality.touching`."""
    everywhere: bool = False
    """Whether it is known to make every figure wrong."""
    figure: str = ""
    """Of the one row that is shown: the figure that put it first, with its name, where the row does not hold it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The argument of an aggregate; `condition` is that of its FILTER."""

    argument: exp.Expression
    condition: exp.Expression | None
    summed: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c.name for c in self.argument.find_all(exp.Column)))

    def over(self, aggregate: exp.Expression) -> exp.Expression:
        """An aggregate over the same rows as this one."""
        if self.condition is None:
            return aggregate
        return exp.Filter(this=aggregate, expression=exp.Where(this=self.condition.copy()))


Expressions: TypeAlias = Mapping[str, exp.Expression]
"""Aggregates by the name that their value shall have."""


@dataclass(frozen=True)
class Used:
    """A result and how it came about. `inspect` runs a statement of the check's own on the same data."""

    query: SafeQuery
    result: Result
    schema: Schema
    today: dt.date
    inspect: Callable[[exp.Expression], Result]
    kept: MutableMapping[str, object] = field(default_factory=dict)
    """What earlier checks found out about these data; it outlives the answer and ends with the data's version."""
    alike: Callable[[str, str, str], Sequence[str]] = lambda _table, _column, _value: ()
    """(table, column, value) -> the values of that column that differ from it by case and blanks alone."""

    @cached_property
    def multiplied(self) -> tuple[Fanout | Overlap, ...]:
        """What the joins of the statement multiply."""
        return tuple(fanouts(self.query.tree, self.schema, self.inspect, self.kept))

    @cached_property
    def written(self) -> exp.Expression | None:
        """The statement as its author wrote it, without what the policy put in; None when it is not one plain query."""
        try:
            tree = sqlglot.parse_one(self.query.written, read="duckdb")
        except SqlglotError:
            return None
        return tree if isinstance(tree, exp.Expression) else None

    def projections(self, name: str) -> Iterator[exp.Expr]:
        """The expressions that a column of the result is made of, the outermost first."""
        for select in self.query.tree.find_all(exp.Select):
            for part in select.expressions:
                inner = part.this if isinstance(part, exp.Alias) else part
                if part.alias_or_name == name and not (isinstance(inner, exp.Column) and inner.name == name):
                    yield inner

    def items(self) -> Iterator[tuple[str, exp.Expr, Table]]:
        """Alias, node of FROM and table of each table whose rows are put together, as the role may read it."""
        core = self.core
        parts = [core.args["from_"].this, *(j.this for j in core.args.get("joins") or ())] if core is not None else []
        for part in parts:
            alias = part.alias_or_name
            if alias in self.sources:
                yield alias, part, self.sources[alias]

    def dates(self, item: exp.Expr, table: Table) -> TableDates:
        """What is known of the dates in a table."""
        bare = item.copy()
        if not bare.alias:
            bare.set("alias", exp.TableAlias(this=exp.to_identifier(table.name.rpartition(".")[2], quoted=True)))
        for part in ("joins", "laterals"):
            bare.set(part, None)
        return dates_of(bare, table, self.inspect, self.kept)

    @cached_property
    def core(self) -> exp.Select | None:
        """The SELECT that aggregates, with what it needs of WITH; None when nothing is aggregated or it is not plain."""
        root = self.query.tree
        for select in root.find_all(exp.Select):
            if any(isinstance(e, exp.Star) for e in select.expressions) or not select.args.get("from_"):
                continue
            if any(_own_aggregates(select, part) for part in select.expressions):
                made = select.copy()
                if select is not root and (ctes := root.args.get("with_")) is not None:
                    made.set("with_", ctes.copy())
                return made
        return None

    def probe(self, measures: Expressions, *, grouped: bool = False) -> list[dict[str, object]]:
        """Values of `measures` over the rows that were aggregated: one row, or one for each group of the statement.

        Where the statement keeps only some of its groups (HAVING, LIMIT), those are the groups.
        """
        return self._fetch(measures, grouped=grouped) or []

    def told(self, ask: Ask) -> Mapping[str, object]:
        """What an `ask` wants to know over the rows that were aggregated; empty when it cannot be had.

        All asks go to the engine in one statement; only when that is refused is each of them tried on its own.
        """
        if ask.__name__ in self._together:
            return self._together[ask.__name__]
        return next(iter(self.probe(ask(self))), {})

    @cached_property
    def _together(self) -> dict[str, dict[str, object]]:
        wanted = {name: ask(self) for name, ask in _asks.items()} if self.core is not None else {}
        measures = {f"{name}.{key}": what for name, asked in wanted.items() for key, what in asked.items()}
        rows = self._fetch(measures)
        if rows is None:
            return {}
        values = rows[0] if rows else {}
        return {name: {key: values.get(f"{name}.{key}") for key in asked} for name, asked in wanted.items()}

    def _fetch(self, measures: Expressions, *, grouped: bool = False) -> list[dict[str, object]] | None:
        """As `probe`; None when the engine refused."""
        core = self.core
        if core is None or not measures:
            return []
        made = core.copy()
        named = [exp.alias_(m.copy(), name, quoted=True) for name, m in measures.items()]
        if grouped:
            # The statement's own columns stay: GROUP BY 1, HAVING and ORDER BY may speak of them.
            made.set("expressions", [*made.expressions, *named])
        else:
            for part in ("having", "order", "limit", "offset", "qualify", "distinct", "group"):
                made.set(part, None)
            made.set("expressions", named)
        return self.look(made, tuple(measures))

    def look(self, tree: exp.Expression, names: tuple[str, ...]) -> list[dict[str, object]] | None:
        """The columns `names` of a statement of the check's own; None when the engine refuses it."""
        try:
            return self.inspect(tree).table.select(names).to_pylist()
        except CandorError as error:
            log.info("a quality probe was not possible: %s", error.error_class)
            return None

    @cached_property
    def aggregated(self) -> tuple[Measure, ...]:
        """What is added up, averaged and compared in the aggregating SELECT, each once."""
        found: dict[tuple[str, str], Measure] = {}
        for projection in self.core.expressions if self.core is not None else ():
            for call in projection.find_all(exp.AggFunc):
                argument = call.this
                if isinstance(call, exp.Count) or not isinstance(argument, exp.Expression):
                    continue
                if not argument.find(exp.Column) or argument.find(exp.AggFunc, exp.Window, exp.Subquery, exp.Distinct):
                    continue
                filtered = call.parent if isinstance(call.parent, exp.Filter) else None
                condition = filtered.expression.this if filtered is not None else None
                key = (argument.sql(), condition.sql() if condition is not None else "")
                before = found.get(key)
                summed = isinstance(call, exp.Sum) or (before is not None and before.summed)
                found[key] = Measure(argument, condition, summed)
        return tuple(found.values())

    @cached_property
    def measured(self) -> tuple[exp.Expression, ...]:
        """The distinct arguments of SUM, AVG, MIN, MAX and the like in the aggregating SELECT."""
        return tuple({m.argument.sql(): m.argument for m in self.aggregated}.values())

    @cached_property
    def sources(self) -> dict[str, Table]:
        """Alias -> table of FROM and the joins of `core`; a subquery that only filters one table stands for that table."""
        core, found = self.core, dict[str, Table]()
        ctes = {c.alias_or_name for c in self.query.tree.find_all(exp.CTE)}
        parts = [core.args["from_"].this, *(j.this for j in core.args.get("joins") or ())] if core is not None else []
        for part in parts:
            inside = list(part.find_all(exp.Table))
            if len(inside) != 1 or part.find(exp.AggFunc, exp.Distinct) or inside[0].name in ctes:
                continue
            table = self.schema.table(".".join(filter(None, (inside[0].db, inside[0].name))))
            if table is not None:
                found[part.alias_or_name] = table
        return found

    def place(self, column: exp.Column) -> tuple[str, Column] | None:
        """The alias of the table in `sources` that the column belongs to, and what the schema says of it."""
        for alias, table in self.sources.items():
            known = table.column(column.name) if column.table in ("", alias) else None
            if known is not None:
                return alias, known
        return None

    @cached_property
    def adds(self) -> bool:
        """Whether rows are added up or counted, so that a row that stands twice counts twice."""
        core = self.core
        return core is not None and any(
            call.find_ancestor(exp.Distinct) is None and not isinstance(call.this, exp.Distinct)
            for projection in core.expressions
            for call in projection.find_all(exp.Sum, exp.Count, exp.Avg)
        )


def _own_aggregates(select: exp.Select, part: exp.Expression) -> bool:
    """Whether the projection aggregates rows of its own SELECT: not in a subquery, and not over a window."""
    return any(
        call.find_ancestor(exp.Select) is select
        and not isinstance(call.find_ancestor(exp.Window, exp.Select), exp.Window)
        for call in part.find_all(exp.AggFunc)
    )


Check: TypeAlias = Callable[[Used], Iterable[Finding]]
Ask: TypeAlias = Callable[[Used], dict[str, exp.Expression]]
_checks: dict[str, Check] = {}
_asks: dict[str, Ask] = {}


def register(check: Check) -> Check:
    """Add a check; one of the same name is replaced."""
    _checks[check.__name__] = check
    return check


def asks(ask: Ask) -> Ask:
    """Aggregates that a check wants over the rows used, fetched together with those of the others: see `Used.told`."""
    _asks[ask.__name__] = ask
    return ask


def unregister(check: Check) -> None:
    _checks.pop(check.__name__, None)


def registered() -> tuple[Check, ...]:
    """All checks: those of this folder, found by themselves, and those registered from outside."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"data.quality.{module.name}")
    return tuple(_checks.values())


def run_checks(used: Used, seconds: float = SECONDS) -> tuple[Finding, ...]:
    """The findings of every check, those that matter first, and of these the warnings."""
    found = sorted(_findings(used, seconds), key=lambda f: (not f.material, f.severity != "warning"))
    return tuple(found)


def _findings(used: Used, seconds: float) -> Iterator[Finding]:
    end = time.monotonic() + seconds
    left_out = 0
    for check in registered():
        if time.monotonic() > end:
            log.warning("no time was left for the check %s", check.__name__)
            left_out += 1
            continue
        try:
            yield from check(used)
        except Exception:
            # A check may come from outside; its bug must not cost the answer, and must not be silent either.
            log.exception("the check %s broke", check.__name__)
            yield Finding(check.__name__, "info", f"The check {check.__name__} could not be made.")
    if left_out:
        told = f"Only {len(registered()) - left_out} of {len(registered())} checks of these data could be made in time"
        yield Finding(LEFT_OUT, "warning", f"{told}: a narrower question, of fewer rows, can be checked whole.")


def short(tree: exp.Expression) -> str:
    """An expression as a reader knows it: columns without their tables and quotes."""
    plain = tree.copy()
    for column in plain.find_all(exp.Column):
        column.replace(exp.column(exp.to_identifier(column.name, quoted=False)))
    if isinstance(tree, exp.Column):
        return tree.name
    return plain.sql(dialect="duckdb")


def whole(value: object) -> int:
    """A count as the engine gave it; 0 for none."""
    return int(str(value)) if value is not None else 0


def count_if(condition: exp.Expr) -> exp.Expression:
    return exp.CountIf(this=condition)
