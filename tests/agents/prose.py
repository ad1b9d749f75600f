"""Results of many shapes, sentences that are true of them, and the same sentences with one number changed. By rule."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from data.types import Result

NAMES = ["Berlin", "Hamburg", "Köln", "Leipzig", "Bremen", "Dresden", "Essen", "Kassel", "Ulm", "Trier"]
MEASURES = ("revenue", "orders", "net_amount", "avg_price", "units")
_FIGURE = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w]|[.,]\d)")


@dataclass(frozen=True)
class Told:
    """A result, a text of it, and whether everything in it is so."""

    result: Result
    text: str
    tampered: str = ""
    """The figure that was put in; empty for an honest text."""


def honest(count: int, seed: int = 1) -> list[Told]:
    return list(islice(_honest(random.Random(seed)), count))


def tampered(count: int, seed: int = 2) -> list[Told]:
    """Honest texts with one figure changed: a digit, the size, the order of digits, or another row's figure."""
    rng = random.Random(seed)
    made: list[Told] = []
    for told in _honest(rng):
        changed = _change(told, rng)
        if changed is not None:
            made.append(changed)
        if len(made) == count:
            return made
    return made


def _honest(rng: random.Random) -> Iterator[Told]:
    while True:
        yield from (_by_name(rng), _by_month(rng), _one(rng))


def _value(rng: random.Random, measure: str) -> float:
    size = rng.choice((50, 2_000, 90_000, 4_000_000))
    value = rng.uniform(0.1, 1) * size
    return float(round(value)) if measure in ("orders", "units") else round(value, 2)


def _said(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _one(rng: random.Random) -> Told:
    measure = rng.choice(MEASURES)
    value = _value(rng, measure)
    words = measure.replace("_", " ")
    short = f"{value / 1e6:.2f} million" if value >= 1e6 else _said(value)
    text = rng.choice(
        (
            f"The {words} is {_said(value)}.",
            f"In all, {words} came to {short}.",
            f"{words.capitalize()}: {_said(value)} EUR.",
        )
    )
    return Told(Result(pa.table({measure: [value]}), False, 1.0), text)


def _by_name(rng: random.Random) -> Told:
    measure, names = rng.choice(MEASURES), rng.sample(NAMES, rng.randint(3, 8))
    values = sorted((_value(rng, measure) for _ in names), reverse=True)
    result = Result(pa.table({"city": names, measure: values}), False, 1.0)
    total, words = sum(values), measure.replace("_", " ")
    a, b = rng.sample(range(len(names)), 2)
    low, high = max(a, b), min(a, b)
    texts = [
        f"{names[0]} leads with {_said(values[0])}, followed by {names[1]} with {_said(values[1])}.",
        f"{names[a]} had {_said(values[a])} and {names[b]} {_said(values[b])}.",
        f"The highest {words} is in {names[0]} ({_said(values[0])}), the lowest in {names[-1]} ({_said(values[-1])}).",
        f"{names[a]} makes up {100 * values[a] / total:.1f}% of the total.",
        f"The {len(names)} cities together reach {_said(round(total, 2))}.",
        f"{names[high]} is {_said(round(values[high] - values[low], 2))} ahead of {names[low]}.",
        f"{names[high]} has {values[high] / values[low]:.1f} times the {words} of {names[low]}.",
        f"{names[a]} ranks {_place(a + 1)} with {_said(values[a])}.",
        f"{_said(values[a])} came from {names[a]} and {_said(values[b])} from {names[b]}.",
        f"The average {words} is {_said(round(total / len(names), 2))}.",
    ]
    return Told(result, rng.choice(texts))


def _by_month(rng: random.Random) -> Told:
    measure, months = rng.choice(MEASURES), rng.randint(4, 12)
    days = [dt.date(2024, m, 1) for m in range(1, months + 1)]
    values = [_value(rng, measure) for _ in days]
    result = Result(pa.table({"month": days, measure: values}), False, 1.0)
    at = rng.randrange(months)
    best, least = values.index(max(values)), values.index(min(values))
    first, last = values[0], values[-1]
    way = "rose" if last > first else "fell"
    texts = [
        f"In {days[at]:%B %Y} it was {_said(values[at])}.",
        f"The best month was {days[best]:%b %Y} ({_said(values[best])}), the weakest {days[least]:%b %Y} ({_said(values[least])}).",
        f"From {days[0]:%B %Y} to {days[-1]:%B %Y} it {way} by {_said(round(abs(last - first), 2))}.",
        f"It {way} from {_said(first)} in {days[0]:%B %Y} to {_said(last)} in {days[-1]:%B %Y}, by {100 * abs(last - first) / first:.0f}%.",
        f"The {months} months add up to {_said(round(sum(values), 2))}.",
    ]
    return Told(result, rng.choice(texts))


def _place(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _change(told: Told, rng: random.Random) -> Told | None:
    """One figure of the text changed so that it says something else at the precision that it is written with."""
    figures = [m for m in _FIGURE.finditer(told.text) if not re.fullmatch(r"20\d\d", m.group().strip(","))]
    if not figures:
        return None
    match = rng.choice(figures)
    written = match.group()
    value, places = float(written.replace(",", "")), len(written.partition(".")[2])
    cells = [float(c) for c in told.result.table.column(told.result.columns[-1]).to_pylist() if c is not None]
    ways = [
        value + rng.choice((-1, 1)) * rng.choice((2, 3, 5)) * 10.0**-places,
        value * rng.choice((10.0, 0.1, 1.1, 0.9)),
        float(_twisted(written)),
        rng.choice(cells),
    ]
    new = f"{rng.choice(ways):,.{places}f}"
    if abs(float(new.replace(",", "")) - value) < 1.5 * 10.0**-places or new.startswith("-"):
        return None
    return Told(told.result, told.text[: match.start()] + new + told.text[match.end() :], new)


def _twisted(written: str) -> str:
    """The first two digits that differ, the other way round."""
    digits = written.replace(",", "")
    for i in range(len(digits) - 1):
        if digits[i].isdigit() and digits[i + 1].isdigit() and digits[i] != digits[i + 1]:
            return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    return digits + "1"
