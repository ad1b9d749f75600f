"""A process that answers the questions of one database after another: `python -m evals.benchmark.worker`.

It reads JSON lines and writes JSON lines. `{"answer": [questions], "sqlite": path}` is answered by one line a question as
soon as it is done (the parent's sign of life), then `{"judge": [[number, db_id, question, gold], ...]}` by one verdict a
line. So no gold statement of a database is in this process while its questions are being answered. A line that is null
in "answer" is one that an earlier worker died of; it counts as failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from data.errors import CandorError
from evals.benchmark.answer import Attempt
from evals.benchmark.cache import imported
from evals.benchmark.candor import Options, open_answerer
from evals.benchmark.judge import judge

LOST = Attempt(status="failed", ms=0.0, error_class="internal", error="the worker died or hung on this question")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--always", action="store_true")
    parser.add_argument("--written", type=Path)
    args = parser.parse_args()
    with _private_stdout() as out:
        serve(sys.stdin, out, args.home, Options(args.model, args.always, args.written))


def _private_stdout() -> TextIO:
    """The real stdout for verdicts alone; whatever a package prints goes to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def serve(lines: TextIO, out: TextIO, home: Path, options: Options) -> None:
    """Handle requests until the input ends."""
    sqlite, attempts = Path(), list[Attempt]()
    for line in lines:
        request: dict[str, Any] = json.loads(line)
        if "answer" in request:
            sqlite, attempts = Path(request["sqlite"]), []
            _answer_all(request["answer"], sqlite, attempts, out, home, options)
        else:
            for case, attempt in zip(request["judge"], attempts, strict=True):
                number, db_id, question, gold = case
                _say(out, judge(number, db_id, question, gold, sqlite, attempt).line())


def _answer_all(
    questions: list[str | None], sqlite: Path, attempts: list[Attempt], out: TextIO, home: Path, options: Options
) -> None:
    try:
        answerer = open_answerer(imported(sqlite, home), sqlite.stem, home, options)
    except CandorError as error:
        broken = Attempt(status="failed", ms=0.0, error_class=error.error_class, error=f"not imported: {error}")
        for _ in questions:
            attempts.append(broken)
            _say(out, {"done": len(attempts)})
        return
    try:
        for question in questions:
            attempts.append(LOST if question is None else answerer.answer(question))
            _say(out, {"done": len(attempts)})
    finally:
        answerer.close()


def _say(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=False) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
