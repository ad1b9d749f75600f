"""The built-in model with a stopwatch: only what it does itself counts, not the guard, the run or the checks.

`python -m evals.speed.stopwatch` is a process that does nothing else, so that its memory is that of the product: one JSON
object `{"home", "asked": [[database, [question, ...]], ...]}` comes in, one line of figures goes out.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agents.build import Services
from agents.builtin.model import BuiltinModel
from agents.chat import ChatModel, Delta, Message, Reply, ToolSpec
from agents.desk import Bench
from agents.inquiry import Inquiry
from agents.settings import from_environment
from agents.steps import Ran
from evals.benchmark.runner import quantile
from evals.speed.memory import peak_mb


class Stopwatch:
    """Milliseconds of one question, added up over everything that the model is called for.

    `cpu_ms` are those of its thread's processor: on a busy machine they tell what the clock would say on a quiet one.
    """

    def __init__(self) -> None:
        self.ms = 0.0
        self.cpu_ms = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        started, worked = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.ms += _since(started)
            self.cpu_ms += (time.thread_time() - worked) * 1000

    def model(self, bench: Bench, inquiry: Inquiry) -> ChatModel:
        """What `Services` makes the model of a question with; starts from nothing."""
        self.ms = self.cpu_ms = 0.0
        with self.running():
            made = BuiltinModel(bench.schema, bench.value_index, inquiry.today)
        return Timed(made, self)


class Timed:
    """A chat model whose own time goes to the stopwatch; whoever reads its replies is not timed."""

    def __init__(self, model: ChatModel, watch: Stopwatch) -> None:
        self.name = model.name
        self._model = model
        self._watch = watch

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        said = iter(self._model.complete(messages, tools))
        while True:
            with self._watch.running():
                item = next(said, None)
            if item is None:
                return
            yield item


@dataclass
class Times:
    """Milliseconds of each question: the model's own by the clock and of the processor, the whole way less its SQL's runs."""

    model: list[float] = field(default_factory=list)
    model_cpu: list[float] = field(default_factory=list)
    way: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    """Seconds that the first question of each database waits for the indexes."""
    peak_mb: float = 0.0
    """Of the processes while one database was open, at the most."""

    def line(self) -> dict[str, float | None]:
        """Median and 95 % of each."""
        made: dict[str, float | None] = {"n": len(self.model)}
        for name, times in (("model", self.model), ("model_cpu", self.model_cpu), ("way", self.way)):
            for percent in (50, 95):
                value = quantile(sorted(times), percent / 100)
                made[f"{name}_p{percent}_ms"] = None if value is None else round(value, 1)
        return made | {"warm_s": round(max(self.warm, default=0.0), 1), "peak_mb": round(self.peak_mb)}


def ask_all(database: Path, questions: Sequence[str], home: Path, times: Times) -> None:
    """Ask them all of one database in a warm process: indexes built, one question asked before."""
    watch = Stopwatch()
    env = {"CANDOR_HOME": str(home), "CANDOR_WORKERS": "1", "CANDOR_TRACING": "off", "CANDOR_MODEL": "builtin"}
    services = Services(from_environment(env), model=watch.model)
    try:
        started = time.perf_counter()
        services.view(database=database)
        list(services.ask(questions[0], database=database))
        times.warm.append(_since(started) / 1000)
        for question in questions:
            started = time.perf_counter()
            steps = list(services.ask(question, database=database))
            ms = _since(started)
            times.model.append(watch.ms)
            times.model_cpu.append(watch.cpu_ms)
            times.way.append(
                ms - sum(s.result.elapsed_ms for s in steps if isinstance(s, Ran) and s.result is not None)
            )
        times.peak_mb = max(times.peak_mb, peak_mb())
    finally:
        services.close()


def main() -> None:
    """Ask everything that stdin names."""
    request, times = json.load(sys.stdin), Times()
    for database, questions in request["asked"]:
        ask_all(Path(database), questions, Path(request["home"]), times)
    print(json.dumps(times.line()))


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
