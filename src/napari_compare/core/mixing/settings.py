"""Everything a person can choose about mixing coefficients: the form and the record."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

BOUNDS = ("free", "0-1", "non-negative")
WEIGHTS = ("equal", "poisson")


@dataclass(frozen=True)
class MixingSettings:
    """The choices of unmixing a series.

    Parameters
    ----------
    bounds
        Where coefficients may lie: anywhere ("free"), from 0 to 1, or at 0 and above.
    sum_to_one
        Whether the coefficients of a frame sum to one; otherwise each is free of the others.
    offset
        Whether each frame has a background of its own, a number added to all its pixels.
    gain
        Whether each frame has a brightness of its own: all coefficients are multiplied by it.
    weights
        How pixels count: all alike ("equal"), or by the variance of Poisson noise ("poisson"):
        one over the mean of the references, which are then free of camera offset.
    robust
        Whether outliers among the pixels lose weight (Huber's method).
    reference_noise
        Variance of the noise in a reference divided by that in a frame: 0 if the references are
        exact, 1 if each is an image like the frames, 1/m if each is the mean of m of them.
    confidence
        Of the intervals: how often they shall hold the true coefficient.

    Raises
    ------
    ValueError
        If a value is not one of those allowed, or two choices contradict each other.

    Examples
    --------
    >>> MixingSettings(bounds="0-1", offset=True).to_dict()["offset"]
    True
    """

    bounds: Annotated[str, {"label": "Bounds", "choices": BOUNDS}] = "free"
    sum_to_one: Annotated[bool, {"label": "Sum to one"}] = True
    offset: Annotated[bool, {"label": "Free offset"}] = False
    gain: Annotated[bool, {"label": "Free gain"}] = False
    weights: Annotated[str, {"label": "Weights", "choices": WEIGHTS}] = "equal"
    robust: Annotated[bool, {"label": "Robust to outliers"}] = False
    reference_noise: Annotated[float, {"label": "Reference noise"}] = 0.0
    confidence: Annotated[float, {"label": "Confidence"}] = 0.95

    def __post_init__(self) -> None:
        for name, choices in (("bounds", BOUNDS), ("weights", WEIGHTS)):
            if getattr(self, name) not in choices:
                raise ValueError(
                    f"{name} cannot be {getattr(self, name)!r}. There are: {', '.join(choices)}."
                )
        for name in ("sum_to_one", "offset", "gain", "robust"):
            if not isinstance(getattr(self, name), bool):
                raise ValueError(f"{name} must be true or false, not {getattr(self, name)!r}.")
        if not _is_number(self.reference_noise) or self.reference_noise < 0:
            raise ValueError(
                f"reference_noise must be a number of 0 or more, not {self.reference_noise!r}."
            )
        if not _is_number(self.confidence) or not 0 < self.confidence < 1:
            raise ValueError(f"confidence must lie between 0 and 1, not {self.confidence!r}.")
        if self.gain and not self.sum_to_one:
            raise ValueError(
                "A free gain cannot be told from coefficients that need not sum to one: choose one "
                "of the two."
            )
        if self.robust and self.reference_noise:
            raise ValueError("A robust fit takes references as exact: set reference_noise to 0.")

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values that JSON can hold."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MixingSettings:
        """Make settings from plain values; what is not named keeps its default."""
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = [str(key) for key in values if key not in known]
        if unknown:
            raise ValueError(
                f"Unknown settings: {', '.join(unknown)}. There are: {', '.join(known)}."
            )
        return cls(**values)


def _is_number(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type]
