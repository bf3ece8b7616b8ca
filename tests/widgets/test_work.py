from __future__ import annotations

import threading

import pytest
from superqt.utils import WorkerBase

from napari_compare.files.errors import sentence
from napari_compare.widgets.work import Work


@pytest.fixture
def work(qtbot):
    work = Work()
    yield work
    work.abandon()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)


def test_what_is_yielded_arrives_in_order_on_the_window_s_thread(work, qtbot):
    got, threads = [], set()

    def take(item):
        got.append(item)
        threads.add(threading.get_ident())

    work.yielded.connect(take)
    with qtbot.waitSignal(work.done):
        work.start(lambda: iter(range(5)))
    assert got == [0, 1, 2, 3, 4]
    assert threads == {threading.get_ident()}
    assert not work.running


@pytest.mark.parametrize("error", [ValueError("Say what."), RuntimeError("odd"), MemoryError()])
def test_an_error_is_told_in_words_and_ends_the_work(work, qtbot, error):
    def steps():
        yield 1
        raise error

    with qtbot.waitSignal(work.failed) as failed:
        work.start(steps)
    assert failed.args == [sentence(error)]
    assert not work.running


def test_cancelling_is_told_at_once_and_closes_the_generator(work, qtbot):
    closed, go_on = threading.Event(), threading.Event()

    def steps():
        try:
            while True:
                yield go_on.wait(0.01)
        finally:
            closed.set()

    with qtbot.waitSignal(work.yielded):
        work.start(steps)
    with qtbot.waitSignal(work.cancelled):
        work.cancel()
    assert not work.running
    qtbot.waitUntil(closed.is_set)


def test_a_new_start_silences_the_old_one(work, qtbot):
    go_on, got = threading.Event(), []

    def old():
        yield "old"
        go_on.wait(5)
        yield "too late"

    work.yielded.connect(got.append)
    with qtbot.waitSignal(work.yielded):
        work.start(old)
    with qtbot.waitSignal(work.done):
        work.start(lambda: iter(["new"]))
    go_on.set()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
    assert got == ["old", "new"]


def test_an_abandoned_work_says_nothing_more(work, qtbot):
    said = []
    for signal in (work.yielded, work.done, work.cancelled, work.failed):
        signal.connect(lambda *_: said.append(1))
    work.start(lambda: iter("abc"))
    work.abandon()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
    assert not said


def test_deleting_the_work_stops_its_thread(qtbot):
    work = Work()

    def steps():
        while True:
            yield threading.Event().wait(0.01)

    with qtbot.waitSignal(work.yielded):
        work.start(steps)
    work.deleteLater()
    qtbot.waitUntil(lambda: not WorkerBase._worker_set)
