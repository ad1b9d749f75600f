"""The retailer's calendar: which days there are, how busy each is in each region, which promotion runs."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.demo.draw import Ints
from data.demo.words import REGIONS

START = dt.date(2021, 6, 1)
AS_OF = dt.date(2025, 6, 17)
DAYS = (AS_OF - START).days + 1
OPENED = {
    "North": dt.date(2018, 4, 3),
    "East": dt.date(2019, 9, 16),
    "South": dt.date(2023, 3, 1),
    "West": dt.date(2016, 2, 1),
}
"""The South opened when the data had been running for 21 months."""

_MONTHS = (900, 870, 940, 960, 1000, 1010, 940, 920, 970, 1020, 1340, 1460)
_WEEKDAYS = (980, 930, 930, 970, 1080, 1220, 1110)
_SHARES = {"North": 240, "East": 250, "South": 270, "West": 330}
_RAMP_DAYS = 330


class Campaign(NamedTuple):
    """A promotion that comes back every year: `first` and `last` are (month, day), `lift` its demand in per mille."""

    name: str
    kind: str
    first: tuple[int, int]
    last: tuple[int, int]
    percent: int
    lift: int


CAMPAIGNS = (
    Campaign("Winter Sale", "seasonal sale", (1, 7), (1, 21), 20, 1250),
    Campaign("Valentine Week", "campaign", (2, 8), (2, 14), 10, 1120),
    Campaign("Spring Days", "campaign", (3, 20), (4, 2), 10, 1150),
    Campaign("Garden Weeks", "campaign", (4, 24), (5, 8), 12, 1140),
    Campaign("Summer Sale", "seasonal sale", (7, 3), (7, 19), 25, 1320),
    Campaign("Back to School", "campaign", (8, 18), (9, 5), 10, 1160),
    Campaign("Anniversary Sale", "seasonal sale", (10, 5), (10, 12), 15, 1240),
    Campaign("Black Friday", "flash sale", (11, 22), (11, 30), 30, 1750),
    Campaign("Christmas Gifts", "campaign", (12, 5), (12, 19), 8, 1180),
)


class Promotion(NamedTuple):
    """One year's run of a campaign; `first` and `last` are both days on which it runs."""

    name: str
    kind: str
    percent: int
    lift: int
    first: dt.date
    last: dt.date


def promotions() -> tuple[Promotion, ...]:
    """Every run that has begun by the as-of date, in order of time."""
    runs = (
        Promotion(f"{c.name} {year}", c.kind, c.percent, c.lift, dt.date(year, *c.first), dt.date(year, *c.last))
        for year in range(START.year, AS_OF.year + 1)
        for c in CAMPAIGNS
    )
    return tuple(sorted((p for p in runs if START <= p.first <= AS_OF), key=lambda p: p.first))


def dates() -> NDArray[np.datetime64]:
    """All days, as `datetime64[D]`."""
    return np.datetime64(START, "D") + np.arange(DAYS)


def day_number(day: dt.date) -> int:
    """Days since the start; negative before it."""
    return (day - START).days


def running() -> Ints:
    """For each day the position of the promotion that runs, or -1. No two run on one day."""
    result = np.full(DAYS, -1, dtype=np.int64)
    for position, promotion in enumerate(promotions()):
        result[day_number(promotion.first) : day_number(promotion.last) + 1] = position
    return result


def demand() -> Ints:
    """How busy each day is in each region: whole-number weights of shape (days, regions)."""
    days = [START + dt.timedelta(days=n) for n in range(DAYS)]
    everywhere = np.array([_busy(day, n) for n, day in enumerate(days)], dtype=np.int64)
    lifts = np.array([1000] + [p.lift for p in promotions()], dtype=np.int64)[running() + 1]
    shares = np.array([[_share(region, day) for region in REGIONS] for day in days], dtype=np.int64)
    return (everywhere * lifts // 1000)[:, None] * shares // 1000


def _busy(day: dt.date, n: int) -> int:
    """Growth, month, weekday and the quiet days at the end of December, in one number."""
    growth = 1000 + 900 * n // DAYS
    quiet = 400 if day.month == 12 and day.day in (24, 25, 26, 31) else 1000
    return growth * _season(day) // 1000 * _WEEKDAYS[day.weekday()] // 1000 * quiet // 1000 * 10


def _season(day: dt.date) -> int:
    """The month's level, sliding from the middle of one month to the middle of the next."""
    this = _MONTHS[day.month - 1]
    other = _MONTHS[(day.month if day.day >= 15 else day.month - 2) % 12]
    away = min(abs(day.day - 15), 15)
    return this + (other - this) * away // 30


def _share(region: str, day: dt.date) -> int:
    """The region's size on that day: none before it opened, then a slow start."""
    age = (day - OPENED[region]).days
    return 0 if age < 0 else _SHARES[region] * (200 + 800 * min(age, _RAMP_DAYS) // _RAMP_DAYS) // 1000
