"""Files are there whole or not at all."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from napari_compare.files.atomic import remove_drafts, whole_file


def test_a_file_is_replaced_at_the_end_only(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with whole_file(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("reason", [OSError, KeyboardInterrupt, SystemExit])
def test_whatever_happens_the_old_file_stays_and_no_draft(tmp_path, reason):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail():
        with whole_file(path) as draft:
            draft.write_text("half")
            raise reason

    with pytest.raises(reason):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_drafts_of_killed_processes_are_removed_and_those_of_others_not(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    (tmp_path / "pairs").mkdir()
    left = tmp_path / "pairs" / f".a.json.{ended.stdout.strip()}.part"
    others = [tmp_path / f".b.json.{os.getpid()}.part", tmp_path / "c.part", tmp_path / ".x.part"]
    for file in (left, *others):
        file.write_text("half")
    remove_drafts(tmp_path)
    assert not left.exists()
    assert all(file.exists() for file in others)


def test_threads_that_write_the_same_file_do_not_disturb_each_other(tmp_path):
    path, written = tmp_path / "table.csv", threading.Barrier(2, timeout=20)

    def write(text):
        with whole_file(path) as draft:
            draft.write_text(text)
            written.wait()
            assert draft.read_text() == text

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ["one", "another"]))
    assert path.read_text() in ("one", "another")
    assert list(tmp_path.iterdir()) == [path]
