"""Many questions while a share of the endpoint's replies fail at random: how many are answered within their deadline."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agents.admission import Admission, Traffic
from agents.conversations import Job
from agents.steps import Spoke
from evals.faults.house import GRACE, House, opened, outcome, run_twice

CASES = Path(__file__).resolve().parents[1] / "cases"
FILES = ("demo.yaml", "demo_day.yaml")
KINDS = (
    "408", "429", "500", "502", "503", "529", "reset", "reset_midway", "cut", "truncated", "malformed", "html", "hang",
    "stall", "slow", "wrong_tool", "bad_arguments", "cut_arguments", "missing_arguments", "invented_columns", "prose",
    "empty", "length", "two_answers",
)  # fmt: skip
"""What an endpoint that is on the whole well does now and then."""
GOOD = frozenset({"answered", "retry", "mended", "fallback"})


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    sql: str


def questions(most: int) -> list[Question]:
    """The questions on the demo warehouse that have a statement of their own, in order; raises ValueError for too few."""
    cases = [case for name in FILES for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))]
    found = {c["question"]: Question(c["question"], c["sql"]) for c in cases if c.get("sql") and not c.get("after")}
    return list(found.values())[:most]


def script(asked: Sequence[Question]) -> list[Mapping[str, Any]]:
    """A model that knows the statement of each question; longer questions first, so that none hides another."""
    done = {"result": '{"rows"', "tools": [{"name": "finish", "arguments": {"answer": "", "assumptions": []}}]}
    rules = [
        {"when": q.text, "tools": [{"name": "run_sql", "arguments": {"sql": q.sql, "purpose": "answer"}}]}
        for q in sorted(asked, key=lambda q: -len(q.text))
    ]
    return [done, *rules]


def storm(argv: Sequence[str]) -> int:
    """Ask many questions at once while replies fail at random; exit 1 when fewer than the wanted share are answered."""
    parser = argparse.ArgumentParser(prog="python -m evals storm", description=storm.__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rate", type=float, default=0.3, help="share of replies that fail")
    parser.add_argument("--seconds", type=float, default=30.0, help="deadline of a question")
    parser.add_argument("--workers", type=int, default=4, help="questions at work at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wanted", type=float, default=0.99, help="share that must be answered")
    args = parser.parse_args(argv)
    asked = questions(args.questions)
    traffic = Traffic(at_work=args.workers, waiting=len(asked), patience=3600)
    options = ("--delay", "1", "--hang", "600", "--seed", str(args.seed))
    with opened(script(asked), args.seconds, Admission(traffic), *options, silence=args.seconds / 8) as house:
        told = run(house, asked, args.rate)
    print(json.dumps(told))
    wanted = told["within_deadline"] >= args.wanted * told["questions"]
    return 0 if wanted and not (told["crashed"] or told["run_twice"] or told["lost"]) else 1


def run(house: House, asked: Sequence[Question], rate: float) -> dict[str, Any]:
    """All questions, each a conversation and a request of its own."""
    each = 1 - (1 - rate) ** (1 / len(KINDS))
    house.endpoint.fails(*(f"{kind}:{each:.5f}" for kind in KINDS))
    jobs = [house.ask(q.text, request=f"storm-{n}") for n, q in enumerate(asked)]
    ends = [job.end() for job in jobs]
    seen = [list(job.follow()) for job in jobs]
    outcomes = [outcome(steps, end) for steps, end in zip(seen, ends, strict=True)]
    seconds = sorted(end.total_ms / 1000 for end in ends)
    in_time = [o in GOOD and e.total_ms / 1000 <= house.deadline + GRACE for o, e in zip(outcomes, ends, strict=True)]
    spoke = [s for steps in seen for s in steps if isinstance(s, Spoke)]
    return {
        "questions": len(asked),
        "within_deadline": sum(in_time),
        "outcomes": dict(Counter(outcomes).most_common()),
        "replies": len(spoke),
        "retries": sum(int(s.span.details.get("retries", 0)) for s in spoke),
        "crashed": sum(o == "CRASH" for o in outcomes),
        "run_twice": sum(bool(run_twice(steps)) for steps in seen),
        "lost": sum(_lost(house, job) for job in jobs),
        "p50_seconds": round(seconds[len(seconds) // 2], 2),
        "p95_seconds": round(seconds[int(len(seconds) * 0.95)], 2),
        "longest_seconds": round(seconds[-1], 2),
        "not_answered": [f"{o}: {q.text}" for o, q in zip(outcomes, asked, strict=True) if o not in GOOD],
    }


def _lost(house: House, job: Job) -> bool:
    kept = house.store.turn(job.turn_id)
    return kept is None or kept.status == "asking"
