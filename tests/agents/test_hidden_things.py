"""Names and values of what a role may not see stand nowhere: not in any Step, answer, error, suggestion, index or trace."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import duckdb
import pytest

from agents.build import Services
from agents.present import to_object
from agents.settings import Settings
from agents.steps import Step
from agents.suggest import suggestions
from agents.telemetry import MlflowTelemetry
from data.types import User

SCRIPT = """
CREATE TABLE quokka_ledgers (ledger_id INTEGER PRIMARY KEY, wombat_wage BIGINT, keeper VARCHAR);
INSERT INTO quokka_ledgers SELECT i, 917770442660000 + i, 'numbat-keeper-' || i FROM range(1, 9) t(i);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, ledger_id INTEGER REFERENCES quokka_ledgers, town VARCHAR, amount INTEGER, potoroo_notes VARCHAR);
INSERT INTO orders SELECT i, 1 + i % 8, ['Oslo', 'Bergen'][1 + i % 2], i * 10, 'numbat-note-' || i FROM range(1, 40) t(i);
COMMENT ON COLUMN quokka_ledgers.wombat_wage IS 'what a numbat earns';
CREATE VIEW bilby_view AS SELECT wombat_wage FROM quokka_ledgers;
CREATE MACRO bilby_macro(i) AS (SELECT keeper FROM quokka_ledgers WHERE ledger_id = i);
"""
POLICY = """
roles:
  analyst: {tables: [orders], masked: [orders.potoroo_notes]}
  admin: {tables: "*"}
default_role: analyst
model_sees: values
"""
HIDDEN = ("quokka", "wombat", "potoroo", "bilby", "numbat", "91777044266")
"""The number is longer than what may stand in a time or an id by chance."""
QUESTIONS = """
how many orders by town
total amount by town
which tables are there
help
What does a wage cost
how many ledgers are there
show me the ledger of order 3
orders by ledger
who is the keeper of order 5
notes of the orders
orders whose notes are long
number of notes by town
list everything you have about orders
show all columns of orders
SELECT * FROM ledgers
SELECT * FROM quoka_ledgers
SELECT wage FROM orders
SELECT notes FROM orders
SELECT potoro_notes FROM orders
SELECT o.notez FROM orders o
SELECT * FROM view
SELECT macro(1)
SELECT count(*) FROM orders JOIN ledgers USING (ledger_id)
SELECT * FROM information_schema.tables
SELECT table_name FROM duckdb_tables()
SELECT CAST(town AS INTEGER) FROM orders
SELECT ledger_id, sum(amount) FROM orders GROUP BY ALL
FROM orders SELECT COLUMNS('.*notes')
SELECT amount FROM orders WHERE town = 'Osla'
SELECT keeper FROM orders
average wage per town
salaries
top earners
orders with a wage above 3
""".strip().splitlines()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hidden")


@pytest.fixture(scope="module")
def told(home: Path) -> str:
    """Everything that came out for all the questions, as one text; what was kept of them is in the home folder."""
    with duckdb.connect(str(home / "shop.duckdb")) as connection:
        connection.execute(SCRIPT)
    (home / "policy.yaml").write_text(POLICY)
    kept = home / "kept"
    settings = Settings(model="builtin", home=kept, database=home / "shop.duckdb", policy=home / "policy.yaml")
    services = Services(settings, telemetry=MlflowTelemetry(kept, ""))
    said: list[str] = []
    try:
        for question in QUESTIONS:
            steps: list[Step] = list(services.ask(question, user=User(roles=("analyst",))))
            ends = [json.dumps(to_object(steps[-1]), default=str)]  # type: ignore[arg-type]  # the last one is an End
            said += [repr(steps).replace(repr(question), ""), *ends]
        bench = services.desk().bench(User(roles=("analyst",)))
        said += [repr(bench.schema), *suggestions(bench.schema)]
        said += [repr(bench.index.search(q)) for q in ("wage", "ledger", "notes", "quoka ledger", "keeper")]
        said += [repr(bench.values.find(q)) for q in ("numbat", "keeper 1", "note 3")]
        services.flush()
    finally:
        services.close()
    return "\n".join(said)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_hidden_stands_in_what_is_answered(told: str, hidden: str) -> None:
    at = told.casefold().find(hidden)
    assert at < 0, told[max(0, at - 300) : at + 60]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_hidden_stands_in_what_is_kept(home: Path, hidden: str) -> None:
    files = [p for p in (home / "kept").rglob("*") if p.is_file()]
    assert files
    assert not [p.name for p in files if hidden.encode() in p.read_bytes().lower()]


def test_the_same_questions_tell_an_admin_more(home: Path, told: str) -> None:
    """The test would find what it looks for."""
    assert told
    settings = Settings(model="builtin", home=home / "other", database=home / "shop.duckdb", policy=home / "policy.yaml", roles=("admin",))  # fmt: skip
    services = Services(settings)
    try:
        bench = services.desk().bench(User(roles=("admin",)))
        assert all(name in repr(bench.schema) for name in ("quokka", "wombat", "potoroo", "bilby"))
    finally:
        services.close()


def test_logs_hold_nothing_hidden(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(
        model="builtin", home=home / "third", database=home / "shop.duckdb", policy=home / "policy.yaml"
    )
    services = Services(settings)
    try:
        for question in QUESTIONS[-20:-10]:
            list(services.ask(question, user=User(roles=("analyst",))))
    finally:
        services.close()
    text = caplog.text.casefold()
    for question in QUESTIONS:
        text = text.replace(question.casefold(), "")
    assert not [hidden for hidden in HIDDEN if hidden in text]
