"""Writes the demo warehouse: an online retailer in one DuckDB file, the same rows each time on any machine.

    python -c "from pathlib import Path; from data.demo.generate import generate; generate(Path('demo.duckdb'))"

The tables are in `schema.sql`, their words, keys and metrics in `catalogue.yaml`, the planted faults in `faults.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import duckdb

from data import metadata
from data.demo import sales, service, shop, staff
from data.demo.frame import Frame, to_arrow
from data.demo.plant import plant

Progress: TypeAlias = Callable[[str, float], None]
"""Is told what is being done and which share of the whole, from 0 to 1, is behind us."""

HERE = Path(__file__).parent
CATALOGUE = HERE / "catalogue.yaml"
POLICY = HERE / "policy.yaml"


def generate(path: Path, *, faults: bool = True, scale: float = 1.0, progress: Progress | None = None) -> None:
    """Write the warehouse to `path`, which must not exist; its folder must. The rest is as in `fill`."""
    with duckdb.connect(str(path)) as connection:
        fill(connection, faults=faults, scale=scale, progress=progress)
        connection.execute("CHECKPOINT")


def fill(
    connection: duckdb.DuckDBPyConnection,
    *,
    faults: bool = True,
    scale: float = 1.0,
    progress: Progress | None = None,
) -> None:
    """Put the warehouse into an empty database.

    `faults=False` gives the clean twin: the same rows without the planted faults. `scale` changes the number of
    customers, orders and what hangs on them (1 is about a million order lines); every scale is a world of its own.
    """
    tell = progress or _silent
    tables = _tables(scale, tell)
    if faults:
        tell("planting faults", 0.45)
        plant(tables, scale)
    connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    for number, (name, frame) in enumerate(tables.items()):
        tell(f"writing {name}", 0.5 + 0.45 * number / len(tables))
        connection.from_arrow(to_arrow(frame)).insert_into(name)
    metadata.write(connection, metadata.load_yaml(CATALOGUE))
    tell("ready", 1.0)


def _tables(scale: float, tell: Progress) -> dict[str, Frame]:
    tell("making products", 0.0)
    products = shop.products(scale)
    tell("making orders", 0.05)
    trade = sales.make(products, scale)
    tell("making what follows the orders", 0.35)
    returned = service.returns(trade)
    return {
        "regions": shop.regions(),
        "stores": shop.stores(),
        "warehouses": shop.warehouses(),
        "customers": trade.customers,
        "categories": shop.categories(),
        "suppliers": shop.suppliers(),
        "products": products.frame,
        "promotions": shop.promotions(),
        "orders": trade.orders,
        "order_items": trade.lines,
        "payments": service.payments(trade),
        "shipments": service.shipments(trade),
        "returns": returned,
        "inventory": service.inventory(products),
        "support_tickets": service.support_tickets(trade),
        "employees": staff.employees(),
        "audit_log": staff.audit_log(scale),
    }


def _silent(what: str, share: float) -> None:
    """Nobody wants to know."""
