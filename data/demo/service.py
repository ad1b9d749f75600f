"""What follows an order: payment, shipment, return, a call for help; and what lies in the warehouses."""

from __future__ import annotations

import datetime as dt

import numpy as np

from data.demo import days
from data.demo.draw import Draw, Ints
from data.demo.frame import NULL, Column, Frame, label, money, take, whole
from data.demo.sales import CANCELLED, MARKETPLACE, PENDING, STORE, Sales
from data.demo.shop import Products
from data.demo.words import (
    CARRIERS,
    KINDS,
    METHODS,
    PAYMENT_STATUSES,
    PRIORITIES,
    REASONS,
    REGIONS,
    TICKET_CHANNELS,
    TOPICS,
)

_START = np.datetime64(days.START, "s")
_LAST = days.DAYS - 1
_DAY = np.timedelta64(86_400, "s")
_DUE = ((52, 24, 12, 8, 4), (70, 24, 0, 0, 6))
_SETTLED, _WAITING, _FAILED, _REFUNDED = range(4)
WAREHOUSES = 5


def payments(sales: Sales) -> Frame:
    """One for each order that stands, before it now and then a failed attempt; two fifths of the cancelled orders had
    been paid and were paid back."""
    draw = Draw("payments")
    n = len(sales.day)
    standing = sales.status != CANCELLED
    kept = standing | draw.chance(n, 0.4)
    failed = draw.chance(n, 0.02)
    at_till = sales.channel == STORE
    method = np.where(at_till, draw.pick(n, _DUE[1]), draw.pick(n, _DUE[0]))
    by_invoice = (method == 2) | (method == 3)
    ordered = sales.orders["ordered_at"].values
    paid = ordered + draw.between(n, 20, 900) + by_invoice * draw.between(n, 1, 12) * 86_400
    status = np.where(standing, _SETTLED, _REFUNDED)
    status = np.where(standing & (paid >= _START + days.DAYS * _DAY), _WAITING, status)
    due = sales.orders["order_value"].values + sales.orders["shipping_fee"].values
    order = np.concatenate([np.flatnonzero(kept), np.flatnonzero(kept & failed)])
    again = np.arange(len(order)) >= int(kept.sum())
    when = np.where(again, ordered[order] + 10, paid[order])
    by_time = np.lexsort((order, when.astype(np.int64)))
    order, again, when = order[by_time], again[by_time], when[by_time]
    state = np.where(again, _FAILED, status[order])
    return {
        "payment_id": whole(np.arange(1, len(order) + 1)),
        "order_id": whole(order + 1),
        "method": label(method[order], METHODS),
        "status": label(state, PAYMENT_STATUSES),
        "amount": money(due[order]),
        "paid_at": whole(np.where(state == _WAITING, np.datetime64("NaT", "s"), when)),
    }


