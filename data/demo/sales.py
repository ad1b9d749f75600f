"""Customers, orders and their lines: the retailer's four years of trade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.demo import days
from data.demo.draw import Bools, Draw, Ints
from data.demo.frame import NULL, Frame, label, money, text, whole
from data.demo.shop import Products, stores
from data.demo.words import (
    CHANNELS,
    CITIES,
    FIRST_NAMES,
    KINDS,
    LAST_NAMES,
    REGIONS,
    SEGMENTS,
    STATUSES,
    TIERS,
)

ORDERS = 385_000
"""Orders at scale 1, which makes about a million lines."""
NEVER_ORDERED = 37
_DAY = 86_400
_HOURS = (6, 3, 2, 1, 1, 3, 9, 18, 30, 42, 50, 54, 60, 52, 48, 50, 54, 62, 74, 86, 88, 70, 40, 18)
_OPEN = (0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 34, 44, 50, 46, 44, 50, 58, 60, 48, 26, 0, 0, 0, 0)
_LINES = (36, 26, 16, 10, 6, 3, 2, 1)
_PRICE_OF_YEAR = {2021: 905, 2022: 935, 2023: 968, 2024: 988, 2025: 1000}
_COST_OF_YEAR = {2021: 880, 2022: 955, 2023: 985, 2024: 990, 2025: 1000}
_SEGMENT_PERCENT = np.array([0, 2, 6, 4])
PENDING, SHIPPED, COMPLETED, CANCELLED = range(4)
STORE, MARKETPLACE = 2, 3


@dataclass(frozen=True, slots=True)
class Sales:
    """The three tables, and of the orders and lines what later tables are made from (arrays of one entry each)."""

    customers: Frame
    orders: Frame
    lines: Frame
    day: Ints
    status: Ints
    channel: Ints
    region: Ints
    kind: Ints
    """Per line: position in `KINDS`."""
    grams: Ints
    """Per line: weight of the whole line."""
    line_order: Ints
    """Per line: position of its order."""


@dataclass(frozen=True, slots=True)
class _Orders:
    day: Ints
    second: Ints
    region: Ints
    channel: Ints
    loaded: Ints
    """Seconds since the start of the first day."""


def make(products: Products, scale: float) -> Sales:
    orders = _orders(max(400, round(ORDERS * scale)))
    buyer, joined, home = _buyers(orders, max(3, round(NEVER_ORDERED * min(scale * 4, 1.0))))
    customers, segment = _customers(joined, home)
    segments = segment[buyer]
    promotion = _promotion(orders)
    line_order, lines, kind, grams = _lines(orders, segments, promotion, products)
    status = _status(orders)
    value = np.add.reduceat(lines["net_amount"].values, np.searchsorted(line_order, np.arange(len(orders.day))))
    frame = _order_frame(orders, buyer + 1, promotion, status, value)
    return Sales(customers, frame, lines, orders.day, status, orders.channel, orders.region, kind, grams, line_order)


def _orders(n: int) -> _Orders:
    """When, where and how `n` orders came in, in order of time; those not loaded by the as-of date are left out."""
    draw = Draw("orders")
    weights = days.demand()
    cell = draw.pick(n, weights.ravel())
    day, region = cell // len(REGIONS), cell % len(REGIONS)
    channel = _channel(draw, day, region)
    hour = np.where(channel == STORE, draw.pick(n, _OPEN), draw.pick(n, _HOURS))
    second = hour * 3600 + draw.below(n, 3600)
    # Most orders reach the warehouse within two hours, one in eighty days later: late facts.
    delay = draw.between(n, 300, 7200) + draw.chance(n, 0.0125) * draw.between(n, _DAY, 9 * _DAY)
    loaded = day * _DAY + second + delay
    order = np.argsort(day * _DAY + second, kind="stable")
    order = order[loaded[order] < days.DAYS * _DAY]
    return _Orders(day[order], second[order], region[order], channel[order], loaded[order])


def _channel(draw: Draw, day: Ints, region: Ints) -> Ints:
    """The app grows at the cost of the web; the marketplace began in 2022."""
    n = len(day)
    app = 18 + day * 20 // days.DAYS
    toss = draw.below(n, 100)
    channel = np.where(toss < app, 1, 0)
    channel = np.where(toss >= 82 - (region == 1) * 4, STORE, channel)
    return np.where((toss >= app) & (toss < app + 6) & (day > 300), MARKETPLACE, channel)


def _buyers(orders: _Orders, never: int) -> tuple[Ints, Ints, Ints]:
    """Who ordered (position of the customer per order), and per customer the day of joining and the home region.

    Everybody joins shortly before the first order, except `never` people who joined and have not ordered.
    """
    draw = Draw("buyers")
    n = len(orders.day)
    first = np.zeros(n, dtype=bool)
    local = np.zeros(n, dtype=np.int64)
    rolls, ages, snaps = draw.unit(n), draw.unit(n), draw.unit(n)
    for region in range(len(REGIONS)):
        mine = np.flatnonzero(orders.region == region)
        place = np.arange(len(mine))
        new = rolls[mine] < 0.1 + 540.0 / (place + 600.0)
        new[:1] = True
        known = np.cumsum(new).astype(np.int64)
        first[mine] = new
        local[mine] = np.where(new, known - 1, _returning(known, ages[mine], snaps[mine]))
    joined_by_first = np.maximum(orders.day[first] - draw.below(n, 21)[first] * draw.chance(n, 0.4)[first], 0)
    opening = np.array([days.day_number(days.OPENED[r]) for r in REGIONS])
    region_by_first = orders.region[first]
    joined = np.concatenate([np.maximum(joined_by_first, opening[region_by_first]), draw.between(never, 700, 1400)])
    home = np.concatenate([region_by_first, draw.below(never, len(REGIONS))])
    by_day = np.argsort(joined, kind="stable")
    rank = np.empty(len(joined), dtype=np.int64)
    rank[by_day] = np.arange(len(joined))
    buyer = np.zeros(n, dtype=np.int64)
    for region in range(len(REGIONS)):
        here = np.flatnonzero(region_by_first == region)
        mine = orders.region == region
        buyer[mine] = rank[here[local[mine]]]
    return buyer, joined[by_day], home[by_day]


def _returning(known: Ints, age: NDArray[np.float64], snap: NDArray[np.float64]) -> Ints:
    """Which of the `known` customers comes back: recent ones more often, and every fifth one much more often."""
    recent = known - 1 - (known * 0.2 * (age / 0.4)).astype(np.int64)
    chosen = np.where(age < 0.4, recent, (known * ((age - 0.4) / 0.6)).astype(np.int64))
    chosen = np.clip(chosen, 0, known - 1)
    return np.where(snap < 0.45, chosen - chosen % 5, chosen)


def _customers(joined: Ints, home: Ints) -> tuple[Frame, Ints]:
    draw = Draw("customers")
    n = len(joined)
    segment = draw.pick(n, (720, 170, 80, 30))
    first = draw.below(n, len(FIRST_NAMES)).tolist()
    last = draw.below(n, len(LAST_NAMES)).tolist()
    names = [f"{FIRST_NAMES[f]} {LAST_NAMES[g]}" for f, g in zip(first, last, strict=True)]
    mails = [f"{name.lower().replace(' ', '.')}{number}@example.com" for number, name in enumerate(names, 1)]
    phones = [f"+49 30 {p // 10_000:04d} {p % 10_000:04d}" for p in draw.below(n, 100_000_000).tolist()]
    in_region = [[i for i, city in enumerate(CITIES) if city.region == region] for region in REGIONS]
    chosen = [np.array(i)[draw.pick(n, [CITIES[c].weight for c in i])] for i in in_region]
    frame: Frame = {
        "customer_id": whole(np.arange(1, n + 1)),
        "name": text(names),
        "email": text(mails),
        "phone": text(phones),
        "segment": label(segment, SEGMENTS),
        "loyalty_tier": label(draw.pick(n, (70, 22, 8)), TIERS),
        "region": label(home, REGIONS),
        "city": label(np.choose(home, chosen), [c.name for c in CITIES]),
        "joined_on": whole(days.dates()[joined]),
        "newsletter": whole(draw.chance(n, 0.38)),
    }
    return frame, segment


def _promotion(orders: _Orders) -> Ints:
    """Position of the promotion that the order used, or NULL: a bit over half of the orders on its days."""
    used = Draw("promotion use").chance(len(orders.day), 0.55)
    return np.where(used, days.running()[orders.day], NULL)


def _status(orders: _Orders) -> Ints:
    """3.5 % are cancelled; what is under way at the as-of date is pending, then shipped, the rest is completed."""
    draw = Draw("status")
    n = len(orders.day)
    age = days.DAYS - 1 - orders.day - draw.below(n, 3)
    status = np.where(age < 2, PENDING, np.where(age < 7, SHIPPED, COMPLETED))
    status = np.where(orders.channel == STORE, COMPLETED, status)
    return np.where(draw.chance(n, 0.035) & (orders.channel != STORE), CANCELLED, status)


def _lines(orders: _Orders, segment: Ints, promotion: Ints, products: Products) -> tuple[Ints, Frame, Ints, Ints]:
    """The lines in order of their orders: position of the order, the table, category and weight of each."""
    draw = Draw("lines")
    count = draw.pick(len(orders.day), _LINES) + 1 + (segment > 0) * draw.below(len(orders.day), 2)
    order = np.repeat(np.arange(len(orders.day)), count)
    n = len(order)
    day = orders.day[order]
    product = _product(draw, day, orders.region[order], products)
    quantity = _quantity(draw, segment[order], products.price[product])
    year = days.dates()[day].astype("datetime64[Y]").astype(np.int64) + 1970
    price = products.price[product] * _of_year(_PRICE_OF_YEAR, year) // 1000
    unit_cost = products.cost[product] * _of_year(_COST_OF_YEAR, year) // 1000
    runs = np.array([0] + [p.percent for p in days.promotions()])
    percent = runs[promotion + 1][order] + _SEGMENT_PERCENT[segment][order]
    discount = (price * quantity * percent + 50) // 100
    starts = np.searchsorted(order, np.arange(len(orders.day)))
    frame: Frame = {
        "order_item_id": whole(np.arange(1, n + 1)),
        "order_id": whole(order + 1),
        "line_number": whole(np.arange(n) - starts[order] + 1),
        "product_id": whole(product + 1),
        "region": label(orders.region[order], REGIONS),
        "quantity": whole(quantity),
        "unit_price": money(price),
        "discount_amount": money(discount),
        "net_amount": money(price * quantity - discount),
        "cost_amount": money(unit_cost * quantity),
    }
    return order, frame, products.kind[product], products.grams[product] * quantity


def _product(draw: Draw, day: Ints, region: Ints, products: Products) -> Ints:
    """A product that was on sale that day: the category by season and region, within it the older ones more often."""
    n = len(day)
    month = days.dates()[day].astype("datetime64[M]").astype(np.int64) % 12
    kind = np.zeros(n, dtype=np.int64)
    for m in range(12):
        here = month == m
        kind[here] = draw.pick(int(here.sum()), [k.months[m] for k in KINDS])
    # Every region has departments that it likes: a seventh of its lines come from six neighbouring categories.
    liked = (region * 6 + draw.below(n, 6)) % len(KINDS)
    kind = np.where(draw.chance(n, 0.14), liked, kind)
    first, second = draw.unit(n), draw.unit(n)
    chosen = np.zeros(n, dtype=np.int64)
    for k in range(len(KINDS)):
        here = kind == k
        chosen[here] = _within(k, day[here], first[here], second[here], products)
    return chosen


def _within(kind: int, day: Ints, first: NDArray[np.float64], second: NDArray[np.float64], products: Products) -> Ints:
    """A product of the category; one that is not sold any more gives way to the category's evergreen."""
    members = np.flatnonzero((products.kind == kind) & (products.never_sold == 0))
    members = members[np.argsort(products.launched[members], kind="stable")]
    on_list = np.searchsorted(products.launched[members], day, side="right")
    wanted = members[(on_list * (first * (0.4 + 0.6 * second))).astype(np.int64)]
    evergreen = members[np.argmax(products.discontinued[members])]
    return np.where(products.discontinued[wanted] <= day, evergreen, wanted)


