"""What tests of several rooms share."""

from pathlib import Path

import pytest

from napari_compare.samples import Sample, cells
from pair_folders import Folders

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(autouse=True)
def choices_folder(tmp_path, monkeypatch) -> Path:
    """Where the dock remembers choices: not where the person who runs the tests has hers."""
    folder = tmp_path / "choices"
    monkeypatch.setattr("napari_compare.files.choices.choices_folder", lambda: folder)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real images and reference values, which lie beside the project on some machines only."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real images are not here: there is no {folder}")
    return folder


@pytest.fixture(scope="session")
def cells_sample() -> Sample:
    """The sample of four cells; tests must not write to it."""
    sample = cells()
    sample.a.flags.writeable = sample.b.flags.writeable = False
    return sample


@pytest.fixture
def folders(tmp_path, cells_sample) -> Folders:
    """Two folders for pairs of images; there are none in them yet."""
    return Folders(tmp_path, cells_sample)
