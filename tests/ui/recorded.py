"""Services that play recorded Steps: each question of `ANSWERS` has its own, every other ends as not in the data."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from agents.charts.choose import choose
from agents.inquiry import Turn
from agents.settings import Settings
from agents.steps import (
    Answer,
    Answered,
    Asked,
    Charted,
    Checked,
    Drafted,
    Failed,
    Found,
    Note,
    Ran,
    Receipt,
    Refused,
    Screened,
    Span,
    Spoke,
    Step,
    Usage,
)
from agents.telemetry import About, Listener, heard
from data.errors import NotAllowed
from data.types import Cancel, Column, Join, Limits, Metric, Reads, Result, SafeQuery, Schema, Table, User
from retrieval.types import FoundTable

SPAN = Span("recorded", "recorded", 0, 1)
DAY = dt.date(2026, 6, 17)
SCHEMA = Schema(
    tables=(
        Table(
            "orders",
            (
                Column("order_id", "BIGINT"),
                Column("amount", "DECIMAL(12,2)", unit="EUR", description="Net amount of the order"),
                Column("ordered_on", "DATE"),
                Column("region", "VARCHAR", samples=("North", "South")),
                Column("email", "VARCHAR", private=True),
            ),
            description="One row per order",
            primary_key=("order_id",),
            rows=1_204_311,
            time_column="ordered_on",
        ),
        Table(
            "customers", (Column("customer_id", "BIGINT"), Column("segment", "VARCHAR", samples=("new",))), rows=20_000
        ),
    ),
    metrics=(Metric("revenue", "sum(orders.amount)", "orders", time="orders.ordered_on", unit="EUR"),),
    as_of=DAY,
    title="the recorded shop",
)
SLOW = "Take your time"
LARGE, LARGE_ROWS = "Every order", 100_000
TOTAL, MONTHS, LISTING = "Total revenue", "Revenue by month", "List the regions"
VAGUE, BANNED, BROKEN = "Revenue by thing", "Drop the orders", "Break it"


def _query(sql: str) -> SafeQuery:
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Expression)
    reads = Reads(tables=("orders",), columns=tuple(("orders", c.name) for c in SCHEMA.tables[0].columns))
    return SafeQuery(tree.sql(dialect="duckdb", identify=True), tree, reads, "analyst", Limits())


def _months() -> Result:
    days = [dt.date(2025 + m // 12, m % 12 + 1, 1) for m in range(18)]
    return Result(
        pa.table({"month": days, "revenue": [Decimal(f"{700_000 + 31_337.5 * i:.2f}") for i in range(18)]}), False, 12
    )


def _large() -> Result:
    numbers = list(range(LARGE_ROWS))
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=n % 2000) for n in numbers]
    cents = [Decimal(n * 7 % 100_000).scaleb(-2) for n in numbers]
    held: dict[str, list[Any]] = {
        "order_id": numbers,
        "ordered_on": days,
        "amount": cents,
        "region": [f"region {n % 9}" for n in numbers],
    }
    return Result(pa.table(held | {"note": [f"order number {n}" for n in numbers]}), False, 80.0)


RESULTS: dict[str, tuple[str, Result, str]] = {
    LARGE: ("SELECT * FROM orders LIMIT 100000", _large(), "100,000 rows."),
    TOTAL: (
        "SELECT SUM(amount) AS revenue FROM orders",
        Result(pa.table({"revenue": [Decimal("18230112.35")]}), False, 4.0),
        "Revenue: 18,230,112.35 EUR.",
    ),
    MONTHS: (
        """SELECT DATE_TRUNC('MONTH', ordered_on) AS month, SUM(amount) AS revenue FROM orders
        WHERE ordered_on >= DATE '2025-01-01' GROUP BY 1 ORDER BY 1""",
        _months(),
        "Revenue rose from 700,000 EUR in January 2025 to 1,232,737.50 EUR in June 2026.",
    ),
    LISTING: (
        "SELECT DISTINCT region FROM orders",
        Result(pa.table({"region": ["North", "=cmd|' /C calc'!A0", "<b>South</b>"]}), True, 4.0),
        "3 rows: North, =cmd and *South*.",
    ),
}


def _receipt(result: Result) -> Receipt:
    return Receipt(
        tables=(("orders", 1_204_311), ("customers", 20_000)),
        joins=(Join("orders", "customers", "left", (("orders.customer_id", "customers.customer_id"),)),),
        filters=("orders.ordered_on >= 2025-01-01",),
        group_by=("month",),
        measures=("sum(orders.amount)",),
        rows_returned=result.rows,
        truncated=result.truncated,
        as_of=DAY,
        as_of_source="data",
        policy=("orders: only rows where region = 'West'",),
        assumptions=("Revenue is net of returns.",),
        warnings=("June 2026 is not over.",),
        verified=False,
        model="builtin",
        prompt_version="analyst v1",
        usage=Usage(),
        query_ms=result.elapsed_ms,
        total_ms=41.0,
    )


class Recorded:
    """Plays Steps. `pause` seconds lie between two of them; the question `SLOW` goes on until it is cancelled."""

    def __init__(self, home: Path, pause: float = 0.0, roles: tuple[str, ...] = ()) -> None:
        self.settings = Settings(home=home, roles=roles)
        self.asked: list[str] = []
        self.statements: list[str] = []
        self.turns: tuple[Turn, ...] = ()
        self.database = home / "recorded.duckdb"
        self._pause = pause
        self._listeners: list[Listener] = []

    def user(self) -> User:
        return User("local", self.settings.roles)

    def view(self, user: User | None = None, database: Path | None = None) -> Schema:
        return SCHEMA

    def desk(self, database: Path | None = None) -> Recorded:
        return self

    def bench(self, user: User, wanted: str | None = None) -> Schema:
        if wanted not in (None, "analyst", *user.roles):
            raise NotAllowed(f"You do not have the role {wanted!r}.", "Ask as one of your own roles.")
        return SCHEMA

    def ask(
        self,
        question: str,
        *,
        user: User | None = None,
        role: str | None = None,
        database: Path | None = None,
        turns: Sequence[Turn] = (),
        conversation: str = "",
        cancel: Cancel | None = None,
        sql: str = "",
    ) -> Iterator[Step]:
        self.asked.append(question)
        self.statements += [sql] if sql else []
        self.turns = tuple(turns)
        about = About(
            question, "local", role or "analyst", conversation, "recorded", "analyst/v1#recorded", "production"
        )
        return heard(self._played(question, cancel), about, self._listeners)

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def _played(self, question: str, cancel: Cancel | None) -> Iterator[Step]:
        for step in _steps(question, cancel):
            time.sleep(self._pause)
            yield step


def _steps(question: str, cancel: Cancel | None) -> Iterator[Step]:
    yield Screened(question, "", SPAN)
    if question == BANNED:
        yield Refused("Candor only reads; it changes nothing.", "not_allowed", "change_data")
        return
    yield Found((FoundTable("orders", 1.0, ()), FoundTable("customers", 0.5, ())), (), (), (), span=SPAN)
    if question == SLOW:
        yield Spoke("recorded-1", "", ("run_sql",), Usage(1_200, 300, 0.0042, 1), 0.9, SPAN)
        while cancel is None or not cancel.is_set():
            time.sleep(0.02)
        yield Failed("The question was stopped.", "cancelled")
        return
    if question == BROKEN:
        raise ZeroDivisionError("a bug of ours")
    if question == VAGUE:
        yield Asked(
            "Which thing do you mean?",
            ("Revenue by month", "Revenue by region"),
            unread=("thing",),
            figures=("18 rows",),
        )
        return
    if question not in RESULTS:
        yield Failed("There is nothing about that in the data.", "not_in_data")
        return
    yield from _answered(question)


def _answered(question: str) -> Iterator[Step]:
    sql, result, text = RESULTS[question]
    query = _query(sql)
    yield Spoke("builtin", "", ("run_sql",), Usage(), 0.9, SPAN)
    yield Drafted(sql, query, "", "", SPAN)
    yield Ran(query, result, None, "", SPAN)
    notes = (
        (Note("incomplete_last_period", "warning", "June 2026 is not over: it has 17 of 30 days."),)
        if question == MONTHS
        else ()
    )
    yield Checked(notes, SPAN)
    spec = choose(result, query, SCHEMA, question)
    yield Charted(spec, SPAN)
    answer = Answer(text, query, result, spec, _receipt(result), notes, ("by region", "only the top 5"), 0.9)
    yield Answered(answer, "tr-0123456789abcdef", 41.0)
