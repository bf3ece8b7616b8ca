"""Work asked for faster than it can be done."""

import threading

import pytest

from napari_compare.widgets.latest import Latest


@pytest.fixture
def latest(qtbot, viewer):
    latest = Latest()
    yield latest
    latest.abandon()


def test_what_is_under_way_ends_and_only_the_newest_follows(latest, qtbot):
    go_on, found = threading.Event(), []
    latest.yielded.connect(found.append)

    def slow():
        go_on.wait(20)
        yield "first"

    latest.ask(slow)
    for i in range(5):
        latest.ask(lambda i=i: iter([i]))
    assert latest.running
    go_on.set()
    qtbot.waitUntil(lambda: not latest.running)
    assert found == ["first", 4]


def test_after_an_error_it_goes_on(latest, qtbot):
    found, failed = [], []
    latest.yielded.connect(found.append)
    latest.failed.connect(failed.append)

    def wrong():
        raise ValueError("The image is gone.")
        yield

    latest.ask(wrong)
    latest.ask(lambda: iter(["next"]))
    qtbot.waitUntil(lambda: not latest.running)
    assert failed == ["The image is gone."]
    assert found == ["next"]


def test_what_is_abandoned_is_not_heard_of(latest, qtbot):
    go_on, found = threading.Event(), []
    latest.yielded.connect(found.append)

    def slow():
        go_on.wait(20)
        yield "first"

    latest.ask(slow)
    latest.ask(lambda: iter(["second"]))
    latest.abandon()
    go_on.set()
    assert not latest.running
    qtbot.wait(50)
    assert found == []
