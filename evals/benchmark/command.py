"""The commands around benchmarks: `benchmark`, `report`, `compare`, `folds` of `python -m evals`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agents.builtin.train import held_out
from evals.benchmark import compare as comparing
from evals.benchmark import report as reporting
from evals.benchmark.questions import FOLDS, choose, fold_table, load, named_databases
from evals.benchmark.runner import Plan, figures, run


def benchmark(argv: Sequence[str]) -> int:
    """Run a question file; verdicts go to --out, one JSON line each, the figures to stdout."""
    parser = argparse.ArgumentParser(prog="python -m evals benchmark", description=benchmark.__doc__)
    parser.add_argument("--questions", type=Path, required=True, help="a file in Spider's format")
    parser.add_argument("--databases", type=Path, required=True, help="holds <db_id>/<db_id>.sqlite")
    parser.add_argument("--out", type=Path, required=True, help="where the verdicts go, JSON lines")
    parser.add_argument("--model", default="", help="what answers; CANDOR_MODEL or builtin when not given")
    parser.add_argument("--limit", type=_positive, help="so many questions, spread evenly over the file")
    parser.add_argument("--workers", type=_positive, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--always", action="store_true", help="take the best reading even where it is not sure")
    parser.add_argument("--only-dbs", default="", help="database names with commas between, or a file of them")
    parser.add_argument(
        "--held-out", action="store_true", help="only the databases kept out of the parser's development"
    )
    parser.add_argument("--written", type=Path, help='judge SQL written elsewhere: {"db_id", "question", "sql"} lines')
    args = parser.parse_args(argv)
    only = named_databases(args.only_dbs) if args.only_dbs else None
    asked = [c for c in load(args.questions) if not args.held_out or held_out(c.db_id)]
    cases = choose(asked, only, args.limit)
    worker = ["--model", args.model] if args.model else []
    worker += ["--always"] if args.always else []
    worker += ["--written", str(args.written.resolve())] if args.written else []
    plan = Plan(cases, args.databases, home(), args.workers, tuple(worker))
    print(json.dumps(figures(collect(plan, args.out))))
    return 0


def collect(plan: Plan, out: Path) -> list[dict[str, Any]]:
    """Run the plan; `out` grows as verdicts come and is in the order of the questions at the end."""
    lines: list[dict[str, Any]] = []
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:

        def keep(line: dict[str, Any]) -> None:
            lines.append(line)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()

        run(plan, keep)
    lines.sort(key=lambda line: line["number"])
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return lines


def report(argv: Sequence[str]) -> int:
    """Why a run's answers are not right: by cause, by shape of the gold, by confidence, by database."""
    parser = argparse.ArgumentParser(prog="python -m evals report", description=report.__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--examples", type=int, default=2, help="questions to show for each cause")
    parser.add_argument("--shapes", type=int, default=40, help="how many shapes to list")
    parser.add_argument("--cause", default="", help="show only this cause, with all its questions")
    args = parser.parse_args(argv)
    lines = reporting.read(args.run)
    if args.cause:
        lines = [line for line in lines if line["cause"] == args.cause]
    for text in reporting.render(lines, len(lines) if args.cause else args.examples, args.shapes):
        print(text)
    return 0


def compare(argv: Sequence[str]) -> int:
    """Two runs question by question, with an exact two-sided sign test."""
    parser = argparse.ArgumentParser(prog="python -m evals compare", description=compare.__doc__)
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path)
    parser.add_argument("--examples", type=int, default=20, help="changed questions to show of each kind")
    args = parser.parse_args(argv)
    found = comparing.compare(reporting.read(args.a), reporting.read(args.b))
    for text in comparing.render(found, args.examples):
        print(text)
    return 0


def folds(argv: Sequence[str]) -> int:
    """Which database is in which fold. A fold holds whole databases and does not change when others are added."""
    parser = argparse.ArgumentParser(prog="python -m evals folds", description=folds.__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--folds", type=_positive, default=FOLDS)
    parser.add_argument("--fold", type=int, help="print only this fold's databases, one a line (for --only-dbs)")
    args = parser.parse_args(argv)
    table = fold_table(load(args.questions), args.folds)
    if args.fold is not None:
        print("\n".join(sorted(table.get(args.fold, {}))))
        return 0
    for fold, databases in table.items():
        held = {"fold": fold, "databases": len(databases), "questions": sum(databases.values())}
        print(json.dumps(held | {"names": sorted(databases)}))
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def home() -> Path:
    home = Path(os.environ.get("CANDOR_HOME", "") or ".candor").expanduser().resolve()
    print(f"copies of the databases are kept in {home / 'benchmark'}", file=sys.stderr)
    return home
