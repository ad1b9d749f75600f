"""What the product says of results that are empty or odd; the cases are in cases/empty.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from agents.build import Services
from agents.scripted import Scripted, call
from agents.settings import Settings
from agents.steps import Answer, Answered, end_of
from agents.telemetry import NoTelemetry

WORLD: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases/empty.yaml").read_text(encoding="utf-8"))
POLICY = """
roles:
  analyst: {tables: [customers, orders, visits], masked: [customers.email]}
  german: {tables: [customers, orders], masked: [customers.email], rows: {customers: "country = {user.country}"}}
default_role: analyst
"""


class Desk:
    """Answers with the statement that it is given, as a role."""

    def __init__(self, folder: Path) -> None:
        database, policy = folder / "shop.duckdb", folder / "policy.yaml"
        with duckdb.connect(str(database)) as connection:
            connection.execute(WORLD["shop"])
        policy.write_text(POLICY)
        self._said: list[Scripted] = []
        self._settings = {"model": "builtin", "home": folder / "home", "database": database, "policy": policy}
        self._made: dict[str, Services] = {}

    def answer(self, question: str, sql: str, role: str = "analyst") -> Answer:
        said = Scripted((call("run_sql", sql=sql, purpose="x"),), (call("finish", answer="", assumptions=[]),))
        self._said.append(said)
        if role not in self._made:
            settings = Settings(**self._settings, roles=(role,), attributes={"country": "Germany"})  # type: ignore[arg-type]  # fields by name
            self._made[role] = Services(settings, telemetry=NoTelemetry(), model=lambda _b, _i: self._said[-1])
        end = end_of(self._made[role].ask(question))
        assert isinstance(end, Answered), end
        return end.answer

    def close(self) -> None:
        for made in self._made.values():
            made.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("explain"))
    yield made
    made.close()


@pytest.mark.parametrize("case", WORLD["cases"], ids=lambda c: c["question"])
def test_what_empties_a_result_is_told_with_what_there_is_instead(desk: Desk, case: dict[str, Any]) -> None:
    answer = desk.answer(case["question"], case["sql"])
    told = " ".join((answer.text, *(n.text for n in answer.notes)))
    for part in case["says"]:
        assert part in told
    if "check" in case:
        assert case["check"] in {n.check for n in answer.notes}
    else:
        assert "empty_result" not in {n.check for n in answer.notes}


@pytest.mark.parametrize("case", WORLD["quiet"], ids=lambda c: c["question"])
def test_an_ordinary_result_is_not_explained(desk: Desk, case: dict[str, Any]) -> None:
    answer = desk.answer(case["question"], case["sql"])
    assert not {n.check for n in answer.notes} & {"all_empty", "one_group", "empty_result"}
    assert "without it" not in answer.text


def test_the_explanation_knows_no_more_than_the_role(desk: Desk) -> None:
    answer = desk.answer("customers in the USA", "SELECT name FROM customers WHERE country = 'USA'", role="german")
    assert "United States" not in answer.text
    assert "Germany" in answer.text
    assert "30 rows" in answer.text


def test_values_of_a_private_column_are_not_offered(desk: Desk) -> None:
    answer = desk.answer("who is Customer 77x?", "SELECT country FROM customers WHERE name = 'Customer 77x'")
    assert "Customer 77”" in answer.text  # the name is nobody's secret here
    assert "mail.example" not in answer.text


def test_the_one_that_is_first_is_told_with_the_figure_that_makes_it_so(desk: Desk) -> None:
    sql = "SELECT country FROM customers GROUP BY country ORDER BY count(*) DESC, country LIMIT 1"
    answer = desk.answer("which country has the most customers", sql)
    assert answer.text == "Country: France (30 customers)."
