"""A few threads of our own."""

import threading
import time

import pytest

from napari_compare.core.threads import WORKERS, in_threads


def results(work, items):
    return [found for found in in_threads(work, items) if found is not None]


def test_results_come_in_the_order_of_the_items():
    def work(item, _):
        time.sleep(0.002 * (item % 3))
        return item

    assert results(work, range(40)) == list(range(40))


def test_a_worker_does_one_item_at_a_time():
    busy = set()

    def work(_, worker):
        assert worker not in busy
        busy.add(worker)
        time.sleep(0.001)
        busy.remove(worker)
        return worker

    assert set(results(work, range(50))) <= set(range(WORKERS))


def test_the_caller_hears_of_work_that_takes_long():
    go_on = threading.Event()
    events = in_threads(lambda _, __: go_on.wait(10), [0])
    assert next(events) is None
    go_on.set()
    assert True in list(events)


def test_an_error_reaches_the_caller():
    def work(item, _):
        if item == 3:
            raise ValueError("no 3")
        return item

    with pytest.raises(ValueError, match="no 3"):
        results(work, range(9))


def test_items_are_left_when_the_caller_stops():
    begun = []

    def work(item, _):
        begun.append(item)
        return True

    events = in_threads(work, range(1000))
    next(events)
    events.close()
    time.sleep(0.05)
    assert len(begun) < 100
