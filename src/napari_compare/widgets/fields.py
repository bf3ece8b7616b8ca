"""The fields of settings as magicgui widgets, each declared by the dataclass itself."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from docstring_parser import parse
from magicgui.widgets import ComboBox, LineEdit, create_widget
from magicgui.widgets.bases import ValueWidget

from napari_compare.core.mixing import MixingSettings
from napari_compare.core.settings import METRIC_SETS, Settings

Fields = Mapping[str, ValueWidget[Any]]

_LOOKS: dict[str, dict[str, Any]] = {
    "metrics": {"widget_type": "ComboBox", "choices": METRIC_SETS},
    "threshold_a": {"widget_type": "LineEdit"},
    "threshold_b": {"widget_type": "LineEdit"},
    "background_a": {"widget_type": "LineEdit"},
    "background_b": {"widget_type": "LineEdit"},
    "split": {"widget_type": "ComboBox", "choices": [()]},
    "data_range": {"widget_type": "LineEdit"},
    "reference_noise": {"widget_type": "LineEdit"},
}
"""Widgets for the types that may be one of several, which magicgui cannot know."""
_RANGES = {"confidence": {"min": 0.5, "max": 0.999, "step": 0.01}}
NUMBERS = ("threshold_a", "threshold_b", "data_range")
"""Numbers or nothing: typed, as a spin box rounds to a number of decimals that it must be told."""


def make_fields(of: type[Settings] | type[MixingSettings] = Settings) -> Fields:
    """Return a widget for each field of settings, by name, holding the field's default.

    Labels and choices come from the annotations, tooltips from the docstring's parameters.
    """
    hints = typing.get_type_hints(of, include_extras=True)
    tooltips = {part.arg_name: part.description for part in parse(of.__doc__ or "").params}
    fields: dict[str, ValueWidget[Any]] = {}
    for field in dataclasses.fields(of):
        kind, options = typing.get_args(hints[field.name])
        looks = {**_LOOKS.get(field.name, {}), **_RANGES.get(field.name, {})}
        options = {**options, **looks, "tooltip": tooltips[field.name]}
        if "choices" in options:
            options["choices"] = [_readable(choice) for choice in options["choices"]]
        widget = create_widget(
            annotation=str if field.name in _LOOKS else kind,
            name=field.name,
            label=options.pop("label"),
            options=options,
        )
        fields[field.name] = typing.cast(ValueWidget[Any], widget)
    write_settings(fields, of())
    return fields


def read_mixing_settings(fields: Fields) -> MixingSettings:
    """Return what the widgets of `MixingSettings` hold.

    Raises
    ------
    ValueError
        If a field holds what it cannot, or two contradict each other; a sentence that says so.
    """
    values = {name: widget.value for name, widget in fields.items()}
    noise = fields["reference_noise"]
    values["reference_noise"] = _number_or_none(noise.value, noise.label) or 0.0
    return MixingSettings(**values)


def read_settings(fields: Fields, **instead: Any) -> Settings:
    """Return what the widgets hold as settings, but for what is chosen elsewhere.

    Raises
    ------
    ValueError
        If a field holds what it cannot; the message is a sentence that says what can be there.
    """
    values = {name: widget.value for name, widget in fields.items()}
    for name in NUMBERS:
        values[name] = _number_or_none(values[name], fields[name].label)
    if values["threshold"] != "manual":
        values["threshold_a"] = values["threshold_b"] = None
    return Settings(**values | instead)


def write_settings(fields: Fields, settings: Settings | MixingSettings) -> None:
    """Make the widgets hold the settings; a choice that they don't offer is added to theirs."""
    for name, widget in fields.items():
        value = getattr(settings, name)
        if isinstance(widget, ComboBox):
            if value not in widget.choices:
                widget.set_choice(", ".join(value), value)
            widget.value = value
        elif isinstance(widget, LineEdit):
            widget.value = "" if value is None else as_text(value)
        else:
            widget.value = value


def offer_splits(fields: Fields, splits: Sequence[tuple[str, ...]]) -> None:
    """Offer no split or one of some; keep what is chosen if it is among them."""
    field: Any = fields["split"]
    chosen = field.value
    with field.changed.blocked():
        field.choices = [_readable(split) for split in [(), *splits]]
        field.value = chosen if chosen in splits else ()


def as_text(value: str | float) -> str:
    """Return a value as a person would type it, with all its digits."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _readable(choice: str | tuple[str, ...]) -> tuple[str, str | tuple[str, ...]]:
    """Return a choice with the words that stand for it: a method's name, or axes to split by."""
    if isinstance(choice, str):
        return choice.capitalize(), choice
    return ", ".join(("Region", *choice)), choice


def _number_or_none(text: str, label: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(f'{label} must be a number, or empty, not "{text}".') from None
