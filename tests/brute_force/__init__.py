"""Every number of a comparison by its definition: slow, exact, and sharing nothing with the engine.

Pixels become Python integers in units of a common power of two, so that sums and the signs of
differences are exact for every type of image; roots are taken with sixty decimal digits.
"""

from brute_force.images import compare, disagreements, without_background
from brute_force.metrics import measure
from brute_force.thresholds import thresholds

__all__ = ["compare", "disagreements", "measure", "thresholds", "without_background"]
