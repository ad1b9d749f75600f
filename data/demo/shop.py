"""What the retailer sells and where: regions, stores, warehouses, categories, suppliers, products, promotions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.demo import days
from data.demo.draw import Draw, Ints
from data.demo.frame import Column, Frame, label, money, text, whole
from data.demo.words import (
    BRANDS,
    CITIES,
    KINDS,
    REGIONS,
    STYLES,
    SUPPLIER_COUNTRIES,
    SUPPLIER_FIRSTS,
    SUPPLIER_LASTS,
    Thing,
)

_HOUSEHOLDS = {"North": 4_100_000, "East": 5_300_000, "South": 8_900_000, "West": 9_600_000}
_NEVER_SOLD_EVERY = 97


@dataclass(frozen=True, slots=True)
class Products:
    """What the sales need to know of the products: arrays of one entry per product, and the table itself."""

    frame: Frame
    kind: Ints
    """Position in `KINDS`."""
    price: Ints
    """Today's list price in cents."""
    cost: Ints
    grams: Ints
    launched: Ints
    """Day number; negative before the data begin."""
    discontinued: Ints
    """Day number; past the last day while it is still sold."""
    never_sold: Ints
    """1 for the few that are in the list and have not been bought by anybody."""


def regions() -> Frame:
    return {
        "region": text(REGIONS),
        "opened_on": whole(np.array([days.OPENED[r] for r in REGIONS], dtype="datetime64[D]")),
        "households": whole(np.array([_HOUSEHOLDS[r] for r in REGIONS])),
    }


def stores() -> Frame:
    """One store per city; the third and fourth city of a region got theirs a year or two after the region opened."""
    draw = Draw("stores")
    n = len(CITIES)
    delays = np.array([(0, 120, 420, 700)[position % 4] for position in range(n)])
    opened = np.array([days.OPENED[c.region] for c in CITIES], dtype="datetime64[D]") + delays + draw.below(n, 60)
    return {
        "store_id": whole(np.arange(1, n + 1)),
        "name": text([f"{c.name} Store" for c in CITIES]),
        "city": text([c.name for c in CITIES]),
        "region": text([c.region for c in CITIES]),
        "opened_on": whole(opened),
        "floor_area_m2": whole(draw.between(n, 36, 190) * 10),
        "latitude": Column(np.array([round(c.latitude * 10_000) for c in CITIES]), places=4),
        "longitude": Column(np.array([round(c.longitude * 10_000) for c in CITIES]), places=4),
    }


def warehouses() -> Frame:
    """One per region, and a second one in the West."""
    chosen = [next(c for c in CITIES if c.region == region) for region in REGIONS] + [CITIES[-1]]
    names = [f"{c.region} Distribution Centre" for c in chosen[:-1]] + ["Rhine Overflow Depot"]
    opened = [days.OPENED[c.region] - dt.timedelta(days=45) for c in chosen[:-1]] + [dt.date(2023, 9, 4)]
    return {
        "warehouse_id": whole(np.arange(1, len(chosen) + 1)),
        "name": text(names),
        "city": text([c.name for c in chosen]),
        "region": text([c.region for c in chosen]),
        "opened_on": whole(np.array(opened, dtype="datetime64[D]")),
        "capacity_pallets": whole(np.array([9000, 10500, 12000, 14000, 4000])),
    }


def categories() -> Frame:
    return {
        "category_id": whole(np.arange(1, len(KINDS) + 1)),
        "name": text([k.name for k in KINDS]),
        "department": text([k.department for k in KINDS]),
    }


def suppliers() -> Frame:
    draw = Draw("suppliers")
    names = [f"{first} {SUPPLIER_LASTS[(n * 3) % 5]}" for n, first in enumerate(SUPPLIER_FIRSTS * 2)]
    names = [name if names.index(name) == n else f"{name} International" for n, name in enumerate(names)]
    n = len(names)
    return {
        "supplier_id": whole(np.arange(1, n + 1)),
        "name": text(names),
        "country": label(draw.pick(n, (8, 9, 4, 4, 3, 3, 4, 3, 2)), SUPPLIER_COUNTRIES),
        "lead_time_days": whole(draw.between(n, 3, 60)),
        "rating": Column(draw.between(n, 25, 50), places=1),
    }


