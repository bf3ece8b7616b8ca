"""Can the numbers be trusted? What may be wrong with images and regions, and what to do.

A check is one decorated function in `images`, `regions` or `numbers`; `CHECKS` lists them all.
"""

from napari_compare.core.advice.advice import Advice
from napari_compare.core.advice.registry import CHECKS, Check

__all__ = ["CHECKS", "Advice", "Check"]
