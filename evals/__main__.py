"""`python -m evals COMMAND`: benchmarks, suites, and the endpoint that misbehaves on purpose."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence

from data.errors import CandorError

COMMANDS: Mapping[str, str] = {
    "benchmark": "evals.benchmark.command:benchmark",
    "report": "evals.benchmark.command:report",
    "compare": "evals.benchmark.command:compare",
    "folds": "evals.benchmark.command:folds",
    "context": "evals.context:context",
    "robust": "evals.robust.command:robust",
    "speed": "evals.speed.command:speed",
    "endpoint": "evals.endpoint.command:endpoint",
    "faults": "evals.faults.table:faults",
    "storm": "evals.faults.storm:storm",
    "suite": "evals.suites.command:suite",
}
"""Command -> where its function is: takes the arguments, returns the exit code. Imported when called."""

WRONG_USAGE = 64


def main(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        known = ", ".join(COMMANDS)
        print(f"usage: python -m evals COMMAND ...\nCOMMAND is one of {known}; each explains itself with --help")
        return 0 if argv and argv[0] in ("-h", "--help") else WRONG_USAGE
    module, _, name = COMMANDS[argv[0]].partition(":")
    try:
        code: int = getattr(importlib.import_module(module), name)(argv[1:])
    except CandorError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0  # the reader (head, less) has seen enough
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
