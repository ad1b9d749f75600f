"""A small shop, and services whose model replies what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from agents.build import Services
from agents.chat import ChatModel
from agents.registry import Registry
from agents.settings import Settings
from agents.telemetry import NoTelemetry, Telemetry

SHOP = """
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR, region VARCHAR);
INSERT INTO customers VALUES (1, 'Ada', 'ada@mail.example', 'West'), (2, 'Bob', 'bob@mail.example', 'East'),
  (3, 'Cyd', 'cyd@mail.example', 'West');
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, order_date DATE, amount DECIMAL(10,2));
INSERT INTO orders VALUES (1, 1, '2024-01-05', 10.50), (2, 1, '2024-02-06', 20.00), (3, 2, '2024-02-07', 30.25);
CREATE TABLE salaries (employee VARCHAR, salary INTEGER);
INSERT INTO salaries VALUES ('Zoe', 91337);
"""
POLICY = """
roles:
  analyst:
    tables: [customers, orders]
    masked: [customers.email]
  west:
    tables: [customers]
    rows: {customers: "region = {user.region}"}
  admin: {tables: "*"}
default_role: analyst
model_sees: values
"""
Make = Callable[..., Services]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SHOP)
    return path


@pytest.fixture
def services(shop: Path, tmp_path: Path) -> Iterator[Make]:
    """`services(model, ...)`: services over the shop whose model is the one given."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    made: list[Services] = []

    def make(
        model: ChatModel | None = None,
        *,
        registry: Registry | None = None,
        telemetry: Telemetry | None = None,
        settings_model: str = "builtin",
        **settings: object,
    ) -> Services:
        given = Settings(model=settings_model, home=tmp_path / "home", database=shop, policy=policy, **settings)  # type: ignore[arg-type]  # a test names fields of Settings
        made.append(
            Services(
                given,
                registry=registry,
                telemetry=telemetry or NoTelemetry(),
                model=(lambda _bench, _inquiry: model) if model is not None else None,
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()
