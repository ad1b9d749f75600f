"""The circuit breaker, with a clock that the test moves."""

from __future__ import annotations

from agents.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_a_success_between_them_starts_the_count_anew() -> None:
    breaker = Breaker(failures=3, clock=Clock())
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.allows()


def test_after_a_while_one_probe_goes_through_and_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, seconds=30, clock=clock)
    breaker.failed()
    clock.now = 31
    before = breaker.state
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert (before, breaker.state) == ("half_open", "closed")
    assert breaker.allows()


def test_a_probe_that_fails_keeps_it_open_for_another_while() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, seconds=30, clock=clock)
    breaker.failed()
    clock.now = 31
    assert breaker.allows()
    breaker.failed()
    assert breaker.state == "open"
    clock.now = 62
    assert breaker.allows()
