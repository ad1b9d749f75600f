"""Prices, the ledger, and limits in tokens and money: of a question, a user's day, everybody's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agents.budget import Budget, Meter
from agents.prices import Price, load
from agents.spending import DayLimits, DayPurse
from agents.steps import Usage
from data.errors import BadSettings, TooExpensive
from data.ledger import Ledger, Spent, open_ledger

DAY = dt.date(2026, 3, 4)
CALL = Usage(900, 100, 0.25, 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = open_ledger(tmp_path)
    yield made
    made.close()


def test_a_price_is_for_a_million_tokens_and_kept_input_may_cost_less() -> None:
    price = Price(input=2.0, output=8.0, cached_input=0.5)
    assert price.cost(1_000_000, 500_000) == pytest.approx(6.0)
    assert price.cost(1_000_000, 0, cached=400_000) == pytest.approx(1.4)
    assert Price(input=2.0, output=8.0).cost(1000, 0, cached=1000) == pytest.approx(0.002)


def test_prices_come_from_a_file_and_an_absent_file_knows_none(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    assert load(file) == {}
    file.write_text("gpt-5-mini: {input: 0.25, output: 2}\n'qwen3:8b': {input: 0, output: 0}\n")
    prices = load(file)
    assert prices["gpt-5-mini"].cost(1_000_000, 0) == 0.25
    assert prices["qwen3:8b"].cost(5000, 5000) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gpt: {input: -1, output: 2}", "gpt.input"),
        ("gpt: {input: 1}", "gpt.output"),
        ("gpt: {input: 1, output: 2, per: day}", "gpt.per"),
        ("gpt: cheap", "gpt"),
        ("- gpt", "the file"),
        ("gpt: {input: .nan, output: 1}", "gpt.input"),
        ("a: [", "cannot be read"),
    ],
)
def test_a_wrong_price_file_is_named_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(text)
    with pytest.raises(BadSettings, match=told):
        load(file)


def test_the_ledger_adds_up_by_user_and_day_and_outlives_the_process(tmp_path: Path) -> None:
    first = open_ledger(tmp_path)
    first.add(DAY, "ada", "m", Spent(1, 100, 10, 0.1))
    first.add(DAY, "ada", "m", Spent(1, 100, 10, 0.2))
    first.add(DAY, "bob", "n", Spent(1, 1, 1, 0.0, 1))
    first.add(DAY + dt.timedelta(days=1), "ada", "m", Spent(1, 7, 7, 7.0))
    first.close()
    again = open_ledger(tmp_path)
    assert again.day(DAY, "ada") == Spent(2, 200, 20, 0.3)
    assert again.day(DAY).cost is None
    assert again.day(DAY).known_cost == 0.3
    assert again.day(dt.date(2020, 1, 1)) == Spent()
    assert [(user, model) for user, model, _ in again.lines(DAY)] == [("ada", "m"), ("bob", "n")]
    again.close()


def test_two_that_spend_at_once_lose_nothing(ledger: Ledger) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ledger.add(DAY, "ada", "m", Spent(1, 10, 1, 0.001)), range(40)))
    assert ledger.day(DAY, "ada") == Spent(40, 400, 40, 0.04)


def test_a_users_day_has_an_end_with_a_warning_before_it(ledger: Ledger) -> None:
    purse = DayPurse(ledger, DayLimits(user_tokens=3000), "ada", DAY)
    purse.check()
    purse.pay("m", CALL)
    purse.pay("m", CALL)
    assert purse.warnings() == ()
    purse.pay("m", Usage(500, 0, 0.1, 1))
    assert purse.warnings() == ("2,500 of the 3,000 tokens that you may use today.",)
    purse.pay("m", CALL)
    with pytest.raises(TooExpensive, match=r"3,500 of the 3,000 tokens.*CANDOR_TOKENS_PER_USER_DAY"):
        purse.check()
    DayPurse(ledger, DayLimits(user_tokens=3000), "bob", DAY).check()
    DayPurse(ledger, DayLimits(user_tokens=3000), "ada", DAY + dt.timedelta(days=1)).check()


def test_a_day_in_money_counts_everybody(ledger: Ledger) -> None:
    limits = DayLimits(dollars=0.6)
    for user in ("ada", "bob"):
        DayPurse(ledger, limits, user, DAY).pay("m", CALL)
    cyd = DayPurse(ledger, limits, "cyd", DAY)
    cyd.check()
    assert "0.5000 of the 0.6 USD that everybody may use today." in cyd.warnings()
    cyd.pay("m", CALL)
    with pytest.raises(TooExpensive, match="CANDOR_USD_PER_DAY"):
        cyd.check()


def test_a_question_has_limits_in_tokens_and_money() -> None:
    with pytest.raises(TooExpensive, match="CANDOR_TOKENS_PER_QUESTION"):
        Meter(Budget(tokens=900)).spend(CALL)
    meter = Meter(Budget(dollars=0.3))
    meter.spend(CALL)
    assert meter.warnings() == ("The question cost 0.2500 of the 0.3 USD that one may.",)
    with pytest.raises(TooExpensive, match="CANDOR_USD_PER_QUESTION"):
        meter.spend(CALL)


def test_what_breaks_a_limit_is_paid_all_the_same(ledger: Ledger) -> None:
    meter = Meter(Budget(tokens=900), DayPurse(ledger, DayLimits(), "ada", DAY))
    with pytest.raises(TooExpensive):
        meter.spend(CALL, "m")
    assert ledger.day(DAY, "ada").tokens == 1000
