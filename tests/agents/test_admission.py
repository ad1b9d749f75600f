"""Who may begin a question: rates, places, a line with an end, in order of arrival."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from agents.admission import Admission, Traffic
from data.errors import Busy, Cancelled

OPEN = Traffic(at_work=100, waiting=0)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_users_rate_is_held_and_says_when_to_come_again() -> None:
    clock = Clock()
    admission = Admission(replace(OPEN, user_minute=2), clock)
    admission.admit("ada")
    clock.now = 20
    admission.admit("ada")
    with pytest.raises(Busy, match="CANDOR_QUESTIONS_PER_USER_MINUTE") as caught:
        admission.admit("ada")
    assert (caught.value.bound, caught.value.retry_after) == ("rate", 40.0)
    admission.admit("bob")
    clock.now = 60.5
    admission.admit("ada")


def test_a_rate_for_everybody_is_held_whoever_asks() -> None:
    admission = Admission(replace(OPEN, minute=2), Clock())
    admission.admit("ada")
    admission.admit("bob")
    with pytest.raises(Busy, match="Everybody together"):
        admission.admit("cyd")


def test_what_was_turned_away_does_not_count() -> None:
    clock = Clock()
    admission = Admission(replace(OPEN, user_minute=1), clock)
    admission.admit("ada")
    for moment in (10, 30, 59):
        clock.now = moment
        with pytest.raises(Busy):
            admission.admit("ada")
    clock.now = 60
    admission.admit("ada")


def test_the_line_has_an_end_and_one_more_is_told_so_at_once() -> None:
    admission = Admission(Traffic(at_work=1, waiting=1))
    with admission.admit("ada"):
        waiting = admission.admit("bob")
        with pytest.raises(Busy, match="1 questions are at work and 1 wait") as caught:
            admission.admit("cyd")
        assert caught.value.bound == "queue"
        waiting.give_back()
        admission.admit("cyd")


def test_questions_are_worked_on_in_order_of_arrival_so_many_at_a_time() -> None:
    admission = Admission(Traffic(at_work=1, waiting=20))
    order: list[int] = []
    most: list[int] = []

    def work(number: int, ticket: object) -> None:
        with ticket:  # type: ignore[attr-defined]  # a Ticket, handed through a thread's arguments
            order.append(number)
            most.append(admission.working)

    threads = [threading.Thread(target=work, args=(i, admission.admit("ada"))) for i in range(8)]
    for thread in reversed(threads):
        thread.start()
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))
    assert set(most) == {1}
    assert (admission.working, admission.waiting) == (0, 0)


def test_nobody_waits_for_ever() -> None:
    admission = Admission(Traffic(at_work=1, waiting=5, patience=0.2))
    with admission.admit("ada"), pytest.raises(Busy, match="waited"), admission.admit("bob"):
        raise AssertionError("there was no place")
    assert (admission.working, admission.waiting) == (0, 0)


def test_a_waiting_question_can_be_stopped() -> None:
    admission = Admission(Traffic(at_work=1, waiting=5))
    stop = threading.Event()
    stop.set()
    with admission.admit("ada"), pytest.raises(Cancelled), admission.admit("bob", stop):
        raise AssertionError("there was no place")


def test_a_question_that_fails_gives_its_place_back() -> None:
    admission = Admission(Traffic(at_work=1, waiting=0))
    with pytest.raises(ZeroDivisionError), admission.admit("ada"):
        raise ZeroDivisionError
    with admission.admit("bob"):
        assert admission.working == 1
