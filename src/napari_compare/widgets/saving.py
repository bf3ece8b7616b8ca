"""Putting what a dock found into a file or on the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qtpy.QtWidgets import QApplication, QFileDialog, QWidget


def ask_and_save(parent: QWidget, save: Callable[[Path], None], name: str, kinds: str) -> str:
    """Ask a person for a file, and save into it.

    Parameters
    ----------
    parent
        Qt parent of the dialog.
    save
        Writes the file.
    name
        What the file is called unless the person says otherwise.
    kinds
        The format, such as "CSV (*.csv)".

    Returns
    -------
    str
        What was done, or why not, in a sentence; empty if the person changed their mind.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, "Save", name, kinds)
    if not chosen:
        return ""
    path = Path(chosen)
    if not path.suffix:
        path = path.with_suffix(kind.rpartition("*")[2].rstrip(")"))
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
