"""Statements grown from the grammar: whatever the guard lets through reads only what the policy allows."""

from __future__ import annotations

import os

import duckdb
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from data.types import Policy, SafeQuery, Schema, User
from evals.redteam import pack
from guardrails.sql import check
from tests.guardrails.databases import output

EXAMPLES = int(os.environ.get("CANDOR_EXAMPLES", "150"))

TABLES = st.sampled_from(
    ["hotels", "guests", "bookings", "staff", "vault.codes", "v_mail", "v_stays", "x", "guests AS g(a, b, c)", "crew()"]
)
COLUMNS = st.sampled_from(
    [
        "name",
        "email",
        "passport",
        "country",
        "guest_id",
        "bank",
        "code",
        "*",
        "guests",
        "g",
        "g.email",
        "g.*",
        "#3",
        "reach",
        "c",
        "x",
    ]
)
WRAPS = st.sampled_from(
    [
        "{}",
        "max({})",
        "to_json({})",
        "COLUMNS({})",
        "({}).email",
        "list({})",
        "{} AS email",
        "COLUMNS('{}')",
        "[{}]",
        "{}.upper()",
    ]
)
EXPRESSIONS = st.builds(lambda wrap, column: wrap.format(column), WRAPS, COLUMNS)
JOINS = st.sampled_from(
    [
        "",
        " NATURAL JOIN guests",
        " JOIN guests USING (guest_id)",
        ", guests g",
        " POSITIONAL JOIN staff",
        " LEFT JOIN guests g ON TRUE",
    ]
)
TAILS = st.sampled_from(
    [
        "",
        " ORDER BY 3",
        " GROUP BY ALL",
        " ORDER BY email",
        " WHERE email > 'a'",
        " WHERE TRUE OR country = 'south'",
        " QUALIFY TRUE",
        " LIMIT 5",
    ]
)


def _select(expression: str, table: str, join: str, tail: str) -> str:
    return f"SELECT {expression} FROM {table}{join}{tail}"


SIMPLE = st.builds(_select, EXPRESSIONS, TABLES, JOINS, TAILS)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("SELECT {1} FROM ({0}) g".format, inner, EXPRESSIONS),
        st.builds("WITH x AS ({0}) {1}".format, inner, inner),
        st.builds("WITH guests AS ({0}) SELECT * FROM guests".format, inner),
        st.builds("{0} UNION ALL BY NAME {1}".format, inner, inner),
        st.builds("SELECT ({0})".format, inner),
        st.builds("PIVOT ({0}) ON country USING count(*)".format, inner),
        st.builds("SELECT t.* FROM hotels h, LATERAL ({0}) t".format, inner),
        st.builds("SELECT name FROM guests g WHERE EXISTS ({0})".format, inner),
    )


STATEMENTS = st.recursive(SIMPLE, _grown, max_leaves=4)
QUIET = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@QUIET
@given(sql=STATEMENTS, role=st.sampled_from(["clerk", "north"]))
def test_what_passes_reads_only_what_the_policy_allows(
    sql: str, role: str, hotels: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy
) -> None:
    checked = check(sql, schema, policy, User(roles=(role,), attributes=pack.ATTRIBUTES))
    if isinstance(checked, SafeQuery):
        case = pack.Case("grown", "grown", "", sql, role, "filtered")
        assert not pack.leaks(case, output(hotels, checked.sql, 400)), checked.sql


@QUIET
@given(sql=st.text(max_size=200))
def test_any_text_gets_an_answer(sql: str, schema: Schema, policy: Policy) -> None:
    check(sql, schema, policy, User(roles=("clerk",)))


@QUIET
@given(text=st.text(max_size=30).filter(lambda t: "\x00" not in t and t.isprintable()))
def test_a_text_and_a_name_mean_the_same_to_the_engine_as_to_the_tree(
    text: str, hotels: duckdb.DuckDBPyConnection
) -> None:
    name = text or "x"
    tree = exp.select(exp.Literal.string(text).as_(exp.to_identifier(name, quoted=True)))
    sql = tree.sql(dialect="duckdb", identify=True)
    table = hotels.sql(sql).to_arrow_table()
    assert table.column(0).to_pylist() == [text]
    assert table.column_names == [name]
    assert sqlglot.parse_one(sql, read="duckdb").expressions[0].alias == name
