"""What the endpoint says: rules that match a conversation, and replies made from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml

from data.errors import BadInput

ALLOWED = frozenset({"when", "result", "turns", "turn", "text", "tools", "fault", "finish", "refusal"})


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call; `arguments` is text as a model would write it, which need not be JSON."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request is answered with. `finish` empty is what follows from the rest."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    refusal: str = ""
    finish: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """What of a request decides the reply."""

    question: str
    """The last user message."""
    earlier: tuple[str, ...]
    """The user messages before it, the newest first."""
    turn: int
    """How many times the model has replied since."""
    results: tuple[str, ...]
    """Tool results since."""


@dataclass(frozen=True, slots=True)
class Rule:
    when: str
    result: str
    turn: int | None
    turns: tuple[Mapping[str, Any], ...]

    def matches(self, question: str, talk: Talk) -> bool:
        known = not self.result or any(self.result in r for r in talk.results)
        return known and self.when in question.casefold() and self.turn in (None, talk.turn)


@dataclass(frozen=True, slots=True)
class Script:
    rules: tuple[Rule, ...]

    def reply(self, messages: Sequence[Mapping[str, Any]]) -> Reply:
        """The reply to a request's messages; where no rule matches, a sentence that says so."""
        talk = read(messages)
        asked = (talk.question, *talk.earlier)
        rule = next((r for question in asked for r in self.rules if r.matches(question, talk)), None)
        if rule is None:
            return Reply(text=f"No rule of the script matches turn {talk.turn} of this question.")
        return _filled(rule.turns[min(talk.turn, len(rule.turns) - 1)], talk)


DEFAULT: tuple[Mapping[str, Any], ...] = (
    {
        "turns": [
            {"tools": [{"name": "run_sql", "arguments": {"sql": "SELECT 1 AS one", "purpose": "try"}}]},
            {"tools": [{"name": "finish", "arguments": {"answer": "", "assumptions": []}}]},
        ]
    },
)
"""Without a script: a statement that every database answers, then the end. Enough for load tests."""


def load(path: Path) -> Script:
    """A script from a YAML or JSON file. Raises BadInput."""
    try:
        return parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadInput(f"{path} cannot be read: {error}.", "Give a YAML or JSON file with a list of rules.") from error


def parse(rules: Any) -> Script:
    """A script from its rules as plain data. Raises BadInput naming the rule."""
    if not isinstance(rules, list):
        raise BadInput("A script is a list of rules.", "Start each rule with a dash.")
    return Script(tuple(_rule(number, rule) for number, rule in enumerate(rules, 1)))


def _rule(number: int, rule: Any) -> Rule:
    if not isinstance(rule, dict) or not rule.keys() <= ALLOWED:
        wrong = sorted(rule.keys() - ALLOWED) if isinstance(rule, dict) else rule
        raise BadInput(f"Rule {number} holds {wrong!r}.", f"A rule may hold {', '.join(sorted(ALLOWED))}.")
    turns = rule.get("turns") or [rule]
    when, result = str(rule.get("when", "")).casefold(), str(rule.get("result", ""))
    return Rule(when, result, rule.get("turn"), tuple(turns))


def read(messages: Sequence[Mapping[str, Any]]) -> Talk:
    last = max((i for i, m in enumerate(messages) if m.get("role") == "user"), default=-1)
    since = messages[last + 1 :]
    return Talk(
        question=_plain(messages[last].get("content")) if last >= 0 else "",
        earlier=tuple(_plain(m.get("content")) for m in reversed(messages[: max(last, 0)]) if m.get("role") == "user"),
        turn=sum(m.get("role") == "assistant" for m in since),
        results=tuple(_plain(m.get("content")) for m in since if m.get("role") == "tool"),
    )


def _plain(content: Any) -> str:
    """A message's text, whether it came as a text or as a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _filled(reply: Mapping[str, Any], talk: Talk) -> Reply:
    places = {"question": talk.question, "tool": talk.results[-1] if talk.results else ""}
    places |= {f"tool_{i}": text for i, text in enumerate(talk.results, 1)}
    return Reply(
        text=_fill(str(reply.get("text", "")), places),
        calls=tuple(_call(c, places) for c in reply.get("tools", ())),
        refusal=str(reply.get("refusal", "")),
        finish=str(reply.get("finish", "")),
        fault=str(reply.get("fault", "")),
    )


def _call(call: Mapping[str, Any], places: Mapping[str, str]) -> Call:
    arguments = _fill(call.get("arguments", {}), places)
    return Call(str(call["name"]), arguments if isinstance(arguments, str) else json.dumps(arguments))


def _fill(value: Any, places: Mapping[str, str]) -> Any:
    match value:
        case str():
            return Template(value).safe_substitute(places)
        case dict():
            return {key: _fill(part, places) for key, part in value.items()}
        case list():
            return [_fill(part, places) for part in value]
        case _:
            return value
