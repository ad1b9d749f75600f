"""SQL that a person gives goes the way of every question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agents.build import Services
from agents.settings import Settings
from agents.steps import Answered, Drafted, Failed, Refused, Spoke, end_of
from data.ingest.load import import_files


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home = tmp_path_factory.mktemp("given")
    source = home / "orders.csv"
    source.write_text("order_id,channel,amount\n1,web,10\n2,store,20\n3,web,30\n")
    import_files([source], home / "orders.duckdb")
    made = Services(Settings(home=home / "state", database=home / "orders.duckdb", tracing=False))
    yield made
    made.close()


def test_given_sql_is_answered_with_its_receipt_and_no_model(services: Services) -> None:
    sql = "SELECT channel, sum(amount) AS total FROM orders GROUP BY channel ORDER BY total DESC"
    steps = [*services.ask("By channel", sql=sql)]
    end = steps[-1]
    assert isinstance(end, Answered)
    assert [row[0] for row in end.answer.result.records()] == ["web", "store"]
    assert end.answer.receipt.model == "you"
    assert {s.model for s in steps if isinstance(s, Spoke)} == {"you"}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP TABLE orders", "Your SQL was not run"),
        ("SELECT * FROM read_csv('/etc/passwd')", "Your SQL was not run"),
        ("SELECT nothing FROM orders", "nothing"),
        ("SELEC 1", "Your SQL was not run"),
    ],
)
def test_given_sql_meets_the_same_guard(services: Services, sql: str, said: str) -> None:
    steps = [*services.ask("Anything", sql=sql)]
    end = steps[-1]
    assert isinstance(end, Refused)
    assert said in end.text
    assert [s.query for s in steps if isinstance(s, Drafted)] == [None]


def test_the_words_of_a_question_with_given_sql_are_not_screened(services: Services) -> None:
    assert isinstance(end_of(services.ask("xx", sql="SELECT count(*) AS n FROM orders")), Answered)


def test_given_sql_that_reads_a_file_that_is_not_there_names_no_path(services: Services, tmp_path: Path) -> None:
    end = end_of(services.ask("Anything", sql=f"SELECT * FROM '{tmp_path}/secret.csv'"))
    assert isinstance(end, Refused)


@pytest.mark.parametrize("pasted", [True, False])
def test_a_slip_is_told_without_the_columns_that_a_model_is_told(services: Services, pasted: bool) -> None:
    sql = "SELEC * FROM orders"
    end = end_of(services.ask(sql) if pasted else services.ask("Anything", sql=sql))
    assert isinstance(end, Refused)
    assert end.text.startswith("Your SQL was not run. ")
    assert "near “FROM”" in end.text
    assert "sqlglot" not in end.text
    assert "INTEGER" not in end.text


@pytest.mark.parametrize(
    "sql", ["SELECT amount FROM orders WHERE channel = 'Ann Muster", "SELECT 'Ann Muster' 4929123 FROM orders)"]
)
def test_what_stands_in_the_sql_as_a_value_is_not_repeated_in_what_is_wrong_with_it(
    services: Services, sql: str
) -> None:
    end = end_of(services.ask("Anything", sql=sql))
    assert isinstance(end, Refused)
    assert "Muster" not in end.text
    assert "4929123" not in end.text


@pytest.mark.parametrize("pasted", [True, False])
def test_sql_that_ran_too_long_is_told_as_that(services: Services, pasted: bool, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("roles: {hasty: {tables: '*', limits: {seconds: 0.5}}}\ndefault_role: hasty\n")
    sql = "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r, orders"
    made = Services(replace(services.settings, policy=policy))
    end = end_of(made.ask(sql) if pasted else made.ask("Anything", sql=sql))
    made.close()
    assert isinstance(end, Failed)
    assert end.error_class == "timed_out"
    assert end.sql
