"""Short parts of a report: facts, sentences and the text for a paper."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from napari_compare.core.settings import Settings
from napari_compare.report.escape import escaped


def facts(values: Mapping[str, Any]) -> str:
    """Return what is known as a list of names and values; those that are empty are left out."""
    items = (
        f"<dt>{escaped(name)}</dt><dd>{escaped(value)}</dd>"
        for name, value in values.items()
        if value not in (None, "")
    )
    return f"<dl>{''.join(items)}</dl>"


def settings_facts(settings: Settings) -> str:
    """Return all settings with the names that the dock has for them."""
    hints = typing.get_type_hints(Settings, include_extras=True)
    named = {
        typing.get_args(hints[field.name])[1]["label"]: _in_words(getattr(settings, field.name))
        for field in dataclasses.fields(Settings)
    }
    return facts(named)


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Yield sentences as a list."""
    yield "<ul>"
    yield from (f"<li>{escaped(text)}</li>" for text in texts)
    yield "</ul>"


def prose(text: str) -> str:
    """Return a text with its own lines, to be read and copied."""
    return f"<pre>{escaped(text)}</pre>"


def _in_words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
