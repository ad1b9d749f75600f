"""`python -m agents`: ask from a terminal.

    python -m agents ask "question" ["next question" ...] [--database F] [--model M] [--role R] [--json]
    python -m agents explain "question" [--database F]
    python -m agents models | spending [--day D] | forget
    python -m agents prompts list|register|promote|rollback|split|arm

Exit code of the last question: 0 answered, 2 refused, 3 needs clarification, 4 failed; 64 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from agents import prompt_commands, upkeep
from agents.build import Services
from agents.evidence.endings import stopped
from agents.evidence.export import to_markdown
from agents.inquiry import Turn
from agents.logs import configure, setting
from agents.model_settings import BUILTIN
from agents.present import to_object
from agents.settings import Settings, from_environment
from agents.steps import end_of
from data.door import WRONG_USAGE, Parser
from data.errors import CandorError
from data.types import User

EXITS: dict[str, int] = {"answered": 0, "refused": 2, "clarify": 3, "failed": 4}
SHOWN_ROWS = 20


def parser() -> argparse.ArgumentParser:
    made = Parser(prog="python -m agents", description="Ask Candor from a terminal.")
    doors = made.add_subparsers(dest="door", required=True, parser_class=Parser)
    asking = doors.add_parser("ask", help="ask one question, or several as one conversation")
    asking.add_argument("questions", nargs="+", metavar="QUESTION")
    explaining = doors.add_parser("explain", help="show how the built-in model reads a question, stage by stage")
    explaining.add_argument("questions", nargs=1, metavar="QUESTION")
    for door in (asking, explaining):
        door.add_argument("--database", metavar="F", help="a DuckDB file; the demo warehouse when left out")
        door.add_argument("--policy", type=Path, metavar="P", help="a policy file for that database")
        door.add_argument("--role", metavar="R")
        door.add_argument("--attribute", action="append", default=[], metavar="KEY=VALUE")
    prompt_commands.add_to(doors)
    upkeep.add_to(doors)
    asking.add_argument("--model", metavar="M", help="`builtin` or a model's name at your endpoint")
    asking.add_argument("--json", action="store_true", help="one JSON object per question")
    asking.add_argument("--markdown", action="store_true", help="the answer with its whole receipt, as Markdown")
    return made


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    given = parser().parse_args(arguments)
    try:
        if given.door == "prompts":
            return prompt_commands.run(given, out)
        if given.door in upkeep.DOORS:
            return upkeep.run(given, out)
        settings = _settings(given)
        # A person at a terminal reads the answer; what went well is not told twice.
        configure(setting(os.environ, "error"))
        services = Services(settings, progress=_progress)
    except CandorError as error:
        return _wrong(error)
    try:
        user = User("terminal", (given.role,) if given.role else settings.roles, settings.attributes)
        if given.door == "explain":
            return _explain(services, given.questions[0], user, out)
        form = "json" if given.json else "markdown" if given.markdown else "text"
        return _ask(services, given.questions, user, form, out)
    except CandorError as error:
        return _wrong(error)
    finally:
        services.flush()
        services.close()


def _wrong(error: CandorError) -> int:
    print(f"{error.error_class}: {error}", file=sys.stderr)
    return WRONG_USAGE


def _settings(given: argparse.Namespace) -> Settings:
    env = dict(os.environ)
    if getattr(given, "model", None):
        env["CANDOR_MODEL"] = given.model
    if given.database:
        env["CANDOR_DATABASE"] = given.database.removeprefix("duckdb:///")
    if given.policy:
        env["CANDOR_POLICY"] = str(given.policy)
    if given.attribute:
        env["CANDOR_ATTRIBUTES"] = ",".join(given.attribute)
    settings = from_environment(env)
    return replace(settings, model=BUILTIN) if given.door == "explain" else settings


def _progress(what: str, share: float) -> None:
    print(f"{what} {share:4.0%}", file=sys.stderr)


def _ask(services: Services, questions: Sequence[str], user: User, form: str, out: TextIO) -> int:
    turns: list[Turn] = []
    code = 0
    for question in questions:
        told = to_object(end_of(services.ask(question, user=user, turns=turns, conversation="terminal")))
        print(_written(form, question, told), file=out)
        turns.append(Turn(question, told["text"], told["sql"] or ""))
        code = EXITS[told["status"]]
    return code


def _written(form: str, question: str, told: dict[str, Any]) -> str:
    match form:
        case "json":
            return json.dumps(told, ensure_ascii=False)
        case "markdown":
            return to_markdown(question, told)
    return _readable(told)


def _readable(told: dict[str, Any]) -> str:
    """An answer for a person at a terminal."""
    lines = (
        [told["text"]]
        if told["status"] == "answered"
        else [f"{stopped(told['head'])} {told['text']}", told["next_step"]]
    )
    lines += [f"  - {option}" for option in told.get("options", ())]
    if told["status"] == "answered":
        lines += ["", "  ".join(told["columns"])]
        lines += ["  ".join("" if v is None else str(v) for v in row) for row in told["rows"][:SHOWN_ROWS]]
        if len(told["rows"]) > SHOWN_ROWS:
            lines.append(f"… {len(told['rows']) - SHOWN_ROWS} more rows")
        lines += ["", told["sql"]]
        lines += [f"! {note['text']}" for note in told["notes"]]
        lines += ["", *told["receipt"]["brief"]]
    return "\n".join(lines)


def _explain(services: Services, question: str, user: User, out: TextIO) -> int:
    from agents.builtin.explain import explain

    bench = services.desk().bench(user)
    for stage in explain(question, bench.schema, bench.value_index, services.today(bench.schema)[0]):
        print(f"## {stage.name}\n{stage.content}\n", file=out)
    return 0
