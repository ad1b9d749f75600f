"""What calls of chat models cost, by day, user and model, in the app's own store: it outlives the process.

Money is kept in whole millionths of a millionth of a USD, so that sums are exact. A call whose price is not known is
counted as such: a total with one in it is not known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from data.store import open_store

EXACT = 10**12
_META = sa.MetaData()
_SPENDING = sa.Table(
    "spending",
    _META,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("input_tokens", sa.BigInteger, nullable=False),
    sa.Column("output_tokens", sa.BigInteger, nullable=False),
    sa.Column("cost", sa.BigInteger, nullable=False),
    sa.Column("unpriced", sa.Integer, nullable=False),
)
_SUMS = ("calls", "input_tokens", "output_tokens", "cost", "unpriced")


@dataclass(frozen=True, slots=True)
class Spent:
    """`known_cost` in USD, of the calls whose price is known; of `unpriced` ones it is not."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    known_cost: float = 0.0
    unpriced: int = 0

    @property
    def cost(self) -> float | None:
        """USD in all, None when the price of some of the calls is not known."""
        return None if self.unpriced else self.known_cost

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


class Ledger:
    """Thread-safe, and safe between processes that share the store."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        with engine.begin() as connection:
            _META.create_all(connection)

    def close(self) -> None:
        self._engine.dispose()

    def add(self, day: dt.date, user: str, model: str, spent: Spent) -> None:
        """Add what was spent to the totals of that day."""
        key = {"day": day, "user": user, "model": model}
        more = {
            "calls": spent.calls,
            "input_tokens": spent.input_tokens,
            "output_tokens": spent.output_tokens,
            "cost": round(spent.known_cost * EXACT),
            "unpriced": spent.unpriced,
        }
        table = _SPENDING.c
        mine = (table.day == day) & (table.user == user) & (table.model == model)
        grown = sa.update(_SPENDING).where(mine).values({name: table[name] + n for name, n in more.items()})
        with self._engine.begin() as connection:
            if not connection.execute(grown).rowcount:
                connection.execute(sa.insert(_SPENDING).values(**key, **more))

    def day(self, day: dt.date, user: str | None = None) -> Spent:
        """What a user, or everybody, spent on a day."""
        columns = [sa.func.coalesce(sa.func.sum(_SPENDING.c[name]), 0) for name in _SUMS]
        asked = sa.select(*columns).where(_SPENDING.c.day == day)
        if user is not None:
            asked = asked.where(_SPENDING.c.user == user)
        with self._engine.connect() as connection:
            return _spent(*connection.execute(asked).one())

    def lines(self, day: dt.date) -> list[tuple[str, str, Spent]]:
        """(user, model, what they spent) of a day."""
        asked = sa.select(_SPENDING).where(_SPENDING.c.day == day).order_by(_SPENDING.c.user, _SPENDING.c.model)
        with self._engine.connect() as connection:
            rows = connection.execute(asked).mappings().all()
        return [(r["user"], r["model"], _spent(*(r[name] for name in _SUMS))) for r in rows]


def open_ledger(home: Path) -> Ledger:
    """The ledger in the store of this state directory."""
    return Ledger(open_store(home).engine)


def _spent(calls: int, asked: int, said: int, cost: int, unpriced: int) -> Spent:
    return Spent(int(calls), int(asked), int(said), int(cost) / EXACT, int(unpriced))
