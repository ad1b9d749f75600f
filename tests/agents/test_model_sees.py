"""What of the data reaches a chat model: canaries in every column, looked for in what a recording endpoint was sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from agents.budget import Budget
from agents.build import Services
from agents.settings import Settings
from agents.steps import end_of
from agents.telemetry import MlflowTelemetry, NoTelemetry
from tests.endpoint import Endpoint, started

SCRIPT = """
CREATE TABLE clients (client_id INTEGER, town VARCHAR, note VARCHAR, email VARCHAR);
INSERT INTO clients SELECT i, 'canary-town-' || i, 'canary-note-' || i, 'canary-mail-' || i || '@x.example' FROM range(1, 9) t(i);
CREATE TABLE wages (name VARCHAR, wage VARCHAR);
INSERT INTO wages VALUES ('canary-name-1', 'canary-wage-1');
"""
POLICY = """
roles:
  analyst: {{tables: [clients], masked: [clients.email]}}
default_role: analyst
model_sees: {sees}
"""
CALLS = [
    ("describe_table", {"table": "clients"}),
    ("find_values", {"phrase": "canary-town-1"}),
    ("find_values", {"phrase": "canary-wage-1"}),
    ("run_sql", {"sql": "SELECT email FROM clients", "purpose": "hidden"}),
    ("run_sql", {"sql": "SELECT wage FROM wages", "purpose": "hidden"}),
    ("run_sql", {"sql": "SELECT CAST(note AS INTEGER) FROM clients", "purpose": "an error of the engine"}),
    ("run_sql", {"sql": "SELECT town FROM clients ORDER BY client_id", "purpose": "towns"}),
    ("run_sql", {"sql": "SELECT note FROM clients ORDER BY client_id", "purpose": "notes"}),
    ("finish", {"answer": "", "assumptions": []}),
]
QUESTION = "Which towns and notes do the clients have?"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    turns = [{"tools": [{"name": name, "arguments": arguments}]} for name, arguments in CALLS]
    with started([{"turns": turns}]) as made:
        yield made


def _asked(folder: Path, endpoint: Endpoint, sees: str, *, traced: bool = False) -> str:
    """Everything that the endpoint was sent for one question."""
    database, policy = folder / "clients.duckdb", folder / "policy.yaml"
    with duckdb.connect(str(database)) as connection:
        connection.execute(SCRIPT)
    policy.write_text(POLICY.format(sees=sees))
    home = folder / "home"
    settings = Settings(
        model="recorded",
        base_url=endpoint.base_url,
        home=home,
        database=database,
        policy=policy,
        budget=Budget(rounds=20, tool_calls=20),
    )
    services = Services(settings, telemetry=MlflowTelemetry(home, "") if traced else NoTelemetry())
    endpoint.forget()
    try:
        end_of(services.ask(QUESTION))
        services.flush()
    finally:
        services.close()
    sent = [request["body"] for request in endpoint.requests()]
    assert len(sent) > 5
    return json.dumps(sent)


def _canaries(sent: str) -> set[str]:
    """The columns of which a value was sent that no call of the script had named."""
    kinds = {"town": "canary-town-2", "note": "canary-note-2", "email": "canary-mail-", "name": "canary-name-"}
    return {kind for kind, value in kinds.items() if value in sent}


@pytest.mark.parametrize(
    ("sees", "columns"),
    [
        ("names", set()),
        ("statistics", set()),
        ("samples", {"town", "note"}),
        ("values", {"town", "note"}),
        # Rows of a statement stay within the default: a column's own level lowers that, it does not raise it.
        ("{default: names, clients.town: values}", set()),
        ("{default: values, clients.note: names}", {"town"}),
    ],
)
def test_a_model_is_sent_rows_only_as_far_as_the_policy_lets_them_out(
    tmp_path: Path, endpoint: Endpoint, sees: str, columns: set[str]
) -> None:
    assert _canaries(_asked(tmp_path, endpoint, sees)) == columns


def test_traces_and_logs_hold_no_value_of_a_masked_column_or_hidden_table(
    tmp_path: Path, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = _asked(tmp_path, endpoint, "values", traced=True)
    assert "canary-mail-" not in sent
    kept = b"".join(p.read_bytes() for p in (tmp_path / "home").rglob("*") if p.is_file())
    assert b"describe_table" in kept
    for canary in ("canary-mail-", "canary-name-"):
        assert canary.encode() not in kept
        assert canary not in caplog.text
