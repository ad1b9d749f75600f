"""A process with an OpenTelemetry collector set: asks one question of a scripted model and prints the trace's id.

Of its own, because MLflow reads where to export to once for a process.
"""

from __future__ import annotations

import sys
from pathlib import Path

from agents.build import Services
from agents.scripted import Scripted, call
from agents.settings import Settings
from agents.steps import Answered, end_of
from agents.telemetry import MlflowTelemetry

TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])


def main(database: Path, home: Path) -> None:
    services = Services(
        Settings(home=home, database=database),
        telemetry=MlflowTelemetry(home),
        model=lambda _bench, _inquiry: Scripted((TOTAL,), (DONE,)),
    )
    end = end_of(services.ask("What is the total amount for ada@mail.example?", conversation="c1"))
    services.flush()
    services.close()
    assert isinstance(end, Answered), end
    print(end.trace_id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
