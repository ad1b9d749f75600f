"""What of the data reaches a chat model: canaries in every column, looked for in what a recording endpoint was sent."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from agents.budget import Budget
from agents.build import Services
from agents.inquiry import Turn
from agents.settings import Settings
from agents.steps import end_of
from agents.telemetry import MlflowTelemetry, NoTelemetry
from tests.endpoint import Endpoint, started

ROWS = 30
SCRIPT = f"""
CREATE TABLE clients (client_id INTEGER, town VARCHAR, note VARCHAR, size INTEGER, email VARCHAR, extra STRUCT(k VARCHAR));
INSERT INTO clients SELECT i, 'canary-town-' || lpad(i::VARCHAR, 2, '0'), 'canary-note-' || lpad(i::VARCHAR, 2, '0'),
  7000000 + i, 'canary-mail-' || i || '@x.example', {{'k': 'canary-deep-' || i}} FROM range({ROWS}) t(i);
CREATE VIEW remarks AS SELECT client_id AS id, note AS remark FROM clients;
CREATE TABLE wages (name VARCHAR, wage VARCHAR);
INSERT INTO wages VALUES ('canary-name-1', 'canary-wage-1');
"""
POLICY = """
roles:
  analyst: {{tables: [clients, remarks], masked: [clients.email]}}
default_role: analyst
model_sees: {sees}
"""
STATEMENTS = (
    "SELECT email FROM clients",
    "SELECT wage FROM wages",
    "SELECT CAST(note AS INTEGER) FROM clients",
    "SELECT town FROM clients ORDER BY town",
    "SELECT note FROM clients ORDER BY note",
    "SELECT size FROM clients ORDER BY size",
    "SELECT size FROM clients WHERE client_id = 3",
    "SELECT extra FROM clients ORDER BY extra",
    "SELECT c FROM clients c ORDER BY client_id",
    "SELECT * FROM clients ORDER BY client_id",
    "SELECT list(note ORDER BY note) AS notes FROM clients",
    "PIVOT (SELECT note FROM clients ORDER BY note LIMIT 2) ON note USING count(*)",
    "SELECT remark FROM remarks ORDER BY remark",
    "SELECT town FROM clients WHERE note LIKE '%9' ORDER BY client_id",
)
CALLS = [
    ("describe_table", {"table": "clients"}),
    ("find_values", {"text": "canary-town-00"}),
    ("find_values", {"text": "canary-wage-1"}),
    *[("run_sql", {"sql": sql, "purpose": "look"}) for sql in STATEMENTS],
    ("finish", {"answer": "", "assumptions": []}),
]
QUESTION = "Which towns and notes do the clients have?"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    turns = [{"tools": [{"name": name, "arguments": arguments}]} for name, arguments in CALLS]
    with started([{"turns": turns}]) as made:
        yield made


def _asked(
    folder: Path,
    endpoint: Endpoint,
    sees: str,
    *,
    traced: bool = False,
    turns: Sequence[Turn] = (),
    ask: str = QUESTION,
) -> str:
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
        budget=Budget(rounds=40, tool_calls=40),
    )
    services = Services(settings, telemetry=MlflowTelemetry(home, "") if traced else NoTelemetry())
    endpoint.forget()
    try:
        end_of(services.ask(ask, turns=turns))
        services.flush()
    finally:
        services.close()
    sent = [request["body"] for request in endpoint.requests()]
    assert len(sent) > 5
    return json.dumps(sent)


def _canaries(endpoint: Endpoint) -> dict[str, int]:
    """The most different cells of each column that one message held, besides those that the script names."""
    most: dict[str, int] = {}
    for request in endpoint.requests():
        for message in request["body"]["messages"]:
            if message["role"] != "assistant":
                found = set(re.findall(r"canary-(\w+)-(\d+)", message["content"]))
                found |= {("size", cell) for cell in re.findall(r"\b70000\d\d\b", message["content"])}
                for kind in {kind for kind, _ in found - {("town", "00"), ("wage", "1")}}:
                    most[kind] = max(most.get(kind, 0), len([k for k, _ in found if k == kind]))
    return most


@pytest.mark.parametrize(
    ("sees", "cells"),
    [
        ("names", {}),
        # Of statistics, the least and the greatest number of more than a few rows; never a text.
        ("statistics", {"size": 2}),
        ("samples", {"town": 3, "note": 3, "size": 3, "deep": 3}),
        ("values", {"town": 20, "note": 20, "size": 20, "deep": 20}),
        # A column's own level counts both ways: raised alone, but not beside one that is not.
        ("{default: names, clients.town: values}", {"town": 20}),
        ("{default: names, clients.note: values}", {"note": 20}),
        # A view over restricted tables is put in as its statement: what stands behind it counts.
        ("{default: names, remarks.remark: values}", {}),
        ("{default: values, clients.note: names}", {"town": 20, "size": 20, "deep": 20}),
        ("{default: samples, clients.size: statistics, clients.note: names}", {"town": 3, "size": 2, "deep": 3}),
    ],
)
def test_a_model_is_sent_cells_only_as_far_as_the_policy_lets_them_out(
    tmp_path: Path, endpoint: Endpoint, sees: str, cells: dict[str, int]
) -> None:
    _asked(tmp_path, endpoint, sees)
    assert _canaries(endpoint) == cells


EARLIER = (
    Turn(
        "Which notes are there?",
        "The notes are canary-note-17 and canary-note-18.",
        "SELECT note FROM clients WHERE note IN ('canary-note-19', 'canary-note-20')",
    ),
    Turn("And the towns?", "Do you mean canary-town-21 or canary-town-22?"),
    Turn("and canary-town-23", "There is 1.", "SELECT count(*) FROM clients WHERE town = 'canary-town-23'"),
)


@pytest.mark.parametrize(
    ("sees", "kept"),
    [
        ("names", set()),
        ("{default: names, clients.town: values}", {"town-21", "town-22"}),
        ("{default: names, clients.note: values}", {"note-17", "note-18", "note-19", "note-20"}),
        ("values", {"note-17", "note-18", "note-19", "note-20", "town-21", "town-22"}),
    ],
)
def test_a_conversation_tells_of_earlier_answers_no_more_than_the_policy_lets_out(
    tmp_path: Path, endpoint: Endpoint, sees: str, kept: set[str]
) -> None:
    _asked(tmp_path, endpoint, sees, turns=EARLIER, ask="and the notes of clients?")
    first = json.dumps(endpoint.requests()[0]["body"])
    told = set(re.findall(r"canary-((?:town|note)-\d+)", first))
    assert told == kept | {"town-23"}  # what the person wrote stays


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
