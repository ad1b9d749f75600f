"""Which models a process calls and how, set by settings alone and seen from the endpoint's side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.budget import Budget
from agents.inquiry import Turn
from agents.model_settings import ModelSetting, Route
from agents.spending import DayLimits
from agents.steps import Answered, Asked, End, Failed, Spoke, Step, end_of
from data.errors import BadSettings
from data.ledger import open_ledger
from tests.agents.conftest import Make
from tests.endpoint import Endpoint, started

SQL = "SELECT region, count(*) AS customers FROM customers GROUP BY region ORDER BY region"
RUN = {"tools": [{"name": "run_sql", "arguments": {"sql": SQL, "purpose": "customers by region"}}]}
DONE = {"tools": [{"name": "finish", "arguments": {"answer": "", "assumptions": []}}]}
SCRIPT = [{"turns": [RUN, DONE]}]
QUESTION = "How many customers are there by region?"
UNREADABLE = "Which customers quuxify the most?"
PRICES = "first: {input: 1, output: 4}\nsecond: {input: 10, output: 40}\n"


@pytest.fixture(scope="module")
def endpoints() -> Iterator[tuple[Endpoint, Endpoint]]:
    with started(SCRIPT) as one, started(SCRIPT) as two:
        yield one, two


@pytest.fixture
def one(endpoints: tuple[Endpoint, Endpoint]) -> Endpoint:
    return _fresh(endpoints[0])


@pytest.fixture
def two(endpoints: tuple[Endpoint, Endpoint]) -> Endpoint:
    return _fresh(endpoints[1])


def _fresh(endpoint: Endpoint) -> Endpoint:
    endpoint.says(SCRIPT)
    endpoint.fails()
    endpoint.forget()
    return endpoint


def answered(end: End) -> Answered:
    assert isinstance(end, Answered), end
    return end


def spoken(steps: list[Step]) -> list[Spoke]:
    return [s for s in steps if isinstance(s, Spoke)]


def test_the_same_conversation_goes_to_either_endpoint_by_setting_alone(
    services: Make, one: Endpoint, two: Endpoint
) -> None:
    first = services(settings_model="first", base_url=one.base_url, api_key="key-of-one")
    second = services(settings_model="second", base_url=two.base_url, api_key="key-of-two")
    begun = answered(end_of(first.ask(QUESTION)))
    turns = [Turn(QUESTION, begun.answer.text, begun.answer.query.sql)]
    went_on = [answered(end_of(made.ask("And now?", turns=turns))) for made in (second, first)]
    assert [a.answer.receipt.model for a in (begun, *went_on)] == ["first", "second", "first"]
    asked = [{(r["body"]["model"], r["auth"]) for r in endpoint.requests()} for endpoint in (one, two)]
    assert asked == [{("first", "Bearer ...-one")}, {("second", "Bearer ...-two")}]
    assert QUESTION in str(two.requests()[0]["body"]["messages"])


def test_a_keyless_server_is_sent_no_key(services: Make, one: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    # The SDK would take this one by itself.
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-this-server")
    answered(end_of(services(settings_model="qwen3:8b", base_url=one.base_url).ask(QUESTION)))
    assert {(r["path"], r["auth"], r["body"]["model"]) for r in one.requests()} == {
        ("/v1/chat/completions", "", "qwen3:8b")
    }


def test_azure_is_called_by_deployment_and_api_version_with_its_own_key_header(services: Make, one: Endpoint) -> None:
    resource = one.base_url.removesuffix("/v1")
    made = services(settings_model="my-gpt", base_url=resource, api_key="azure-key", api_version="2024-10-21")
    assert answered(end_of(made.ask(QUESTION))).answer.receipt.model == "my-gpt"
    assert {(r["path"], r["auth"]) for r in one.requests()} == {
        ("/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21", "api-key ...-key")
    }


def test_a_server_that_knows_no_strict_schemas_is_spoken_to_plainly(services: Make, one: Endpoint) -> None:
    one.fails("picky")
    made = services(settings_model="old", base_url=one.base_url)
    assert answered(end_of(made.ask(QUESTION))).answer.receipt.model == "old"
    bodies = [r["body"] for r in one.requests()]
    assert ["stream_options" in b for b in bodies] == [True, False, False]
    assert "strict" not in bodies[1]["tools"][0]["function"]


def test_tool_calls_under_one_index_are_told_apart_by_their_ids(services: Make, one: Endpoint) -> None:
    one.says([{"turns": [{"tools": [{"name": "find_values", "arguments": {"text": "west"}}, *RUN["tools"]]}, DONE]}])
    one.fails("one_index")
    steps = list(services(settings_model="first", base_url=one.base_url).ask(QUESTION))
    assert spoken(steps)[0].wants == ("find_values", "run_sql")
    assert isinstance(steps[-1], Answered)


def test_the_second_model_answers_when_the_first_is_away_and_the_answer_says_so(
    services: Make, one: Endpoint, two: Endpoint
) -> None:
    one.fails("503")
    made = services(
        settings_model="first",
        base_url=one.base_url,
        fallback=ModelSetting("second", two.base_url, "k"),
        budget=Budget(seconds=8),
    )
    steps = list(made.ask(QUESTION))
    end = answered(steps[-1])  # type: ignore[arg-type]  # the last Step is an End
    assert end.answer.receipt.model == "second"
    assert any("first" in w and "second answered in its place" in w for w in end.answer.receipt.warnings)
    gone = spoken(steps)[0].span.details["fallback"][0]
    assert (gone["model"], gone["faults"]) == ("first", ["503"] * 4)


def test_when_all_endpoints_are_away_the_built_in_model_answers_or_says_what_it_could_not(
    services: Make, one: Endpoint, two: Endpoint
) -> None:
    for endpoint in (one, two):
        endpoint.fails("401")
    made = services(
        settings_model="first", base_url=one.base_url, fallback=ModelSetting("second", two.base_url), roles=("admin",)
    )
    assert answered(end_of(made.ask(QUESTION))).answer.receipt.model == "builtin"
    lost = end_of(made.ask(UNREADABLE))
    assert isinstance(lost, Asked | Failed)
    assert "The model first" in lost.text
    assert "The model second" in lost.text


def test_the_built_in_model_answers_first_when_the_route_says_so_and_it_is_sure(services: Make, one: Endpoint) -> None:
    made = services(settings_model="first", base_url=one.base_url, route=Route(("builtin", "strong"), builtin_sure=0.5))
    steps = list(made.ask("How many customers are there?"))
    assert answered(steps[-1]).answer.receipt.model == "builtin"  # type: ignore[arg-type]  # the last Step is an End
    assert answered(steps[-1]).answer.receipt.warnings == ()  # type: ignore[arg-type]  # as above
    assert one.requests() == []
    unsure = list(made.ask(UNREADABLE))
    assert spoken(unsure)[0].model == "first"
    assert spoken(unsure)[0].span.details["router"].startswith("builtin: its confidence")


def test_a_light_model_goes_first_and_gives_way_when_its_statement_fails(
    services: Make, one: Endpoint, two: Endpoint
) -> None:
    wrong = {"tools": [{"name": "run_sql", "arguments": {"sql": "SELECT wibble FROM customers", "purpose": "x"}}]}
    one.says([{"turns": [wrong, DONE]}])
    two.says([{"turns": [RUN, RUN, DONE]}])
    made = services(
        settings_model="second",
        base_url=two.base_url,
        light=ModelSetting("first", one.base_url),
        route=Route(("light", "strong")),
        prices=_prices(services, PRICES),
    )
    steps = list(made.ask(QUESTION))
    end = answered(steps[-1])  # type: ignore[arg-type]  # the last Step is an End
    assert [s.model for s in spoken(steps)] == ["first", "second", "second"]
    assert sum(s.usage.calls for s in spoken(steps)) == end.answer.receipt.usage.calls == 3
    assert spoken(steps)[1].span.details["router"] == "first: 1 of its calls failed; second answers"
    assert end.answer.receipt.warnings == ()


def test_what_a_light_model_used_in_vain_is_counted_and_booked_as_its_own(
    services: Make, one: Endpoint, two: Endpoint
) -> None:
    one.says([{"text": "I would rather not say."}])
    made = services(
        settings_model="second",
        base_url=two.base_url,
        light=ModelSetting("first", one.base_url),
        route=Route(("light", "strong")),
        prices=_prices(services, PRICES),
    )
    steps = list(made.ask(QUESTION))
    total = answered(steps[-1]).answer.receipt.usage  # type: ignore[arg-type]  # the last Step is an End
    assert [s.usage.calls for s in spoken(steps)] == [2, 1]
    kept = open_ledger(made.settings.home)
    lines = {model: spent for _, model, spent in kept.lines(made.settings.clock())}
    assert {model: spent.calls for model, spent in lines.items()} == {"first": 1, "second": 2}
    assert kept.day(made.settings.clock()).cost == pytest.approx(total.cost, abs=1e-12)
    kept.close()


def _prices(services: Make, text: str) -> Path:
    home = services().settings.home
    home.mkdir(parents=True, exist_ok=True)
    file = home / "prices.yaml"
    file.write_text(text)
    return file


def test_the_sum_over_spans_is_the_questions_total_and_the_users_day(services: Make, one: Endpoint) -> None:
    made = services(settings_model="first", base_url=one.base_url, prices=_prices(services, PRICES))
    totals = []
    for question in (QUESTION, "How many customers are there in all?"):
        steps = list(made.ask(question))
        usages = [s.usage for s in spoken(steps)]
        receipt = answered(steps[-1]).answer.receipt  # type: ignore[arg-type]  # the last Step is an End
        assert sum(u.input_tokens for u in usages) == receipt.usage.input_tokens
        assert sum(u.cost or 0 for u in usages) == pytest.approx(receipt.usage.cost, abs=1e-12)
        assert receipt.usage.cost == pytest.approx(
            (receipt.usage.input_tokens + 4 * receipt.usage.output_tokens) / 1e6, abs=1e-12
        )
        totals.append(receipt.usage)
    kept = open_ledger(made.settings.home)
    day = kept.day(made.settings.clock(), "local")
    kept.close()
    assert (day.calls, day.tokens) == (4, sum(u.input_tokens + u.output_tokens for u in totals))
    assert day.cost == pytest.approx(sum(u.cost or 0 for u in totals), abs=1e-12)


def test_an_unknown_price_is_unknown_in_the_question_and_in_the_day(services: Make, one: Endpoint) -> None:
    made = services(settings_model="unheard-of", base_url=one.base_url)
    assert answered(end_of(made.ask(QUESTION))).answer.receipt.usage.cost is None
    kept = open_ledger(made.settings.home)
    assert kept.day(made.settings.clock()).cost is None
    kept.close()


def test_a_question_that_fails_is_paid_for_too(services: Make, one: Endpoint) -> None:
    one.fails("prose")
    made = services(settings_model="first", base_url=one.base_url, prices=_prices(services, PRICES))
    end = end_of(made.ask(QUESTION))
    assert isinstance(end, Failed)
    kept = open_ledger(made.settings.home)
    assert kept.day(made.settings.clock()).calls == len(one.requests()) == 2
    kept.close()


def test_the_limit_of_a_day_warns_first_and_then_stops_also_after_a_restart(services: Make, one: Endpoint) -> None:
    made = services(settings_model="first", base_url=one.base_url, cache_seconds=0)
    used = answered(end_of(made.ask(QUESTION))).answer.receipt.usage
    spent = used.input_tokens + used.output_tokens
    limits = DayLimits(user_tokens=int(spent * 2.2))
    limited = services(settings_model="first", base_url=one.base_url, cache_seconds=0, day=limits)
    warned = answered(end_of(limited.ask(QUESTION))).answer
    assert any("that you may use today" in w for w in warned.receipt.warnings)
    halfway = end_of(limited.ask(QUESTION))
    assert isinstance(halfway, Failed)
    assert halfway.error_class == "too_expensive"
    again = services(settings_model="first", base_url=one.base_url, cache_seconds=0, day=limits)
    one.forget()
    stopped = end_of(again.ask(QUESTION))
    assert isinstance(stopped, Failed)
    assert stopped.error_class == "too_expensive"
    assert "CANDOR_TOKENS_PER_USER_DAY" in stopped.text
    assert one.requests() == []


def test_a_limit_in_money_without_a_price_is_refused_at_the_start(services: Make, one: Endpoint) -> None:
    with pytest.raises(BadSettings, match=r"the price of second is not known.*prices\.yaml"):
        services(
            settings_model="first",
            base_url=one.base_url,
            fallback=ModelSetting("second", one.base_url),
            prices=_prices(services, "first: {input: 1, output: 4}\n"),
            day=DayLimits(dollars=5),
        )
