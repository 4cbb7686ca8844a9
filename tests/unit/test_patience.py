"""A read is waited for as long as anybody is answered, and given up with the silence it was told to bear."""

from __future__ import annotations

import threading

import pytest

from graph.errors import GraphSilent
from graph.patience import patience, waited


def test_without_a_limit_a_read_is_made_where_it_is_asked_for() -> None:
    assert waited(threading.current_thread, lambda: 99.0) is threading.current_thread()


def test_a_read_is_given_up_when_nobody_is_answered_and_goes_on_beside() -> None:
    go, done = threading.Event(), threading.Event()

    def read() -> None:
        go.wait(60)
        done.set()

    with patience(0.2), pytest.raises(GraphSilent):
        waited(read, lambda: 2.5)
    go.set()
    assert done.wait(60)


def test_a_read_that_has_just_begun_is_not_given_up_because_another_waits_long() -> None:
    go = threading.Timer(0.3, lambda: None)
    go.start()

    def read() -> str:
        go.join()
        return "answered"

    with patience(60.0):
        assert waited(read, lambda: 99.0) == "answered"


def test_a_slow_read_is_waited_for_while_others_are_answered() -> None:
    looked = threading.Event()

    def silence() -> float:
        looked.set()
        return 1.9

    with patience(2.0):
        assert waited(lambda: looked.wait(60), silence)


def test_what_a_read_raises_is_raised_where_it_was_asked_for_and_the_limit_ends_with_its_block() -> None:
    with patience(2.0):
        with patience(None):
            assert waited(threading.current_thread, lambda: 99.0) is threading.current_thread()
        with pytest.raises(ZeroDivisionError):
            waited(lambda: 1 // 0, lambda: 0.0)
