"""Putting what a dock found into a file that a person is asked for, or on the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtWidgets import QApplication, QFileDialog, QWidget


def ask_and_save(
    parent: QWidget, save: Callable[[Path], object], name: str, kinds: str, title: str = "Save"
) -> str:
    """Ask for a file and save into it.

    Parameters
    ----------
    parent
        Qt parent of the dialog.
    save
        Saves into a path; may raise ValueError or OSError with a sentence.
    name
        The file's name that is proposed.
    kinds
        What a file dialog offers, such as "CSV (*.csv)"; its ending is added where none was typed.
    title
        Title of the dialog.

    Returns
    -------
    str
        What was done, or why not, in a sentence; empty if the person changed their mind.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
    if not chosen:
        return ""
    path = Path(chosen)
    if not path.suffix:
        path = path.with_suffix((kind or kinds).rpartition("*")[2].rstrip(")"))
    try:
        save(path)
    except (OSError, ValueError) as error:
        return f"{path.name} was not saved. {error}"
    return f"Saved {path.name}."


def put_on_clipboard(text: str) -> None:
    """Put a text where other programs can paste it from."""
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)
