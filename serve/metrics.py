"""Numbers about this process for Prometheus: counts, tokens, costs and times of questions, by agent; never their words."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agents.conversations import Conversations
from agents.present import to_object
from agents.steps import Answered, End
from agents.summary import AgentPart, Summary
from agents.telemetry import About, Listener

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
BREAKER_STATES = ("closed", "half_open", "open")


class Metrics:
    """Hears of every question, through the conversations and through `listen`. The registry is its own, so two can live in one process."""

    def __init__(self, conversations: Conversations, listen: Callable[[Listener], None]) -> None:
        self.registry = CollectorRegistry()
        self._ended = self._counter("questions", "Questions that ended, by how.", "status", "error_class")
        self._seconds = self._histogram("question_seconds", "Time from question to answer.")
        self._query = self._histogram("query_seconds", "Time of the answer's query in the database.")
        self._first = self._histogram(
            "first_token_seconds", "Time to the first token of a question's first model call."
        )
        self._tokens = self._counter("tokens", "Tokens of chat models.", "model", "direction")
        self._cost = self._counter("cost_usd", "Cost of chat models whose price is known.", "model")
        self._unpriced = self._counter("unpriced_model_calls", "Model calls whose price is not known.", "model")
        self._calls = self._counter("model_calls", "Calls of chat models that were answered.", "model")
        self._retries = self._counter("model_retries", "Tries of a model call that were repeated.")
        self._faults = self._counter("model_faults", "Tries of a model call that failed, by kind.", "fault")
        self._fallbacks = self._counter(
            "fallbacks", "Questions in which another model stood in, by the absent one.", "model"
        )
        self._cache = self._counter("answer_cache", "Questions by whether a kept answer was given again.", "outcome")
        self._tools = self._counter("tool_calls", "Tool calls of chat models.", "tool")
        self._arms = self._counter("prompt_questions", "Questions by prompt version and arm.", "prompt", "arm")
        self._breaker = Gauge(
            "candor_breaker",
            "1 for the state in which a model's circuit breaker was last found.",
            ("model", "state"),
            registry=self.registry,
        )
        self._steps = self._counter("agent_steps", "Steps of an agent.", "agent")
        self._work = self._counter("agent_seconds", "Time that an agent worked.", "agent")
        self._failed = self._counter("agent_failures", "Steps of an agent that failed.", "agent")
        self._spent = self._counter("agent_tokens", "Tokens of chat models that an agent used.", "agent", "direction")
        self._paid = self._counter(
            "agent_cost_usd", "Cost, where known, of the chat models that an agent used.", "agent"
        )
        running = Gauge("candor_questions_running", "Questions at work now.", registry=self.registry)
        running.set_function(lambda: float(conversations.running))
        conversations.listen(self._ended_as)
        listen(self.heard)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _ended_as(self, end: End) -> None:
        """A question of the page or the API has ended, also one that was not begun because too many were at work."""
        told = {"status": "answered", "error_class": None} if isinstance(end, Answered) else to_object(end)
        self._ended.labels(told["status"], told["error_class"] or "").inc()
        self._seconds.observe(end.total_ms / 1000)

    def heard(self, about: About, summary: Summary) -> None:
        """One question that was begun has ended."""
        if summary.query_ms is not None:
            self._query.observe(summary.query_ms / 1000)
        if summary.first_token_ms is not None:
            self._first.observe(summary.first_token_ms / 1000)
        self._arms.labels(about.prompt, about.arm).inc()
        self._cache.labels(summary.cache).inc()
        self._retries.inc(summary.retries)
        for fault, times in summary.faults.items():
            self._faults.labels(fault).inc(times)
        for model in summary.fallbacks:
            self._fallbacks.labels(model).inc()
        for tool, times in summary.tools.items():
            self._tools.labels(tool).inc(times)
        self._models(summary)
        for agent, part in summary.agents.items():
            self._agent(agent, part)

    def _models(self, summary: Summary) -> None:
        for model, usage in summary.models.items():
            self._tokens.labels(model, "input").inc(usage.input_tokens)
            self._tokens.labels(model, "output").inc(usage.output_tokens)
            self._calls.labels(model).inc(usage.calls)
            if usage.cost is None:
                self._unpriced.labels(model).inc(usage.calls)
            else:
                self._cost.labels(model).inc(usage.cost)
        for model, state in summary.breakers.items():
            for each in BREAKER_STATES:
                self._breaker.labels(model, each).set(each == state)

    def _agent(self, agent: str, part: AgentPart) -> None:
        self._steps.labels(agent).inc(part.steps)
        self._work.labels(agent).inc(max(0.0, part.ms) / 1000)
        self._failed.labels(agent).inc(part.failed)
        self._spent.labels(agent, "input").inc(part.input_tokens)
        self._spent.labels(agent, "output").inc(part.output_tokens)
        self._paid.labels(agent).inc(part.cost_usd or 0.0)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"candor_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(f"candor_{name}", about, buckets=SECONDS, registry=self.registry)
