"""`python -m evals suite`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from os import environ

from agents.build import Services
from agents.settings import Settings, from_environment
from data.errors import BadInput

REGRESSION = 1


def suite(argv: Sequence[str]) -> int:
    """Run the deepeval suites, write an MLflow run each, exit 1 when a figure fell below the stored baseline."""
    parser = argparse.ArgumentParser(prog="python -m evals suite", description=suite.__doc__)
    parser.add_argument("name", nargs="?", default="", help="one suite; all that can run here when not given")
    parser.add_argument("--update-baseline", action="store_true", help="take this run's figures as the new baseline")
    parser.add_argument("--failures", action="store_true", help="list every case that does not pass")
    args = parser.parse_args(argv)
    settings = from_environment(
        {**environ, "CANDOR_TRACING": environ.get("CANDOR_TRACING", "off"), "CANDOR_CACHE_SECONDS": "0"}
    )
    environ.setdefault("CANDOR_HOME", str(settings.home))  # where deepeval keeps its files

    from evals.suites.named import SUITES

    if args.name and args.name not in SUITES:
        raise BadInput(f"There is no suite {args.name!r}.", f"Choose one of {', '.join(SUITES)}.")
    code = 0
    for name, one in SUITES.items():
        if args.name and name != args.name:
            continue
        if not args.name and (missing := one.why_not()):
            print(f"{name}: left out. {missing}", file=sys.stderr)
            continue
        code = max(code, run(name, settings, args.update_baseline, args.failures))
    return code


def run(name: str, settings: Settings, update: bool, failures: bool) -> int:
    """One suite with the services that ship; prints one JSON line of figures."""
    from evals.suites import record
    from evals.suites.named import SUITES
    from evals.suites.outcome import by_kind, table
    from evals.suites.suite import figures, score

    services = Services(settings)
    try:
        scored = score(SUITES[name].run(services))
    finally:
        services.close()
    made = figures(scored)
    key = record.to_mlflow(name, settings.model, made, scored, settings.home, settings.tracking_uri)
    counts = by_kind(scored)
    for line in table(counts):
        print(line, file=sys.stderr)
    print(json.dumps({"suite": name, **made, **counts.get("all", {}), "run_id": key}))
    stored = record.baseline(name)
    shown = [s for s in scored if not record.passes(s)] if failures else record.broken(scored, stored)
    for one in shown:
        print(f"  {one.observed.case.id}: {one.observed.case.question}", file=sys.stderr)
        for label, reason in one.reasons.items():
            if one.scores[label] < 1:
                print(f"    {label}: {reason}", file=sys.stderr)
    if update:
        record.update_baseline(name, made, scored)
        return 0
    fell = record.regressions(made, stored)
    for text in fell:
        print(f"{name}: {text}", file=sys.stderr)
    return REGRESSION if fell else 0
