"""Groups that come in any order are put in one that reads well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from agents.charts.order import arranged
from agents.charts.ordinal import ranks
from data.types import Result
from tests.agents.test_charts import SCHEMA, query

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/order.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["says"])
def test_groups_stand_in_reading_order_and_no_row_is_lost(case: dict[str, Any]) -> None:
    came = Result(pa.table(case["rows"]), True, 1.0)
    made = arranged(came, query(case["sql"]), SCHEMA)
    assert [row[0] for row in made.records()] == case["order"]
    assert sorted(map(str, made.records())) == sorted(map(str, came.records()))
    assert made.truncated


@pytest.mark.parametrize("cells", [["a", "b"], ["M"], ["North", "May"], ["2024", "10-20"], [None, None], ["12", "7"]])
def test_words_without_an_order_of_their_own_have_none(cells: list[Any]) -> None:
    assert ranks(cells) is None
