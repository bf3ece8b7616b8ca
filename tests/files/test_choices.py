from __future__ import annotations

import pytest

from napari_compare.core.settings import Settings
from napari_compare.files.choices import LONGEST, Choices

NAMES = ["cells", "a/b\\c: *?", "..", "Zellen, größer 5 µm", "x" * LONGEST]
OTSU = Settings(threshold="otsu", metrics="all")


@pytest.fixture
def choices(tmp_path):
    return Choices(tmp_path / "not yet there")


def test_nothing_is_remembered_at_first(choices):
    assert choices.latest() == (Settings(), {})
    assert choices.names == []


def test_the_last_choices_come_back(choices):
    choices.remember(OTSU, {"live": False})
    assert choices.latest() == (OTSU, {"live": False})
    choices.remember(Settings(), {})
    assert choices.latest() == (Settings(), {})


@pytest.mark.parametrize(
    "name", ["cells", "a/b\\c: *?", "..", "Zellen, größer 5 µm", "x" * LONGEST]
)
def test_presets_come_back_under_any_name(choices, name):
    choices.save(name, OTSU)
    assert choices.names == [name]
    assert choices.preset(name) == OTSU
    choices.save(name, Settings())
    assert choices.preset(name) == Settings()
    choices.delete(name)
    choices.delete(name)
    assert choices.names == []
    with pytest.raises(ValueError, match="There is no file"):
        choices.preset(name)


def test_names_are_in_alphabetical_order(choices):
    for name in ("b", "C", "a"):
        choices.save(name, OTSU)
    assert choices.names == ["a", "b", "C"]


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST + 1)])
def test_a_name_that_is_none_is_a_sentence(choices, name):
    with pytest.raises(ValueError, match="The name of a preset"):
        choices.save(name, OTSU)


def test_a_preset_is_a_settings_file_that_can_be_copied(choices, tmp_path):
    choices.save("cells", OTSU)
    (file,) = (tmp_path / "not yet there" / "presets").iterdir()
    other = Choices(tmp_path / "another machine")
    other.save("mine", Settings())
    file.rename(tmp_path / "another machine" / "presets" / file.name)
    assert other.names == ["cells", "mine"]
    assert other.preset("cells") == OTSU


def test_a_damaged_file_does_no_harm_to_others(choices, tmp_path):
    choices.save("good", OTSU)
    choices.remember(OTSU, {})
    folder = tmp_path / "not yet there"
    (folder / "presets" / "bad.json").write_text('{"threshold_z": 5}')
    (folder / "latest.json").write_text("{")
    assert choices.names == ["bad", "good"]
    assert choices.preset("good") == OTSU
    with pytest.raises(ValueError, match="Unknown settings: threshold_z"):
        choices.preset("bad")
    with pytest.raises(ValueError, match=r"latest\.json cannot be used"):
        choices.latest()
