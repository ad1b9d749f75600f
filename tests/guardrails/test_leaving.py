from __future__ import annotations

import pytest

from data.types import Column, Policy, Reads, Schema, Table
from guardrails.leaving import model_visible, samples_for_model, statement_visible


def test_the_model_sees_what_the_policy_lets_out() -> None:
    plain, private = Column("n", "VARCHAR", samples=("a",)), Column("p", "VARCHAR", samples=("b",), private=True)
    policy = Policy({}, "a", "values", {("t", "n"): "names"})
    assert model_visible("T", plain, policy) == "names"
    assert model_visible("t", private, policy) == "statistics"
    assert samples_for_model("t", plain, policy) == ()


@pytest.mark.parametrize(
    ("columns", "tables", "level"),
    [
        ([("t", "open")], ["t"], "values"),
        ([("t", "open"), ("t", "shut")], ["t"], "names"),
        ([("t", "plain")], ["t"], "samples"),
        ([], ["t"], "samples"),  # a count is at the default
        ([("t", "open")], ["t", "u"], "samples"),  # so is a table of which no column is read
        ([("t", "gone")], ["t"], "names"),  # what is not known has the lowest level that is given
        ([("t", "own")], ["t"], "statistics"),
        ([("v", "a")], ["v"], "names"),  # a view shows no more than what it reads
        ([("w", "a")], ["w"], "samples"),
        ([("w", "b")], ["w"], "values"),  # unless the policy names the view's column
        ([("vv", "a")], ["vv"], "names"),
        ([("broken", "a")], ["broken"], "names"),
    ],
)
def test_rows_show_the_least_that_a_column_they_are_made_of_may_show(
    columns: list[tuple[str, str]], tables: list[str], level: str
) -> None:
    def view_of(name: str, sql: str) -> Table:
        return Table(name, (Column("a", "VARCHAR"), Column("b", "VARCHAR")), view=True, view_sql=sql)

    names = ("open", "shut", "plain")
    t = Table("t", (*(Column(n, "VARCHAR") for n in names), Column("own", "VARCHAR", private=True)))
    views = (
        view_of("v", "CREATE VIEW v AS SELECT shut AS a FROM t"),
        view_of("w", "CREATE VIEW w AS SELECT plain AS a, plain AS b FROM t"),
        view_of("vv", "CREATE VIEW vv AS SELECT a FROM v"),
        view_of("broken", "CREATE VIEW ((("),
    )
    schema = Schema((t, Table("u", (Column("x", "INTEGER"),)), *views))
    policy = Policy({}, "a", "samples", {("t", "open"): "values", ("t", "shut"): "names", ("w", "b"): "values"})
    assert statement_visible(Reads(tuple(tables), tuple(columns)), schema, policy) == level
