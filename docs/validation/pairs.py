"""Pairs of real channels, and what other tools gave for them.

They lie in a folder beside the project: the images, `reference.json` (which file and channel is A
and B of a pair) and `peers.json` (what other tools gave, run unmodified).
"""

import json

import numpy as np
import tifffile

from napari_compare import Settings, compare


class RealPair:
    """A pair of real channels, and what other tools gave for it."""

    def __init__(self, folder, name, entry, given):
        self.name, self.given = name, given
        self.a, self.b = (_read(folder, entry[channel]) for channel in "ab")
        self.x, self.y = (one.ravel().astype(np.float64) for one in (self.a, self.b))

    def row(self, threshold="costes", metrics="all", **options):
        """Return our numbers."""
        settings = Settings(metrics=metrics, threshold=threshold, **options)
        return compare(self.a, self.b, settings=settings).iloc[0]

    def at(self, at_a, at_b):
        """Return our numbers at given thresholds."""
        keys = ("manders_tm1", "manders_tm2", "manders_tm1_signal", "manders_tm2_signal")
        keys += ("rwc1", "rwc2", "pearson_r_above")
        return self.row("manual", keys, threshold_a=float(at_a), threshold_b=float(at_b))


def read_pairs(folder):
    """Return the pairs that other tools were run on."""
    given = json.loads((folder / "peers.json").read_text())["pairs"]
    reference = json.loads((folder / "reference.json").read_text())
    return [RealPair(folder, name, reference[name], tools) for name, tools in given.items()]


def _read(folder, entry):
    image = tifffile.imread(folder / entry["file"])
    return image if entry["channel"] is None else image[entry["channel"]]
