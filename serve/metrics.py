"""Numbers about this process for Prometheus: counts and times of questions, never their words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agents.conversations import Conversations
from agents.present import to_object
from agents.steps import Answered, End

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Listens to the questions that the page and the API ask. The registry is its own, so two can live in one process."""

    def __init__(self, conversations: Conversations) -> None:
        self.registry = CollectorRegistry()
        self._ended = Counter(
            "candor_questions", "Questions that ended, by how.", ("status", "error_class"), registry=self.registry
        )
        self._seconds = Histogram(
            "candor_question_seconds", "Time from question to answer.", buckets=SECONDS, registry=self.registry
        )
        self._query = Histogram(
            "candor_query_seconds",
            "Time of the answer's query in the database.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._tokens = Counter("candor_tokens", "Tokens of chat models.", ("direction",), registry=self.registry)
        running = Gauge("candor_questions_running", "Questions at work now.", registry=self.registry)
        running.set_function(lambda: float(conversations.running))
        conversations.listen(self._heard)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _heard(self, end: End) -> None:
        told = to_object(end) if not isinstance(end, Answered) else {"status": "answered", "error_class": None}
        self._ended.labels(told["status"], told["error_class"] or "").inc()
        self._seconds.observe(end.total_ms / 1000)
        if isinstance(end, Answered):
            receipt = end.answer.receipt
            self._query.observe(receipt.query_ms / 1000)
            self._tokens.labels("input").inc(receipt.usage.input_tokens)
            self._tokens.labels("output").inc(receipt.usage.output_tokens)
