"""What is kept of a suite's run: an MLflow run, and the baseline that the next ones are held against."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agents.exporting import prepare
from data.errors import BadInput
from evals.suites.suite import Scored

BASELINES = Path(__file__).resolve().parent.parent / "baselines"
EXPERIMENT = "candor-evaluations"
HELD = ("sql_validity", "execution_accuracy", "table_recall", "behaviour")
"""The figures that may not fall; times depend on the machine and are only recorded."""
SLACK = 1e-9


def baseline(suite: str, folder: Path = BASELINES) -> dict[str, Any] | None:
    """The stored figures, None before the first `--update-baseline`."""
    path = folder / f"{suite}.json"
    if not path.exists():
        return None
    try:
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(f"{path.name} is no JSON ({error}).", "Make it anew with --update-baseline.") from error
    return stored


def update_baseline(suite: str, figures: dict[str, float], scored: Sequence[Scored], folder: Path = BASELINES) -> None:
    """Store the figures and the ids of the cases that pass, so that a later run can name those that broke."""
    kept = {name: value for name, value in figures.items() if name in HELD or name == "cases"}
    passed = sorted(s.observed.case.id for s in scored if passes(s))
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"figures": kept, "passed": passed}, indent=1) + "\n"
    (folder / f"{suite}.json").write_text(text, encoding="utf-8")


def passes(scored: Scored) -> bool:
    return all(score >= 1 for score in scored.scores.values())


def regressions(figures: dict[str, float], stored: dict[str, Any] | None) -> list[str]:
    """What fell below the baseline, in words; empty when nothing did or nothing is stored."""
    if stored is None:
        return []
    return [
        f"{name} fell from {stored['figures'][name]:.4f} to {figures.get(name, 0.0):.4f}"
        for name in HELD
        if name in stored["figures"] and figures.get(name, 0.0) < stored["figures"][name] - SLACK
    ]


def broken(scored: Sequence[Scored], stored: dict[str, Any] | None) -> list[Scored]:
    """The cases that passed in the baseline and do not now."""
    before = set((stored or {}).get("passed", ()))
    return [s for s in scored if s.observed.case.id in before and not passes(s)]


def to_mlflow(suite: str, model: str, figures: dict[str, float], scored: Sequence[Scored], home: Path, uri: str) -> str:
    """Write an MLflow run with figures, parameters and the cases as an artifact; its id. `uri` empty is `home`'s SQLite."""
    prepare()
    import mlflow

    home.mkdir(parents=True, exist_ok=True)
    client = mlflow.MlflowClient(uri or f"sqlite:///{(home / 'evaluations.db').resolve()}")
    experiment = client.get_experiment_by_name(EXPERIMENT)
    place = (home / "evaluations").resolve()
    made = experiment.experiment_id if experiment else client.create_experiment(EXPERIMENT, place.as_uri())
    run = client.create_run(made, run_name=suite, tags={"suite": suite})
    key: str = run.info.run_id
    client.log_param(key, "suite", suite)
    client.log_param(key, "model", model)
    for name, value in figures.items():
        client.log_metric(key, name, value)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        lines = (json.dumps(s.line(), ensure_ascii=False) + "\n" for s in scored)
        path.write_text("".join(lines), encoding="utf-8")
        client.log_artifact(key, str(path))
    client.set_terminated(key)
    return key
