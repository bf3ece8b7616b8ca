"""Unmixing a series: how much of each reference is in every frame."""

from napari_compare.core.mixing.mixing import mix, mixing_coefficients, warm_up
from napari_compare.core.mixing.results import Mixtures
from napari_compare.core.mixing.settings import MixingSettings

__all__ = ["MixingSettings", "Mixtures", "mix", "mixing_coefficients", "warm_up"]