def shipments(sales: Sales) -> Frame:
    """One for each order that was not bought in a store, not cancelled and is past pending."""
    draw = Draw("shipments")
    order = np.flatnonzero((sales.channel != STORE) & (sales.status != CANCELLED) & (sales.status != PENDING))
    n = len(order)
    day, region = sales.day[order], sales.region[order]
    carrier = draw.pick(n, (40, 30, 18, 12))
    shipped = np.minimum(day + draw.pick(n, (34, 42, 16, 8)), _LAST)
    promised = shipped + np.array([2, 3, 4, 1])[carrier] + 1
    # December is slow, and so was one carrier in the spring of 2024.
    month = days.dates()[day].astype("datetime64[M]").astype(np.int64)
    crowded = (month % 12 == 11) | ((carrier == 2) & (month >= 650) & (month <= 652))
    late = draw.chance(n, np.where(crowded, 0.24, 0.08))
    travel = np.where(
        late, promised - shipped + draw.between(n, 1, 6), np.maximum(promised - shipped - draw.below(n, 3), 1)
    )
    delivered = shipped + travel
    weight = np.add.reduceat(sales.grams, np.searchsorted(sales.line_order, np.arange(len(sales.day))))[order]
    west = REGIONS.index("West")
    overflow = (region == west) & (day > days.day_number(dt.date(2023, 9, 10))) & draw.chance(n, 0.22)
    return {
        "shipment_id": whole(np.arange(1, n + 1)),
        "order_id": whole(order + 1),
        "warehouse_id": whole(np.where(overflow, WAREHOUSES, region + 1)),
        "region": label(region, REGIONS),
        "carrier": label(carrier, CARRIERS),
        "shipped_on": whole(_date(shipped)),
        "promised_on": whole(_date(promised)),
        "delivered_on": whole(np.where(delivered <= _LAST, _date(delivered), np.datetime64("NaT", "D"))),
        "weight_kg": Column(weight, places=3),
        "shipping_cost": money(310 + weight // 40 + np.array([40, 0, 90, 210])[carrier]),
    }


def returns(sales: Sales) -> Frame:
    """Lines that came back three to thirty days later, whole or in part, as often as their category says.

    Adds `returned_quantity` to the lines.
    """
    draw = Draw("returns")
    n = len(sales.kind)
    share = np.array([k.returns for k in KINDS])[sales.kind] / 100.0
    order = sales.line_order
    share = np.where(sales.channel[order] == STORE, share / 2, share)
    day = sales.day[order] + draw.between(n, 3, 30)
    back = draw.chance(n, share) & (sales.status[order] != CANCELLED) & (day <= _LAST)
    bought = sales.lines["quantity"].values
    quantity = np.where(back, np.where(draw.chance(n, 0.7), bought, draw.below(n, bought) + 1), 0)
    sales.lines["returned_quantity"] = whole(quantity)
    line = np.flatnonzero(back)
    line = line[np.argsort(day[line], kind="stable")]
    fashion = np.array([k.department == "Fashion" for k in KINDS])[sales.kind[line]]
    m = len(line)
    reason = np.where(fashion, draw.pick(m, (30, 44, 6, 12, 5, 3)), draw.pick(m, (38, 0, 22, 24, 10, 6)))
    return {
        "return_id": whole(np.arange(1, m + 1)),
        "order_item_id": whole(line + 1),
        "region": label(sales.region[order[line]], REGIONS),
        "returned_on": whole(_date(day[line])),
        "reason": label(reason, REASONS),
        "quantity": whole(quantity[line]),
        "refund_amount": money(sales.lines["net_amount"].values[line] * quantity[line] // bought[line]),
    }


def inventory(products: Products) -> Frame:
    """What lies in each warehouse of each product that is still sold, counted in the last days before the as-of date."""
    draw = Draw("inventory")
    n = len(products.kind) * WAREHOUSES
    product, warehouse = np.arange(n) // WAREHOUSES, np.arange(n) % WAREHOUSES
    low = draw.between(n, 5, 60)
    on_hand = draw.below(n, low * 6)
    frame: Frame = {
        "warehouse_id": whole(warehouse + 1),
        "product_id": whole(product + 1),
        "on_hand": whole(np.where(draw.chance(n, 0.03), 0, on_hand)),
        "reorder_point": whole(low),
        "counted_on": whole(_date(_LAST - draw.below(n, 6))),
    }
    return take(frame, products.discontinued[product] >= days.DAYS)


def support_tickets(sales: Sales) -> Frame:
    """About one for every thirty orders; some are about no order, the newest are open, not everybody rates."""
    draw = Draw("tickets")
    order = np.flatnonzero(draw.chance(len(sales.day), np.where(sales.channel == MARKETPLACE, 0.05, 0.03)))
    n = len(order)
    opened = sales.orders["ordered_at"].values[order] + draw.between(n, 600, 12 * 86_400)
    order = order[np.argsort(opened, kind="stable")]
    opened = np.sort(opened, kind="stable")
    inside = opened < _START + days.DAYS * _DAY
    order, opened = order[inside], opened[inside]
    n = len(order)
    priority = draw.pick(n, (22, 56, 17, 5))
    closed = opened + draw.between(n, 900, 86_400) * np.array([9, 5, 2, 1])[priority]
    is_open = (closed >= _START + days.DAYS * _DAY) | draw.chance(n, 0.004)
    topic = draw.pick(n, (34, 22, 18, 12, 6, 8))
    stars = np.minimum(draw.pick(n, (6, 9, 20, 38, 27)) + 1, np.where(topic == 5, 3, 5))
    rated = draw.chance(n, 0.46) & ~is_open
    about_none = draw.chance(n, 0.2)
    return {
        "ticket_id": whole(np.arange(1, n + 1)),
        "customer_id": sales.orders["customer_id"].take(order),
        "order_id": whole(np.where(about_none, NULL, order + 1)),
        "topic": label(topic, TOPICS),
        "priority": label(priority, PRIORITIES),
        "channel": label(draw.pick(n, (40, 42, 18)), TICKET_CHANNELS),
        "opened_at": whole(opened),
        "closed_at": whole(np.where(is_open, np.datetime64("NaT", "s"), closed)),
        "satisfaction": whole(np.where(rated, stars, NULL)),
    }


def _date(number: Ints) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.datetime64(days.START, "D") + number
