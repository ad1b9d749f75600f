"""Plants the faults of `data/demo/faults.py` into the clean tables, in place, always in the same rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from data.demo.draw import Bools, Ints
from data.demo.faults import FAULTS, Fault
from data.demo.frame import NULL, Column, Frame
from data.demo.words import CARRIERS, CHANNELS, METHODS, REGIONS, STATUSES

Tables = dict[str, Frame]
_SPELT_OTHERWISE = (*CARRIERS, "swiftpost ")
_OUTLIER_PRICE = 9_000


def plant(tables: Tables, scale: float) -> None:
    for fault in FAULTS:
        _PLANTERS[fault.name](tables, fault, fault.planted(scale))


def _net_amounts(tables: Tables, fault: Fault, n: int) -> None:
    orders, lines = tables["orders"], tables["order_items"]
    bad = _within(orders["ordered_at"], fault) & (orders["channel"].values == CHANNELS.index("marketplace"))
    lines["net_amount"].values[_spread(_lines_of(bad, lines), n)] = NULL


def _costs(tables: Tables, fault: Fault, n: int) -> None:
    lines = tables["order_items"]
    bad = _lines_of(_within(tables["orders"]["ordered_at"], fault), lines)
    lines["cost_amount"].values[_spread(bad, n)] = NULL


def _twice(tables: Tables, fault: Fault, n: int) -> None:
    lines = tables["order_items"]
    again = _spread(_lines_of(_within(tables["orders"]["ordered_at"], fault), lines), n)
    every = np.concatenate([np.arange(len(lines["order_id"].values)), again])
    tables["order_items"] = {name: column.take(every) for name, column in lines.items()}


def _grams(tables: Tables, fault: Fault, n: int) -> None:
    shipments = tables["shipments"]
    theirs = shipments["carrier"].values == CARRIERS.index("NordFreight")
    shipments["weight_kg"].values[_spread(theirs & _within(shipments["shipped_on"], fault), n)] *= 1000


def _cents(tables: Tables, fault: Fault, n: int) -> None:
    payments = tables["payments"]
    by_card = payments["method"].values == METHODS.index("gift card")
    payments["amount"].values[_spread(by_card & _within(payments["paid_at"], fault), n)] *= 100


def _outlier(tables: Tables, fault: Fault, _n: int) -> None:
    orders, lines, payments = tables["orders"], tables["order_items"], tables["payments"]
    west = orders["region"].values == REGIONS.index("West")
    done = orders["status"].values == STATUSES.index("completed")
    kept = lines["returned_quantity"].values == 0
    position = np.flatnonzero(_lines_of(_within(orders["ordered_at"], fault) & west & done, lines) & kept)
    # The line whose price is nearest to 90 euros: dear enough to weigh, cheap enough to be bought in bulk.
    price = lines["unit_price"].values
    line = position[np.argmin(np.abs(price[position] - _OUTLIER_PRICE))]
    may = orders["ordered_at"].values.astype("datetime64[M]") == np.datetime64("2025-05", "M")
    tenth = int(orders["order_value"].values[west & may].sum()) // 10
    factor = tenth // int(lines["net_amount"].values[line]) + 1
    before = int(lines["net_amount"].values[line])
    for name in ("quantity", "discount_amount", "net_amount", "cost_amount"):
        lines[name].values[line] *= factor
    added = int(lines["net_amount"].values[line]) - before
    order = lines["order_id"].values[line]
    orders["order_value"].values[order - 1] += added
    payments["amount"].values[payments["order_id"].values == order] += added


def _stale(tables: Tables, fault: Fault, n: int) -> None:
    inventory = tables["inventory"]
    there = inventory["warehouse_id"].values == 2
    inventory["counted_on"].values[_spread(there, n)] = np.datetime64(fault.first, "D")


def _late(tables: Tables, fault: Fault, n: int) -> None:
    orders = tables["orders"]
    in_store = orders["channel"].values == CHANNELS.index("store")
    bad = _spread(in_store & _within(orders["ordered_at"], fault), n)
    orders["loaded_at"].values[bad] = orders["ordered_at"].values[bad] + np.timedelta64(40 * 86_400, "s")


def _carrier(tables: Tables, fault: Fault, n: int) -> None:
    shipments = tables["shipments"]
    theirs = shipments["carrier"].values == CARRIERS.index("SwiftPost")
    bad = _spread(theirs & _within(shipments["shipped_on"], fault), n)
    codes = shipments["carrier"].values.copy()
    codes[bad] = len(CARRIERS)
    shipments["carrier"] = Column(codes, names=_SPELT_OTHERWISE)


def _orphans(tables: Tables, _fault: Fault, n: int) -> None:
    tickets = tables["support_tickets"]
    bad = _spread(tickets["order_id"].values >= 0, n)
    tickets["order_id"].values[bad] += 9_000_000


def _too_early(tables: Tables, fault: Fault, n: int) -> None:
    shipments = tables["shipments"]
    arrived = ~np.isnat(shipments["delivered_on"].values)
    bad = _spread(arrived & _within(shipments["shipped_on"], fault), n)
    shipments["delivered_on"].values[bad] = shipments["shipped_on"].values[bad] - np.timedelta64(2, "D")


_PLANTERS: dict[str, Callable[[Tables, Fault, int], None]] = {
    "missing net amounts": _net_amounts,
    "missing costs": _costs,
    "lines loaded twice": _twice,
    "grams instead of kilograms": _grams,
    "cents instead of euros": _cents,
    "one order carries the sum": _outlier,
    "stale counts": _stale,
    "store orders loaded late": _late,
    "a carrier spelt in two ways": _carrier,
    "tickets about orders that are not there": _orphans,
    "delivered before shipped": _too_early,
}


def _within(column: Column, fault: Fault) -> Bools:
    """Where the column's day lies in the days of the fault."""
    first, last = fault.first or dt.date.min, fault.last or dt.date.max
    day = column.values.astype("datetime64[D]")
    inside: Bools = (day >= np.datetime64(first, "D")) & (day <= np.datetime64(last, "D"))
    return inside


def _lines_of(orders: Bools, lines: Frame) -> Bools:
    """The lines of those orders; order numbers run from 1 without a gap."""
    chosen: Bools = orders[lines["order_id"].values - 1]
    return chosen


def _spread(candidates: Bools, n: int) -> Ints:
    """`n` of the candidates' positions, evenly spread over them; all of them where there are fewer."""
    position = np.flatnonzero(candidates)
    if len(position) <= n:
        return position.astype(np.int64)
    return position[np.arange(n) * len(position) // n].astype(np.int64)
