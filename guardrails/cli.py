"""The guard's door: `python -m guardrails check | screen`. Reads JSON lines, prints one JSON line for each."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.binder import Binder
from data.door import Parser
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadInput, CandorError
from data.plain import plain
from data.types import Policy, Schema, User
from guardrails import policy as policies
from guardrails import question, sql
from guardrails.narrow import Copies, Door


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand: 0 when every line got its answer, 1 when the policy or the database cannot be used, 64 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        answer: Callable[[argparse.Namespace], Iterator[dict[str, Any]]] = options.answer
        for line in answer(options):
            print(json.dumps(line, ensure_ascii=True, default=str), flush=True)
    except CandorError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m guardrails", description="Ask the guard about statements or questions.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    checking = commands.add_parser("check", help="judge the statements in a file of JSON lines")
    checking.add_argument("--database", type=Path, required=True, metavar="F.duckdb")
    checking.add_argument("--run", action="store_true", help="run what is allowed, under the role's limits")
    checking.set_defaults(answer=_check)
    screening = commands.add_parser("screen", help="judge the questions in a file of JSON lines")
    screening.add_argument("--database", type=Path, metavar="F.duckdb")
    screening.set_defaults(answer=_screen)
    for command in (checking, screening):
        command.add_argument("--file", type=Path, required=True, metavar="IN.jsonl", help="- is standard input")
        command.add_argument("--policy", type=Path, metavar="policy.yaml")
        command.add_argument("--role", metavar="R")
        command.add_argument("--attribute", action="append", default=[], metavar="KEY=VALUE")
    return parser


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the lines of one run have in common."""

    schema: Schema
    policy: Policy
    role: str | None
    attributes: Mapping[str, str] = field(default_factory=dict)

    def user(self, line: Mapping[str, Any]) -> User:
        role = line.get("role") or self.role
        if role is not None and not isinstance(role, str):
            raise BadInput(f"The role {role!r} is not a name.", "Give it as text.")
        return User(roles=(role,) if role else (), attributes=self.attributes)


def _desk(options: argparse.Namespace, schema: Schema) -> _Desk:
    policy = policies.load(options.policy, schema) if options.policy else policies.open_policy()
    pairs = [pair.partition("=") for pair in options.attribute]
    for name, equals, _ in pairs:
        if not equals:
            raise BadInput(f"--attribute {name!r} has no value.", "Write KEY=VALUE.")
    return _Desk(schema, policy, options.role, {name: value for name, _, value in pairs})


def _lines(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Each line's object and what is wrong with the line, if anything is."""
    try:
        text = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise BadInput(f"The file {path} cannot be read: {error.strerror}.", "Give a file of JSON lines.") from None
    for number, raw in enumerate(text.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            yield {"id": None}, f"line {number} is not JSON ({type(error).__name__})"
            continue
        if isinstance(line, dict):
            yield line, ""
        else:
            yield {"id": None}, f"line {number} is not an object"


def _check(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    with DuckDBWarehouse(options.database) as warehouse:
        desk = _desk(options, warehouse.schema())
        whole = Door(warehouse, Binder(options.database))
        copies = Copies(options.database, _home(), workers=1)
        for line, fault in _lines(options.file):
            if fault:
                yield _blocked(line, "input", fault) | {"error": fault}
                continue
            yield _judged(line, desk, whole, copies, run=options.run)
        copies.close()
        whole.binder.close()


def _home() -> Path:
    return Path(os.environ.get("CANDOR_HOME") or ".candor").expanduser()


def _door(desk: _Desk, user: User, whole: Door, copies: Copies) -> Door:
    """Where the user's statements run: on the database, or on the role's own copy where the policy asks for one."""
    role = policies.role_of(desk.policy, user)
    return copies.door(desk.schema, desk.policy, user, role) if role.narrow_copy else whole


def _judged(line: Mapping[str, Any], desk: _Desk, whole: Door, copies: Copies, *, run: bool) -> dict[str, Any]:
    try:
        user = desk.user(line)
        door = _door(desk, user, whole, copies)
        checked = door.check(_statement(line), desk.schema, desk.policy, user)
    except CandorError as error:
        return _blocked(line, error.error_class, str(error))
    if isinstance(checked, sql.Rejected):
        return _blocked(line, checked.rule, f"{checked.reason} {checked.hint}".strip())
    said = {
        "id": line.get("id"),
        "verdict": "allow",
        "rule": None,
        "reason": "; ".join(checked.policy_notes),
        "sql": checked.sql,
    }
    if not run:
        return said
    try:
        result = door.warehouse.run(checked)
    except CandorError as error:
        return said | {"error": str(error), "error_class": error.error_class}
    return said | {
        "columns": list(result.columns),
        "rows": [[plain(value) for value in row] for row in result.records()],
        "truncated": result.truncated,
    }


def _blocked(line: Mapping[str, Any], rule: str, reason: str) -> dict[str, Any]:
    return {"id": line.get("id"), "verdict": "block", "rule": rule, "reason": reason, "sql": None}


def _statement(line: Mapping[str, Any]) -> str:
    """The line's `sql`, or its `sql_parts` joined as far as the guard would read them."""
    if isinstance(line.get("sql"), str):
        return str(line["sql"])
    parts = line.get("sql_parts")
    if not isinstance(parts, list):
        raise BadInput("The line has no statement.", 'Give "sql" as text or "sql_parts" as [[text, times], ...].')
    joined: list[str] = []
    for part in parts:
        if not (isinstance(part, list) and len(part) == 2 and isinstance(part[0], str) and isinstance(part[1], int)):
            raise BadInput("A part of sql_parts is not [text, times].", "Give pairs of a text and a whole number.")
        joined.append(part[0] * min(part[1], sql.LONGEST_PART))
    return "".join(joined)


def _screen(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    desk = None
    if options.database is not None:
        with DuckDBWarehouse(options.database) as warehouse:
            desk = _desk(options, warehouse.schema())
    for line, fault in _lines(options.file):
        text = line.get("text", line.get("question"))
        if fault or not isinstance(text, str):
            yield {
                "id": line.get("id"),
                "verdict": "refuse",
                "reason": fault or "The line has no text.",
                "error": fault or "no text",
            }
            continue
        try:
            yield {"id": line.get("id"), **_screened(text, line, desk)}
        except CandorError as error:
            yield {"id": line.get("id"), "verdict": "refuse", "reason": str(error)}


def _screened(text: str, line: Mapping[str, Any], desk: _Desk | None) -> dict[str, Any]:
    seen = None
    if desk is not None:
        role = policies.role_of(desk.policy, desk.user(line))
        seen = policies.view(desk.schema, desk.policy, role)
    match question.screen(text, seen, desk.schema if desk else None):
        case question.Passed(note=note):
            return {"verdict": "answer", "reason": note}
        case question.Declined(reason=reason, text=said):
            return {"verdict": "refuse", "reason": reason, "text": said}
        case question.Vague(text=said, options=choices):
            return {"verdict": "clarify", "reason": said, "options": list(choices)}
