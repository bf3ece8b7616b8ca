"""What is kept of a pair counts only while nothing has changed, and is whole or not there."""

import json
from pathlib import Path

import pytest

from napari_compare.core.settings import Settings
from napari_compare.files.inputs import Inputs
from napari_compare.study.records import Records, content_hash, file_name, identity_of
from napari_compare.study.run import compare_pair
from napari_compare.study.search import Search


@pytest.fixture
def pair(folders):
    folders.add(0)
    return Search(folders.a, folders.b).find().pairs[0]


def kept(pair, records, settings=None):
    outcome = compare_pair(pair, settings or Settings(), records)
    assert not outcome.error
    return outcome.kept


def test_a_pair_is_compared_once(folders, pair):
    records = Records(folders.out)
    first = compare_pair(pair, Settings(), records)
    second = compare_pair(pair, Settings(), records)
    assert (first.kept, second.kept) == (False, True)
    assert first.rows == second.rows


def test_it_is_compared_again_when_anything_has_changed(folders, pair, monkeypatch):
    records = Records(folders.out)
    assert not kept(pair, records)
    assert not kept(pair, records, Settings(threshold="otsu"))
    assert kept(pair, records, Settings(threshold="otsu"))
    assert not kept(pair, records)
    for file in (pair.a, pair.b, pair.regions):
        file.write_bytes(file.read_bytes() + b"\0")  # readers do not mind, the content is another
        assert not kept(pair, records)
        assert kept(pair, records)
    monkeypatch.setattr("napari_compare.__version__", "999", raising=False)
    assert not kept(pair, records)


def test_a_file_that_was_only_touched_or_moved_has_not_changed(folders, pair):
    records = Records(folders.out)
    assert not kept(pair, records)
    pair.a.touch()
    folders.a.rename(folders.parent / "moved")
    (moved,) = Search(folders.parent / "moved", folders.b).find().pairs
    assert kept(moved, records)


def test_images_are_made_when_they_are_wished_later(folders, pair):
    assert not kept(pair, Records(folders.out))
    with_images = Records(folders.out, ("difference", "overlap"))
    assert not kept(pair, with_images)
    assert kept(pair, with_images)
    assert len(list((folders.out / "images").iterdir())) == 2
    next((folders.out / "images").iterdir()).unlink()
    assert not kept(pair, with_images)


def test_images_of_a_pair_that_fails_now_are_removed(folders, pair):
    with_images = Records(folders.out, ("difference", "overlap"))
    assert not kept(pair, with_images)
    pair.b.write_bytes(b"no image")
    assert compare_pair(pair, Settings(), with_images).error
    assert list((folders.out / "images").iterdir()) == []
    assert list((folders.out / "pairs").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"identity": {}}', b"\xff", b"[" * 9999])
def test_a_broken_record_is_no_record(folders, pair, content):
    records = Records(folders.out)
    kept(pair, records)
    (record,) = (folders.out / "pairs").iterdir()
    record.write_bytes(content)
    assert not kept(pair, records)
    assert json.loads(record.read_text())["pair"] == "img0"


def test_a_record_appears_whole_or_not_at_all(folders, pair, monkeypatch):
    """However writing ends, there is no file that looks like a record."""
    seen = []
    replace = Path.replace

    def spy(draft, target):
        seen.append(sorted(p.name for p in target.parent.iterdir() if not p.name.startswith(".")))
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", spy)
    with pytest.raises(KeyboardInterrupt):
        compare_pair(pair, Settings(), Records(folders.out))
    assert seen == [[]]
    assert list((folders.out / "pairs").iterdir()) == []
    monkeypatch.setattr(Path, "replace", replace)
    assert not kept(pair, Records(folders.out))


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "a" * 300, "x\0y", "<b>&", "", "..."])
def test_names_of_pairs_become_names_of_files_that_every_system_takes(name):
    made = file_name(name)
    assert Path(made).name == made
    assert made.isascii()
    assert len(made) < 60
    assert made != file_name(name + "x")


def test_the_hash_of_a_folder_is_of_names_and_contents(tmp_path):
    store = tmp_path / "image.zarr"
    (store / "0").mkdir(parents=True)
    (store / "0" / "chunk").write_bytes(b"1")
    first = content_hash(store)
    assert content_hash(store) == first
    (store / "0" / "chunk").write_bytes(b"2")
    second = content_hash(store)
    (store / "0" / "chunk").rename(store / "0" / "other")
    assert len({first, second, content_hash(store)}) == 3


def test_what_is_no_file_is_not_read(tmp_path):
    with pytest.raises(ValueError, match="no file"):
        identity_of(Inputs(Path("/dev/zero"), tmp_path / "b.tif"), Settings())
