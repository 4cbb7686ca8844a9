"""Calls under way: whoever closes a connection can wait for them."""

from __future__ import annotations

import threading

from graph.deadline import Deadline


def test_calls_under_way_are_waited_for_no_longer_than_is_said() -> None:
    deadline, begun, end = Deadline(60.0, lambda: None), threading.Event(), threading.Event()

    def work() -> None:
        with deadline.call():
            begun.set()
            end.wait(10.0)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert begun.wait(10.0)
        assert not deadline.drained(0.0)
        end.set()
        assert deadline.drained(10.0)
    finally:
        end.set()
        thread.join()
        deadline.close()
