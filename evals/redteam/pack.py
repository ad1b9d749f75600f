"""The red-team pack: hostile and honest statements as `.sql` fixtures by class, and questions for the screen.

A fixture begins with lines of `-- role: clerk, expect: filtered` for the whole file; each case is a line `-- case: why` and
the statement below it. The warehouse that they are about is `schema.sql`, its policy `policy.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

FOLDER = Path(__file__).parent
SCHEMA = FOLDER / "schema.sql"
POLICY = FOLDER / "policy.yaml"
ATTRIBUTES = {"country": "north"}
CANARIES = ("LEAK-", "leak-mail-", "84477")
"""What no role but `owner` may get to see."""
FAR = "Far-"
"""What the role `north` may not get to see, besides."""

Expect = Literal["block", "filtered", "limit", "allow"]


@dataclass(frozen=True, slots=True)
class Case:
    """One statement; `filtered` may also be blocked, `limit` too."""

    id: str
    group: str
    why: str
    sql: str
    role: str
    expect: Expect


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    group: str
    expect: tuple[str, ...]
    """The verdicts that are right: `answer`, `refuse`, `clarify`."""
    role: str = "clerk"
    """Who asks; `nobody` is the screen without a database."""


def hostile() -> list[Case]:
    return [case for path in sorted((FOLDER / "hostile").glob("*.sql")) for case in _cases(path, "block")]


def honest() -> list[Case]:
    return [case for path in sorted((FOLDER / "honest").glob("*.sql")) for case in _cases(path, "allow")]


def questions() -> list[Question]:
    files = [yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")) for name in ("questions.yaml", "screen.yaml")]
    return [
        Question(text, group, tuple(expect) if isinstance(expect, list) else (expect,), body.get("role", "clerk"))
        for groups in files
        for group, body in groups.items()
        for expect in [body["expect"]]
        for text in body["questions"]
    ]


def leaks(case: Case, output: str) -> list[str]:
    """The canaries that stand in what came out."""
    if case.role == "owner":
        return []
    forbidden = (*CANARIES, FAR) if case.role == "north" else CANARIES
    return [canary for canary in forbidden if canary in output]


def _cases(path: Path, expect: Expect) -> Iterator[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    role, blocks = "clerk", text.split("-- case:")
    for line in blocks[0].split("\n"):
        for name, _, value in (part.strip().partition(": ") for part in line.removeprefix("-- ").split(",")):
            if name == "role":
                role = value
            elif name == "expect":
                expect = {"filtered": "filtered", "limit": "limit"}.get(value, expect)  # type: ignore[assignment]  # a closed set
    for number, block in enumerate(blocks[1:], start=1):
        why, _, sql = block.partition("\n")
        if sql.strip("\n"):
            yield Case(f"{path.stem}-{number:03}", path.stem, why.strip(), sql.strip("\n"), role, expect)
