from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import BadSettings, NotAllowed
from data.types import Column, ForeignKey, Metric, Policy, Role, Schema, Table, User
from guardrails.policy import load, open_policy, role_of, view

ORDERS = Table(
    "orders",
    (Column("id", "INTEGER"), Column("buyer", "INTEGER"), Column("region", "VARCHAR"), Column("total", "DOUBLE")),
)
BUYERS = Table("buyers", (Column("id", "INTEGER"), Column("email", "VARCHAR", samples=("a@b",))))
PAY = Table("hr.pay", (Column("gross", "INTEGER"),))
VIEW = Table(
    "v_all",
    (Column("id", "INTEGER"), Column("email", "VARCHAR")),
    view=True,
    view_sql="CREATE VIEW v_all AS SELECT * FROM buyers;",
)
V_PAY = Table("v_pay", (Column("gross", "INTEGER"),), view=True, view_sql="SELECT gross FROM hr.pay")
SCHEMA = Schema(
    (ORDERS, BUYERS, PAY, VIEW, V_PAY),
    (ForeignKey("orders", ("buyer",), "buyers", ("id",)),),
    (Metric("revenue", "sum(orders.total)", "orders"), Metric("pay", "sum(hr.pay.gross)", "hr.pay")),
    fingerprint="f",
)


def _load(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, SCHEMA)


def test_a_view_holds_only_what_the_role_may_know(tmp_path: Path) -> None:
    policy = _load(tmp_path, "roles: {a: {tables: '*', hidden: [HR.*], masked: [Buyers.Email]}}\ndefault_role: a\n")
    seen = view(SCHEMA, policy, policy.roles["a"])
    assert [t.name for t in seen.tables] == ["orders", "buyers", "v_all"]
    assert [c.name for c in seen.tables[1].columns] == ["id"]
    assert [c.name for c in seen.tables[2].columns] == ["id"]
    assert [m.name for m in seen.metrics] == ["revenue"]
    assert len(seen.foreign_keys) == 1
    assert seen.fingerprint != SCHEMA.fingerprint


def test_without_a_file_every_role_reads_everything() -> None:
    policy = open_policy()
    role = role_of(policy, User())
    assert role.name == "analyst"
    assert view(SCHEMA, policy, role).tables[2].name == "hr.pay"


def test_a_user_has_only_the_roles_that_are_given() -> None:
    policy = Policy({"a": Role("a"), "b": Role("b")}, "a")
    assert role_of(policy, User()).name == "a"
    assert role_of(policy, User(roles=("b", "a"))).name == "b"
    for user, wanted in ((User(), "b"), (User(roles=("a",)), "b"), (User(roles=("c",)), None)):
        with pytest.raises(NotAllowed):
            role_of(policy, user, wanted)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("roles:\n  a: {tables: [ordrs]}\ndefault_role: a", 2, ("ordrs", "orders")),
        ("roles:\n  a:\n    tables: [orders]\n    maskd: [x]\ndefault_role: a", 4, ("maskd", "masked")),
        ("roles:\n  a:\n    tables: '*'\n    masked: [buyers.mail]\ndefault_role: a", 4, ("mail", "email")),
        (
            "roles:\n  a:\n    tables: '*'\n    rows:\n      orders: \"regon = 'x'\"\ndefault_role: a",
            5,
            ("regon", "region"),
        ),
        ("roles:\n  a:\n    tables: '*'\n    rows: {orders: 'region = '}\ndefault_role: a", 4, ("predicate",)),
        (
            "roles:\n  a:\n    tables: '*'\n    rows: {orders: \"region = '{user.region}'\"}\ndefault_role: a",
            4,
            ("quotes",),
        ),
        ("roles:\n  a: {tables: '*'}\ndefault_role: b", 3, ("b", "a")),
        ("roles:\n  a: {tables: '*', limits: {rows: many}}\ndefault_role: a", 2, ("rows",)),
        ("roles:\n  a: {tables: '*'}\n  a: {tables: []}\ndefault_role: a", 3, ("twice",)),
        ("roles: [", 1, ("YAML",)),
        (
            "roles:\n  a:\n    tables: '*'\n    rows: {orders: 'id IN (SELECT id FROM byers)'}\ndefault_role: a",
            4,
            ("byers", "buyers"),
        ),
        (
            "roles:\n  a:\n    tables: '*'\n    rows: {orders: 'id IN (SELECT idd FROM buyers)'}\ndefault_role: a",
            4,
            ("idd",),
        ),
        ("roles:\n  a:\n    tables: '*'\n    rows: {orders: 'getenv(region) = 1'}\ndefault_role: a", 4, ("getenv",)),
        ("roles:\n  a:\n    tables: '*'\n    rows: {orders: '->'}\ndefault_role: a", 4, ("predicate",)),
        ("roles:\n  a: {tables: [nope.*]}\ndefault_role: a", 2, ("nope",)),
    ],
)
def test_a_wrong_policy_is_refused_with_line_value_and_remedy(
    tmp_path: Path, text: str, line: int, words: tuple[str, ...]
) -> None:
    with pytest.raises(BadSettings) as raised:
        _load(tmp_path, text)
    said = str(raised.value)
    assert f"line {line}" in said
    assert all(word in said for word in words)
