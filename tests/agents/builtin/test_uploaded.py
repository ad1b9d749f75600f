"""Files as people upload them: questions in the words of their columns, answered or asked back about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.build import Services
from agents.steps import Answered, Asked
from tests.agents.builtin.files import database_of, last_end

pytestmark = pytest.mark.long
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "uploaded.yaml").read_text("utf-8"))
WIDE = ", ".join(f"{n} + i % 2 AS measure_{n:02d}" for n in range(1, 60))
FILES = f"""
CREATE TABLE rides2024 AS SELECT i AS ride_id, TIMESTAMP '2024-01-02 08:00' + INTERVAL (i) DAY AS started_at, ['Ulm', 'Bonn'][1 + i % 2] AS town,
  CASE WHEN i % 14 = 3 THEN NULL ELSE 2.5 END AS price, 10 + i % 3 AS minutes, i % 2 = 0 AS shared FROM range(0, 180) t(i) WHERE i <> 70;
CREATE TABLE wide60 AS SELECT i AS visit_id, DATE '2024-01-01' + i::INTEGER AS visit_date, ['South', 'North'][1 + i % 2] AS clinic, {WIDE} FROM range(0, 20) t(i);
CREATE TABLE dupcols (id INTEGER, amount INTEGER, amount_2 INTEGER, region VARCHAR);
INSERT INTO dupcols VALUES (1, 10, 100, 'North'), (2, 20, 200, 'South');
CREATE TABLE nested (order_no INTEGER, total DOUBLE, address VARCHAR);
INSERT INTO nested VALUES (1, 5, '{{}}'), (2, 6, '{{}}');
CREATE TABLE bands (band_id INTEGER PRIMARY KEY, band VARCHAR); INSERT INTO bands VALUES (1, 'Iron Maiden'), (2, 'Base');
CREATE TABLE albums (album_id INTEGER PRIMARY KEY, album VARCHAR, label VARCHAR, band_id INTEGER REFERENCES bands(band_id));
INSERT INTO albums VALUES (1, 'Iron Maiden', 'Oslo', 1), (2, 'Powerslave', 'Base', 1), (3, 'Killers', 'Bern', 1), (4, 'Basement', 'Bern', 2);
CREATE TABLE "Deal" (deal_no INTEGER, closed VARCHAR); INSERT INTO "Deal" VALUES (1, 'x');
CREATE TABLE deals (deal_id INTEGER, amount DOUBLE); INSERT INTO deals VALUES (1, 5), (2, 6), (3, 7);
CREATE TABLE receipts (receipt_no VARCHAR, bezahlt VARCHAR);
INSERT INTO receipts VALUES ('r1', 'ja'), ('r2', 'nein'), ('r3', 'ja'), ('r4', 'nein'), ('r5', 'ja');
CREATE TABLE goods (item VARCHAR, price DOUBLE); INSERT INTO goods VALUES ('Alpha Laptop', 900), ('Beta Laptop', 700), ('Oak Desk', 300);
CREATE TABLE budget (team VARCHAR, budget BIGINT); INSERT INTO budget VALUES ('Red', 500), ('Blue', 2500), ('Green', 900);
CREATE TABLE bills_a (stadt VARCHAR, betrag DOUBLE); INSERT INTO bills_a VALUES ('Ulm', 10), ('Bonn', 20);
CREATE TABLE bills_b (stadt VARCHAR, betrag DOUBLE); INSERT INTO bills_b VALUES ('Ulm', 60), ('Bonn', 9);
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database_of(tmp_path_factory.mktemp("uploaded") / "files.duckdb", FILES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " / ".join(case["ask"]))
def test_what_is_asked_of_uploaded_files_is_answered_or_asked_back_about(
    case: dict[str, Any], services: Services, database: Path
) -> None:
    end = last_end(services, database, case["ask"])
    text = end.answer.text if isinstance(end, Answered) else end.text
    assert isinstance(end, Asked if "asked" in case else Answered), end
    assert text.startswith(case.get("begins") or case.get("asked", ""))
    if isinstance(end, Answered):
        assert end.answer.sure == case.get("sure", end.answer.sure)
    if isinstance(end, Asked):
        assert list(end.options) == case.get("offers", list(end.options))
