"""The command as `python -m napari_compare.cli`."""

from napari_compare.cli import app

app()
