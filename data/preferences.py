"""How a person wants figures, days and times written, kept in the app's own store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import sqlalchemy as sa

from data.store import open_store

Figures = Literal["browser", "1,234.56", "1.234,56", "1 234,56"]
Days = Literal["browser", "2026-11-21", "21.11.2026", "21/11/2026", "11/21/2026"]
FIGURES: tuple[Figures, ...] = get_args(Figures)
DAYS: tuple[Days, ...] = get_args(Days)
_META = sa.MetaData()
_PREFERENCES = sa.Table(
    "preferences",
    _META,
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("figures", sa.String, nullable=False),
    sa.Column("days", sa.String, nullable=False),
    sa.Column("zone", sa.String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Preference:
    """`browser` leaves it to the browser; `zone` is a name such as `Europe/Berlin`, empty for times as they stand."""

    figures: Figures = "browser"
    days: Days = "browser"
    zone: str = ""


class Preferences:
    """Thread-safe."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        with engine.begin() as connection:
            _META.create_all(connection)

    def of(self, user: str) -> Preference:
        """The user's; what an older version does not know is left to the browser."""
        wanted = sa.select(_PREFERENCES).where(_PREFERENCES.c.user == user)
        with self._engine.connect() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            return Preference()
        figures = row["figures"] if row["figures"] in FIGURES else "browser"
        days = row["days"] if row["days"] in DAYS else "browser"
        return Preference(cast(Figures, figures), cast(Days, days), str(row["zone"]))

    def keep(self, user: str, preference: Preference) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_PREFERENCES).where(_PREFERENCES.c.user == user))
            row = {"user": user, "figures": preference.figures, "days": preference.days, "zone": preference.zone}
            connection.execute(sa.insert(_PREFERENCES).values(**row))


def open_preferences(home: Path) -> Preferences:
    """The preferences in the app's own store under `home`."""
    return Preferences(open_store(home).engine)
