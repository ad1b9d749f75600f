"""The router and the chain: who answers, why, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from agents.chat import ChatModel, Delta, Message, Reply, ToolCall, ToolSpec
from agents.fallback import Fallback
from agents.router import BelowLine, Router, Rung, Stumbled
from agents.scripted import Scripted, call
from agents.steps import Usage
from data.errors import ModelUnavailable

QUESTION = [Message("system", "rules"), Message("user", "How many orders?")]
RUN = call("run_sql", sql="SELECT 1", purpose="x")
WRONG = call("run_sql", sql="SELECT wibble", purpose="x")
ASK = call("ask_user", question="Which?", options=[])


class Named:
    """A scripted model with a name, a price and, as the built-in one has, a confidence."""

    def __init__(self, name: str, *replies: str | tuple[ToolCall, ...], sure: float | None = None) -> None:
        self.name = name
        self.sure = sure
        self.inner = Scripted(*replies)

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        for item in self.inner.complete(messages, tools):
            if isinstance(item, Reply):
                yield replace(item, model=self.name, confidence=self.sure, usage=Usage(100, 20, 0.25, 1))
            else:
                yield item


def reply(model: ChatModel, messages: Sequence[Message] = QUESTION) -> Reply:
    *_, last = model.complete(messages, [])
    assert isinstance(last, Reply)
    return last


def after(said: Reply, result: str, failed: bool) -> list[Message]:
    """The talk after a tool has answered the reply's call."""
    key = said.tool_calls[0].id
    return [*QUESTION, Message("assistant", "", said.tool_calls), Message("tool", result, (), key, failed)]


def test_a_model_that_is_sure_answers_alone() -> None:
    strong = Named("strong", (RUN,))
    router = Router([Rung(Named("builtin", (RUN,), sure=0.95), BelowLine(0.9))], strong)
    said = reply(router)
    assert (said.model, said.usage.calls) == ("builtin", 1)
    assert said.facts["router"] == "builtin answers"
    assert strong.inner.heard == []


def test_below_the_line_the_next_one_is_asked_and_the_reason_is_told() -> None:
    rungs = [Rung(Named("builtin", (RUN,), sure=0.42), BelowLine(0.9)), Rung(Named("light", (RUN,)), Stumbled(1))]
    said = reply(Router(rungs, Named("strong", (RUN,))))
    assert said.model == "light"
    assert said.facts["router"] == "builtin: its confidence 0.42 is below 0.90; light answers"


@pytest.mark.parametrize("stumble", ["I cannot say.", (ASK,), (call("decline", reason="other", message="no"),)])
def test_a_light_model_that_gives_no_statement_gives_way_and_what_it_cost_is_counted(
    stumble: str | tuple[ToolCall, ...],
) -> None:
    said = reply(Router([Rung(Named("light", stumble), Stumbled(1))], Named("strong", (RUN,))))
    assert said.model == "strong"
    assert said.usage == Usage(100, 20, 0.25, 1)
    assert said.aside == (("light", Usage(100, 20, 0.25, 1)),)
    assert said.facts["aside"] == [
        {"model": "light", "input_tokens": 100, "output_tokens": 20, "cost": 0.25, "calls": 1}
    ]


def test_a_light_model_whose_statement_fails_gives_way_for_the_rest_of_the_question() -> None:
    light, strong = Named("light", (WRONG,), (RUN,)), Named("strong", (RUN,), (RUN,))
    router = Router([Rung(light, Stumbled(1))], strong)
    first = reply(router)
    assert first.model == "light"
    assert reply(router, after(first, "Refused: no such column", failed=True)).model == "strong"
    assert reply(router, after(first, "rows", failed=False)).model == "strong"
    assert len(light.inner.heard) == 1


def test_a_light_model_that_is_away_is_passed_over() -> None:
    said = reply(Router([Rung(Named("light"), Stumbled(1))], Named("strong", (RUN,))))
    assert said.model == "strong"
    assert said.facts["router"].startswith("light: The script is at its end")
    assert said.stands_in == ""


def test_the_chain_says_who_answers_and_why() -> None:
    said = reply(Fallback([Named("first"), Named("second", (RUN,))], Named("last")))
    assert said.model == "second"
    assert "at its end" in said.stands_in
    assert [f["model"] for f in said.facts["fallback"]] == ["first"]


def test_the_first_of_the_chain_stands_in_for_nobody() -> None:
    assert reply(Fallback([Named("first", (RUN,))], Named("last"))).stands_in == ""


def test_a_model_that_failed_is_not_asked_again_for_the_same_question() -> None:
    first = Named("first", (RUN,))
    chain = Fallback([first, Named("second", (RUN,), (RUN,))], Named("last"))
    told = reply(chain)
    assert [reply(chain, after(told, "rows", False)).model for _ in range(2)] == ["second", "second"]
    assert len(first.inner.heard) == 2


def test_the_last_resort_hears_the_question_and_its_own_talk_alone() -> None:
    last = Named("last", (RUN,), (call("finish", answer="", assumptions=[]),))
    chain = Fallback([Named("first", (RUN,))], last)
    talk = after(reply(chain), "rows of another model", failed=False)
    own = reply(chain, talk)
    assert own.model == "last"
    assert last.inner.heard[0] == QUESTION
    talk = [*talk, Message("assistant", "", own.tool_calls), Message("tool", "its own rows", (), "x")]
    reply(chain, talk)
    assert [m.content for m in last.inner.heard[1]] == ["rules", "How many orders?", "", "its own rows"]


def test_when_the_last_one_is_away_too_its_error_is_told() -> None:
    with pytest.raises(ModelUnavailable):
        reply(Fallback([Named("first")], Named("last")))