def promotions() -> Frame:
    runs = days.promotions()
    return {
        "promotion_id": whole(np.arange(1, len(runs) + 1)),
        "name": text([p.name for p in runs]),
        "kind": text([p.kind for p in runs]),
        "discount_percent": whole(np.array([p.percent for p in runs])),
        "starts_on": whole(np.array([p.first for p in runs], dtype="datetime64[D]")),
        "ends_on": whole(np.array([p.last for p in runs], dtype="datetime64[D]")),
    }


def products(scale: float) -> Products:
    """About 50 products in each category, fewer at a small scale, never less than 10."""
    draw = Draw("products")
    each = max(10, round(50 * min(scale, 1.0)))
    n = each * len(KINDS)
    kind = np.arange(n) // each
    thing = [KINDS[k].things[t % len(KINDS[k].things)] for k, t in zip(kind, draw.below(n, 1000), strict=True)]
    low = np.array([t.low for t in thing])
    span = np.array([t.high for t in thing]) - low
    # Most products of a kind are cheap and few are dear: the product of two draws leans to the low end.
    price = (low + (draw.unit(n) * draw.unit(n) * span).astype(np.int64)) * 100 + 99
    cost = price * (np.array([k.cost for k in KINDS])[kind] + draw.between(n, -9, 9)) // 100
    grams = np.array([t.grams for t in thing]) * draw.between(n, 75, 125) // 1000 * 10
    launched, discontinued = _lives(draw, n, each)
    brand = draw.below(n, len(BRANDS))
    never = (np.arange(n) % _NEVER_SOLD_EVERY == _NEVER_SOLD_EVERY - 1).astype(np.int64)
    ended = days.dates()[np.minimum(discontinued, days.DAYS - 1)]
    frame: Frame = {
        "product_id": whole(np.arange(1, n + 1)),
        "sku": text([f"{KINDS[k].department[:2].upper()}-{k + 1:02d}-{i:04d}" for i, k in enumerate(kind.tolist(), 1)]),
        "name": text(_names(draw, thing, brand)),
        "brand": label(brand, BRANDS),
        "category_id": whole(kind + 1),
        "supplier_id": whole(draw.below(n, len(SUPPLIER_FIRSTS) * 2) + 1),
        "list_price": money(price),
        "unit_cost": money(cost),
        "weight_kg": Column(grams, places=3),
        "launched_on": whole(np.datetime64(days.START, "D") + launched),
        "discontinued_on": whole(np.where(discontinued < days.DAYS, ended, np.datetime64("NaT", "D"))),
    }
    return Products(frame, kind, price, cost, grams, launched, discontinued, never)


def _lives(draw: Draw, n: int, each: int) -> tuple[Ints, Ints]:
    """Launch and end of sale as day numbers. In each category the first products are old and stay, the others come and
    some of them go."""
    place = np.arange(n) % each
    old = place < each * 3 // 5
    launched = np.where(old, -draw.between(n, 30, 1500), draw.between(n, 20, days.DAYS - 30))
    gone = draw.chance(n, 0.12) & (place >= 3)
    life = draw.between(n, 200, 900)
    return launched, np.where(gone, np.maximum(launched, 0) + life, days.DAYS + 1)


def _names(draw: Draw, things: Sequence[Thing], brand: Ints) -> list[str]:
    """Brand, style and thing, e.g. "Talvik Alpine Tent"; a name that is taken gets the next style."""
    seen: set[str] = set()
    result = []
    for thing, b, s in zip(things, brand.tolist(), draw.below(len(things), len(STYLES)).tolist(), strict=True):
        tries = (f"{BRANDS[b]} {STYLES[(s + n) % len(STYLES)]} {thing.name}" for n in range(len(STYLES)))
        name = next(candidate for candidate in tries if candidate not in seen)
        seen.add(name)
        result.append(name)
    return result
