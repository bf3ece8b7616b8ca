"""What several commands have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from napari_compare.core.settings import Settings

BAD_INPUT = 2


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn an error that a person can mend into a sentence and the exit code 2."""
    try:
        yield
    except (ValueError, OSError, MemoryError) as error:
        text = str(error)
        if isinstance(error, MemoryError):
            text = "There is not enough memory for these images."
        elif isinstance(error, OSError) and error.strerror:
            text = f"{error.filename or 'A file'}: {error.strerror}."
        typer.echo(" ".join(text.split()), err=True)
        raise typer.Exit(BAD_INPUT) from None


def settings_from(path: Path | None, options: dict[str, Any]) -> Settings:
    """Return the settings of a file, or the usual ones, with what the options say instead."""
    from napari_compare.core.settings import Settings
    from napari_compare.files.results import read_settings

    settings = read_settings(path) if path else Settings()
    return replace(settings, **{k: value for k, value in options.items() if value is not None})
