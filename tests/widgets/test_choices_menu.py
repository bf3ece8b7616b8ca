"""Presets, remembered choices, and repeating what was done before."""

from __future__ import annotations

import json

import numpy as np
import pytest
from qtpy.QtWidgets import QFileDialog, QInputDialog

from napari_compare.core.settings import Settings
from napari_compare.files.choices import Choices

OTSU = Settings(threshold="otsu", metrics="all", background_a="quantile 0.1")


def entry(dock, *path):
    """The menu's entry at a path of texts."""
    dock.choices.menu().aboutToShow.emit()
    menu = dock.choices.menu()
    for text in path[:-1]:
        (menu,) = [one.menu() for one in menu.actions() if one.text() == text]
    (found,) = [one for one in menu.actions() if one.text() == path[-1]]
    return found


def status(dock):
    return dock.run_bar.status.text()


def settle(qtbot, dock):
    qtbot.waitUntil(lambda: not dock.busy and not dock.conductor._settled.isActive())


@pytest.fixture
def answer(monkeypatch):
    """Let a dialog answer as if a person had typed or chosen something."""

    def answers(text):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_: (text, True))
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(text), ""))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(text), ""))

    return answers


def test_a_preset_is_saved_used_and_deleted(images, open_dock, answer):
    dock = open_dock()
    dock.form.set_settings(OTSU)
    answer("my cells & theirs")
    entry(dock, "Save these choices as a preset …").trigger()
    assert status(dock) == 'These choices were saved as the preset "my cells & theirs".'
    entry(dock, "Back to the defaults").trigger()
    assert dock.form.settings() == Settings()
    entry(dock, "my cells && theirs").trigger()
    assert dock.form.settings() == OTSU
    entry(dock, "Delete a preset", "my cells && theirs").trigger()
    assert "was deleted" in status(dock)
    assert not entry(dock, "Delete a preset").isEnabled()


def test_a_preset_changes_the_numbers_at_once_when_live(cells, open_dock, press, qtbot, answer):
    dock = open_dock()
    answer("usual")
    entry(dock, "Save these choices as a preset …").trigger()
    dock.form.set_settings(OTSU)
    press(dock)
    entry(dock, "usual").trigger()
    settle(qtbot, dock)
    assert dock.comparison.latest.settings == Settings()


def test_what_cannot_be_saved_is_a_sentence(images, open_dock, answer, choices_folder):
    dock = open_dock()
    answer("  ")
    entry(dock, "Save these choices as a preset …").trigger()
    assert "The name of a preset has" in status(dock)
    dock.form.fields["background_a"].value = "a lot"
    answer("bad")
    entry(dock, "Save these choices as a preset …").trigger()
    assert "background_a cannot be 'a lot'" in status(dock)
    dock.form.fields["background_a"].value = "none"
    choices_folder.write_text("a file, where a folder should be")
    entry(dock, "Save these choices as a preset …").trigger()
    assert status(dock).startswith("That was not done.")


def test_a_damaged_preset_is_a_sentence(images, open_dock, choices_folder):
    Choices().save("odd", Settings())
    (choices_folder / "presets" / "odd.json").write_text('{"threshold": 5}')
    dock = open_dock()
    dock.form.set_settings(OTSU)
    entry(dock, "odd").trigger()
    assert "threshold cannot be 5" in status(dock)
    assert dock.form.settings() == OTSU


def test_the_dock_remembers_its_choices(viewer, cells, open_dock, press, qtbot):
    dock = open_dock()
    dock.form.set_settings(OTSU)
    dock.run_bar.live.setChecked(False)
    dock.layer_bar.tick(["ratio"])
    press(dock)
    settle(qtbot, dock)
    other = open_dock()
    assert other.form.settings() == OTSU
    assert not other.run_bar.live.isChecked()
    assert other.layer_bar.ticked == [("ratio", "raw")]
    assert "Your last choices are set" in status(other)


def test_the_background_of_a_region_is_not_remembered(viewer, cells, open_dock, press, qtbot):
    dock = open_dock()
    dock.form.fields["background_b"].value = "region tip"
    press(dock)
    settle(qtbot, dock)
    assert dock.comparison.latest.settings.background_b == "region tip"
    assert Choices().latest()[0] == Settings()


DAMAGED = ["{", '{"settings": {"threshold_z": 1}}', '{"settings": {}, "live": 3, "layers": 5}']


@pytest.mark.parametrize("text", DAMAGED)
def test_damaged_memory_is_a_sentence_or_no_harm(images, open_dock, choices_folder, text):
    choices_folder.mkdir()
    (choices_folder / "latest.json").write_text(text)
    dock = open_dock()
    assert dock.form.settings() == Settings()
    if "live" not in text:
        assert "Your last choices were not taken" in status(dock)


def test_a_table_s_choices_and_layers_come_back(
    viewer, cells, open_dock, press, answer, tmp_path, qtbot
):
    dock = open_dock()
    dock.form.set_settings(OTSU)
    press(dock)
    before = [result.row["manders_tm1"] for result in dock.view.table.results]
    dock.export.save_table(tmp_path / "results.csv")
    viewer.add_image(np.ones((60, 80)), name="another")
    dock.form.layers.a.choose(viewer.layers["another"])
    dock.form.layers.regions.choose(None)
    dock.form.set_settings(Settings())
    answer(tmp_path / "results.csv")
    entry(dock, "Open choices or results …").trigger()
    assert dock.form.layers.chosen == (viewer.layers["GFP"], viewer.layers["mCherry"], cells)
    assert dock.form.settings() == OTSU
    qtbot.waitUntil(lambda: not dock.busy)
    assert [result.row["manders_tm1"] for result in dock.view.table.results] == before


def test_layers_that_are_not_there_are_named(viewer, images, open_dock, answer, tmp_path):
    dock = open_dock()
    path = tmp_path / "settings.json"
    record = {"settings": OTSU.to_dict(), "names": ["GFP", "gone"], "regions_from": "lost"}
    path.write_text(json.dumps(record))
    answer(path)
    entry(dock, "Open choices or results …").trigger()
    assert 'no layer is called "gone", "lost"' in status(dock)
    assert dock.form.settings() == OTSU
    assert dock.comparison.latest is None


def test_an_output_layer_is_repeated(viewer, cells, open_dock, press, qtbot):
    dock = open_dock()
    dock.form.set_settings(OTSU)
    press(dock)
    with qtbot.waitSignal(dock.outputs.said):
        dock.layer_bar.add.click()
    dock.run_bar.live.setChecked(False)  # or the layer would be brought up to date
    dock.form.set_settings(Settings())
    settle(qtbot, dock)
    dock.form.layers.regions.choose(None)
    entry(dock, "Repeat what made a layer", "overlap of GFP and mCherry").trigger()
    settle(qtbot, dock)
    assert dock.form.settings() == OTSU
    assert dock.form.layers.regions.layer is cells
    assert dock.comparison.latest.settings == OTSU


def test_a_layer_that_lost_its_record_says_so(viewer, images, open_dock):
    dock = open_dock()
    viewer.add_image(np.ones((9, 9)), name="odd", metadata={"napari-compare": {"settings": 3}})
    entry(dock, "Repeat what made a layer", "odd").trigger()
    assert 'The layer "odd" does not say how it was made' in status(dock)


def test_choices_saved_to_a_file_are_those_of_the_form(images, open_dock, answer, tmp_path):
    dock = open_dock()
    dock.form.set_settings(OTSU)
    answer(tmp_path / "mine")
    entry(dock, "Save choices …").trigger()
    assert Settings.from_json((tmp_path / "mine.json").read_text()) == OTSU
