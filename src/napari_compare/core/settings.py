"""Everything a person can choose about a comparison: the form, the file and the record."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

THRESHOLDS = ("costes", "otsu", "li", "triangle", "yen", "isodata", "mean", "manual", "none")
SCOPES = ("region", "image")
PLANES = ("all", "drawn")
COLOURS = ("luminance", "red", "green", "blue")
GRIDS = ("resample", "refuse")
METRIC_SETS = ("essential", "all")


@dataclass(frozen=True)
class Settings:
    """The choices of one comparison.

    Parameters
    ----------
    metrics
        What to measure: "essential" (what a first look needs), "all", or the keys of metrics.
    threshold
        How the intensity above which a pixel counts as signal is found, for each channel.
    threshold_a
        Threshold of channel A, in intensity units, for the method "manual".
    threshold_b
        Threshold of channel B, in intensity units, for the method "manual".
    threshold_scope
        Whether the thresholds are found in each region by itself, or once in the whole image.
    background_a
        Subtracted from A before anything else: "none", a number, "quantile 0.05" (of the whole
        image), or "region NAME" (the mean inside that region).
    background_b
        Subtracted from B before anything else; written like the background of A.
    planes
        Whether a region drawn on one plane of a stack counts on all planes or on that one only.
    split
        Axes, such as "t" or "z", of which every index gets a row of its own.
    data_range
        Intensity range of PSNR and SSIM; empty: maximum minus minimum of both images together.
    colour_a
        What of a colour image is measured as channel A.
    colour_b
        What of a colour image is measured as channel B.
    grid
        When B's pixels do not lie on A's: "resample" B linearly, or "refuse" to compare.

    Raises
    ------
    ValueError
        If a value is not one of those allowed; the message lists what is.

    Examples
    --------
    >>> settings = Settings(threshold="otsu", metrics=("pearson_r", "manders_tm1"))
    >>> Settings.from_json(settings.to_json()) == settings
    True
    """

    metrics: Annotated[str | tuple[str, ...], {"label": "Metrics"}] = "essential"
    threshold: Annotated[str, {"label": "Threshold", "choices": THRESHOLDS}] = "costes"
    threshold_a: Annotated[float | None, {"label": "Threshold A"}] = None
    threshold_b: Annotated[float | None, {"label": "Threshold B"}] = None
    threshold_scope: Annotated[str, {"label": "Threshold in", "choices": SCOPES}] = "region"
    background_a: Annotated[str | float, {"label": "Background A"}] = "none"
    background_b: Annotated[str | float, {"label": "Background B"}] = "none"
    planes: Annotated[str, {"label": "Planes", "choices": PLANES}] = "all"
    split: Annotated[tuple[str, ...], {"label": "A row per"}] = ()
    data_range: Annotated[float | None, {"label": "Data range"}] = None
    colour_a: Annotated[str, {"label": "Colour of A", "choices": COLOURS}] = "luminance"
    colour_b: Annotated[str, {"label": "Colour of B", "choices": COLOURS}] = "luminance"
    grid: Annotated[str, {"label": "Other grid", "choices": GRIDS}] = "resample"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            _one_of(name, getattr(self, name), choices)
        object.__setattr__(self, "metrics", _metrics(self.metrics))
        object.__setattr__(self, "split", _axes(self.split))
        for channel in "ab":
            name = f"background_{channel}"
            object.__setattr__(self, name, _background(name, getattr(self, name)))
            name = f"threshold_{channel}"
            object.__setattr__(self, name, _number(name, getattr(self, name)))
            if self.threshold == "manual" and getattr(self, name) is None:
                raise ValueError(f'The threshold "manual" needs a number for {name}.')
        object.__setattr__(self, "data_range", _number("data_range", self.data_range))
        if self.data_range is not None and self.data_range <= 0:
            raise ValueError(f"data_range must be greater than 0, not {self.data_range:g}.")

    @property
    def manual_thresholds(self) -> tuple[float, float] | None:
        """The thresholds that were typed in; None for the other methods."""
        if self.threshold != "manual" or self.threshold_a is None or self.threshold_b is None:
            return None
        return self.threshold_a, self.threshold_b

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values that JSON can hold."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in dataclasses.asdict(self).items()
        }

    def to_json(self) -> str:
        """Return the settings as JSON text."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Settings:
        """Make settings from plain values; what is not named keeps its default."""
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = [str(key) for key in values if key not in known]
        if unknown:
            raise ValueError(
                f"Unknown settings: {', '.join(unknown)}. There are: {', '.join(known)}."
            )
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Make settings from the JSON text that `to_json` gives."""
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"The settings are not valid JSON: {error}.") from error
        except RecursionError:
            raise ValueError("The settings are not valid: they are nested too deeply.") from None
        if not isinstance(values, dict):
            raise ValueError("The settings must be a JSON object of names and values.")
        return cls.from_dict(values)


_CHOICES = {
    "threshold": THRESHOLDS,
    "threshold_scope": SCOPES,
    "planes": PLANES,
    "colour_a": COLOURS,
    "colour_b": COLOURS,
    "grid": GRIDS,
}


def _one_of(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} cannot be {value!r}. There are: {', '.join(choices)}.")


def _metrics(value: object) -> str | tuple[str, ...]:
    from napari_compare.core.metrics import METRICS

    if isinstance(value, str):
        if value in METRIC_SETS:
            return value
        value = tuple(key.strip() for key in value.split(","))
    if not isinstance(value, (list, tuple)) or not value:
        raise ValueError('metrics must be "essential", "all" or a list of keys.')
    unknown = [str(key) for key in value if not isinstance(key, str) or key not in METRICS]
    if unknown:
        raise ValueError(f"Unknown metrics: {', '.join(unknown)}. There are: {', '.join(METRICS)}.")
    return tuple(value)


def _axes(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.replace(",", "")
    if not isinstance(value, (str, list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"split must be the names of axes, not {value!r}.")
    return tuple(value)


def _number(name: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _is_usable(value):
        raise ValueError(f"{name} must be a number, not {value!r}.")
    return value


def _is_usable(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond what a float can be
        return False


def _background(name: str, value: object) -> str | float:
    """Check a background; the kinds are none, a number, a quantile and a region's mean."""
    if not isinstance(value, str):
        number = _number(name, value)
        value = "none" if number is None else str(number)
    kind, _, argument = value.strip().partition(" ")
    if kind == "none" and not argument:
        return "none"
    if kind == "region" and argument.strip():
        return f"region {argument.strip()}"
    try:
        number = float(argument if kind == "quantile" else value)
    except ValueError:
        number = math.nan
    if kind == "quantile" and 0 <= number <= 1:
        return f"quantile {number}"
    if kind != "quantile" and abs(number) < 2**53:
        return number
    raise ValueError(
        f'{name} cannot be {value!r}. Write "none", a number, "quantile 0.05" or "region NAME".'
    )
