"""A desk gives a role with a narrow copy that copy and nothing else."""

from __future__ import annotations

from pathlib import Path

from agents.build import Services
from agents.settings import Settings
from data.types import SafeQuery
from guardrails.sql import Rejected
from tests.data.warehouses import make

POLICY = """roles:
  west: {tables: [customers, orders], masked: [customers.email], rows: {customers: "region = {user.region}"}, narrow_copy: true}
default_role: west
"""


def test_a_desk_runs_a_strict_role_on_its_copy(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    settings = Settings(
        home=tmp_path / "home",
        database=make(tmp_path / "shop.duckdb"),
        policy=tmp_path / "policy.yaml",
        attributes={"region": "west"},
        tracing=False,
        workers=1,
    )
    services = Services(settings)
    try:
        desk, user = services.desk(), services.user()
        bench = desk.bench(user)
        checked = desk.guard(user, bench.role, "SELECT count(*) AS n, min(region) AS r FROM customers")
        assert isinstance(checked, SafeQuery)
        assert checked.narrowed
        assert desk.run(user, bench.role, checked).records() == [(33, "west")]
        assert isinstance(desk.guard(user, bench.role, "SELECT email FROM customers"), Rejected)
        copies = list((tmp_path / "home" / "copies").rglob("*.duckdb"))
        assert len(copies) == 1
        held = copies[0].read_bytes()
        assert b"canary" not in held
        assert b"CANARY" not in held
        assert [value.value for value in bench.values.find("west")] != []
        assert not [value for value in bench.values.find("north") if value.value == "north"]
    finally:
        services.close()
