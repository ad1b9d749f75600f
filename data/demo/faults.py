"""The faults that are planted in the demo warehouse: the one place that says which there are.

The checks of the data-quality specialist are proved against this list: each fault names the check that should find it.
`data/demo/plant.py` plants them, `generate(path, faults=False)` leaves them out, and apart from them the two files hold
the same rows. They are small: the headline figures move by less than one percent, save where `what` says otherwise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Check = Literal[
    "nulls_in_aggregate",
    "duplicate_rows",
    "unit_mix_up",
    "outlier_carries_sum",
    "stale_rows",
    "late_rows",
    "inconsistent_labels",
    "orphan_keys",
    "impossible_order_of_dates",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """`rows` is the number of rows at scale 1; `first` to `last` are the days it is on, None where it has none."""

    name: str
    what: str
    table: str
    columns: tuple[str, ...]
    rows: int
    check: Check
    first: dt.date | None = None
    last: dt.date | None = None

    def planted(self, scale: float) -> int:
        """How many rows have the fault at that scale: at least one, and the only outlier stays the only one."""
        return max(1, round(self.rows * min(scale, 1.0)))


FAULTS: tuple[Fault, ...] = (
    Fault(
        "missing net amounts",
        "The marketplace sent lines of April 2025 without their net amount; orders.order_value has them.",
        "order_items",
        ("net_amount",),
        900,
        "nulls_in_aggregate",
        dt.date(2025, 4, 1),
        dt.date(2025, 4, 30),
    ),
    Fault(
        "missing costs",
        "Lines of February 2025 came without their cost, so their margin is unknown.",
        "order_items",
        ("cost_amount",),
        1200,
        "nulls_in_aggregate",
        dt.date(2025, 2, 1),
        dt.date(2025, 2, 28),
    ),
    Fault(
        "lines loaded twice",
        "A batch of lines of 20 and 21 May 2025 is in the table twice, with the same order_item_id.",
        "order_items",
        ("order_item_id",),
        400,
        "duplicate_rows",
        dt.date(2025, 5, 20),
        dt.date(2025, 5, 21),
    ),
    Fault(
        "grams instead of kilograms",
        "NordFreight reported weights in grams for shipments of 4 to 17 November 2024: 1,000 times too high.",
        "shipments",
        ("weight_kg",),
        350,
        "unit_mix_up",
        dt.date(2024, 11, 4),
        dt.date(2024, 11, 17),
    ),
    Fault(
        "cents instead of euros",
        "Payments by gift card of March 2025 were booked in cents: 100 times too high.",
        "payments",
        ("amount",),
        200,
        "unit_mix_up",
        dt.date(2025, 3, 1),
        dt.date(2025, 3, 31),
    ),
    Fault(
        "one order carries the sum",
        "One order of mid-May 2025 in the West has a line of about 1,500 pieces: a typing error or a very good day. It is "
        "about a tenth of that region's orders of the month.",
        "order_items",
        ("quantity", "net_amount"),
        1,
        "outlier_carries_sum",
        dt.date(2025, 5, 12),
        dt.date(2025, 5, 16),
    ),
    Fault(
        "stale counts",
        "One warehouse has not counted part of its stock since 31 January 2025; all other counts are of the last days.",
        "inventory",
        ("counted_on",),
        600,
        "stale_rows",
        dt.date(2025, 1, 31),
        dt.date(2025, 1, 31),
    ),
    Fault(
        "store orders loaded late",
        "Store orders of 10 to 12 March 2025 were loaded 40 days after the sale.",
        "orders",
        ("loaded_at",),
        140,
        "late_rows",
        dt.date(2025, 3, 10),
        dt.date(2025, 3, 12),
    ),
    Fault(
        "a carrier spelt in two ways",
        'Shipments of January 2025 call SwiftPost "swiftpost " with a small letter and a blank at the end.',
        "shipments",
        ("carrier",),
        250,
        "inconsistent_labels",
        dt.date(2025, 1, 1),
        dt.date(2025, 1, 31),
    ),
    Fault(
        "tickets about orders that are not there",
        "Tickets name an order number that no order has.",
        "support_tickets",
        ("order_id",),
        24,
        "orphan_keys",
    ),
    Fault(
        "delivered before shipped",
        "Shipments of August 2024 have a day of delivery two days before the day of shipping.",
        "shipments",
        ("shipped_on", "delivered_on"),
        60,
        "impossible_order_of_dates",
        dt.date(2024, 8, 1),
        dt.date(2024, 8, 31),
    ),
)
