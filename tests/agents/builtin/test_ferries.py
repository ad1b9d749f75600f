"""Two keys to one table, what is left out, and superlatives, in a database without a catalogue: right or asked back, never wrongly sure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.build import Services
from agents.steps import Answered, Asked
from tests.agents.builtin.files import database_of, last_end

pytestmark = pytest.mark.long
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "ferries.yaml").read_text("utf-8"))
FERRIES = """
CREATE TABLE ports (port_id INTEGER PRIMARY KEY, name VARCHAR, city VARCHAR, country VARCHAR);
INSERT INTO ports VALUES (1, 'Oslo Harbour', 'Oslo', 'Norway'), (2, 'Dover Harbour', 'Dover', 'England'), (3, 'Calais Harbour', 'Calais', 'France'),
  (4, 'Bastia Harbour', 'Bastia', 'France'), (5, 'Turku Harbour', 'Turku', 'Finland');
CREATE TABLE operators (operator_id INTEGER PRIMARY KEY, name VARCHAR, budget DOUBLE);
INSERT INTO operators VALUES (1, 'North Line', 5), (2, 'Blue Star', 9);
CREATE TABLE sailings (sailing_id INTEGER PRIMARY KEY, from_port INTEGER REFERENCES ports(port_id), to_port INTEGER REFERENCES ports(port_id),
  operator_id INTEGER REFERENCES operators(operator_id), departed_on DATE, passengers INTEGER, status VARCHAR);
INSERT INTO sailings VALUES (1, 2, 3, 1, DATE '2024-01-05', 100, 'done'), (2, 2, 3, 1, DATE '2024-02-05', 200, 'done'),
  (3, 3, 2, 2, DATE '2024-03-05', 300, 'cancelled'), (4, 4, 1, 2, DATE '2024-04-05', 400, 'done');
CREATE TABLE incidents (incident_id INTEGER PRIMARY KEY, sailing_id INTEGER REFERENCES sailings(sailing_id), kind VARCHAR);
INSERT INTO incidents VALUES (1, 3, 'engine'), (2, 3, 'weather');
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database_of(tmp_path_factory.mktemp("ferries") / "ferries.duckdb", FERRIES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " / ".join(case["ask"]))
def test_a_question_about_ferries_is_answered_rightly_or_asked_back_about(
    case: dict[str, Any], services: Services, database: Path
) -> None:
    end = last_end(services, database, case["ask"])
    if "asks" in case:
        assert isinstance(end, Asked), end
        assert end.text.startswith(case["asks"])
    else:
        assert isinstance(end, Answered), end
        assert sorted(map(list, end.answer.result.records()), key=str) == sorted(case["rows"], key=str)