def _quantity(draw: Draw, segment: Ints, price: Ints) -> Ints:
    """Mostly one; companies and schools buy more, of what is dear less."""
    n = len(segment)
    consumer = draw.pick(n, (84, 12, 4)) + 1
    business = draw.pick(n, (40, 22, 14, 10, 6, 4, 2, 2)) + 1
    large = draw.between(n, 1, 8)
    return np.where((segment == 0) | (price > 30_000), consumer, np.where(segment == 2, large, business))


def _of_year(table: dict[int, int], year: Ints) -> Ints:
    return np.array([table[y] for y in sorted(table)])[year - min(table)]


def _order_frame(orders: _Orders, customer: Ints, promotion: Ints, status: Ints, value: Ints) -> Frame:
    n = len(orders.day)
    start = np.datetime64(days.START, "s")
    free: Bools = (value >= 5_000) | (orders.channel == STORE)
    return {
        "order_id": whole(np.arange(1, n + 1)),
        "customer_id": whole(customer),
        "region": label(orders.region, REGIONS),
        "channel": label(orders.channel, CHANNELS),
        "store_id": whole(_store(orders)),
        "promotion_id": whole(np.where(promotion >= 0, promotion + 1, NULL)),
        "status": label(status, STATUSES),
        "ordered_at": whole(start + orders.day * _DAY + orders.second),
        "order_value": money(value),
        "shipping_fee": money(np.where(free, 0, 490)),
        "loaded_at": whole(start + orders.loaded),
    }


def _store(orders: _Orders) -> Ints:
    """One of the region's stores for what was bought in a store, NULL for the rest."""
    draw = Draw("store")
    n = len(orders.day)
    positions = np.array([[i for i, c in enumerate(CITIES) if c.region == region] for region in REGIONS])
    # A store that is not open yet leaves its customers to the region's first one.
    opened = stores()["opened_on"].values
    wanted = positions[orders.region, draw.pick(n, (40, 26, 20, 14))]
    is_open = opened[wanted] <= days.dates()[orders.day]
    store = np.where(is_open, wanted, positions[orders.region, 0])
    return np.where(orders.channel == STORE, store + 1, NULL)
