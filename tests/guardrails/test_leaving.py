from __future__ import annotations

import pytest

from data.types import Column, Policy, Schema, Table
from guardrails.leaving import model_visible, redact, rows_for_model, samples_for_model


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdefghijklmnop1234", "ghp_abcdefghijklmnopqrst1234", "AKIAABCDEFGHIJKLMNOP", "anna.b+x@mail.example.org",
        "4111 1111 1111 1111", "+49 170 1234567", "(030) 1234-5678", "DE89 3704 0044 0532 0130 00", "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln",
    ],
)  # fmt: skip
def test_secrets_and_personal_data_are_blacked_out(secret: str) -> None:
    said = redact(f"the value {secret} stood here")
    assert secret not in said
    assert said.startswith("the value [")


@pytest.mark.parametrize(
    "text", ["1,234,567 orders in 2023-01-01", "revenue 12345678.90", "2019-2024", "id 700012", "from 01.02.2024 on"]
)
def test_plain_figures_and_dates_stay(text: str) -> None:
    assert redact(text) == text


def test_named_secrets_are_blacked_out_whatever_their_form() -> None:
    assert "hunter22" not in redact("password=hunter22 and more")
    assert "abcdefgh12" not in redact('"Authorization": "Bearer abcdefgh12"')
    assert "pass1" not in redact("postgres://me:pass1@host/db")


def test_the_model_sees_what_the_policy_lets_out() -> None:
    plain, private = Column("n", "VARCHAR", samples=("a",)), Column("p", "VARCHAR", samples=("b",), private=True)
    schema = Schema((Table("t", (plain, private)),))
    policy = Policy({}, "a", "values", {("t", "n"): "names"})
    assert model_visible("T", plain, policy) == "names"
    assert model_visible("t", private, policy) == "statistics"
    assert samples_for_model("t", plain, policy) == ()
    assert rows_for_model([(1, 2, 3)], [("t", "n"), ("t", "p"), None], schema, policy) == [("…", "…", 3)]
