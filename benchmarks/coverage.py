"""``python -m benchmarks.coverage``: how often the intervals of mixing coefficients hold the truth.

Writes the table of the documentation to `benchmarks/coverage.md`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.samples import Mixed, mixtures

HERE = Path(__file__).parent
OUTLIERS, OUTLIER = 100, 3000.0  # pixels of a frame, counts


@dataclass(frozen=True)
class Case:
    """A kind of series, how it is unmixed, and how many of how many frames are simulated."""

    what: str
    how: str
    settings: MixingSettings = field(default_factory=MixingSettings)
    made: dict[str, Any] = field(default_factory=dict)
    change: Callable[[Mixed, int], Mixed] = lambda mixed, _: mixed
    series: int = 1
    frames: int = 5000


def _brightened(mixed: Mixed, seed: int) -> Mixed:
    rng = np.random.default_rng(seed)
    gain, offset = rng.uniform(0.7, 1.3, (len(mixed.frames), 1, 1)), rng.integers(0, 200)
    frames = (mixed.frames * gain + offset).round().astype(np.uint16)
    return Mixed(frames, mixed.references, mixed.x)


def _spoilt(mixed: Mixed, seed: int) -> Mixed:
    rng = np.random.default_rng(seed)
    frames = mixed.frames.copy()
    for frame in frames:
        frame.ravel()[rng.integers(0, frame.size, OUTLIERS)] += np.uint16(OUTLIER)
    return Mixed(frames, mixed.references, mixed.x)


def _with_noisy_references(mixed: Mixed, seed: int) -> Mixed:
    rng = np.random.default_rng(seed)
    noisy = tuple(one + rng.normal(0, 25.0, one.shape) for one in mixed.references)
    return Mixed(mixed.frames, noisy, mixed.x)


EVEN, PHOTON = {"noise": "even"}, {"noise": "photon"}
MANY = {"series": 250, "frames": 20}
CASES = (
    Case("noise of equal size", "as it is", made=EVEN),
    Case("the same, blurred by 1 pixel", "as it is", made={**EVEN, "blur": 1.0}),
    Case("the same, blurred by 2.5 pixels", "as it is", made={**EVEN, "blur": 2.5}),
    Case("photon noise", "as it is", made=PHOTON),
    Case("photon noise, blurred by 1.5 pixels", "as it is", made={**PHOTON, "blur": 1.5}),
    Case("photon noise", "Poisson weights", MixingSettings(weights="poisson"), PHOTON),
    Case("photon noise", "bounds 0-1", MixingSettings(bounds="0-1"), PHOTON),
    Case(
        "photon noise, gain and offset of each frame",
        "free gain and offset",
        MixingSettings(gain=True, offset=True),
        PHOTON,
        _brightened,
    ),
    Case("photon noise", "sum free", MixingSettings(sum_to_one=False), PHOTON),
    Case("photon noise, three references", "as it is", made={**PHOTON, "k": 3}),
    Case(
        "noise of equal size, 100 outliers a frame",
        "robust",
        MixingSettings(robust=True),
        EVEN,
        _spoilt,
        frames=500,
    ),
    Case("photon noise, series of 20 frames", "as it is", made=PHOTON, **MANY),
    Case(
        "photon noise blurred by 1 pixel, single frames of 48²",
        "as it is",
        made={**PHOTON, "blur": 1.0, "shape": (48, 48)},
        series=2500,
        frames=1,
    ),
    Case(
        "noise of equal size in references too, 20 frames",
        "reference_noise=1",
        MixingSettings(reference_noise=1.0),
        EVEN,
        _with_noisy_references,
        **MANY,
    ),
    Case(
        "noise of equal size in references too, 20 frames",
        "as it is: for comparison",
        made=EVEN,
        change=_with_noisy_references,
        **MANY,
    ),
)


def measured(case: Case, share: float = 1.0, seed: int = 0) -> dict[str, float]:
    """Return bias, spread and mean standard error of x, and how often its interval holds it.

    Parameters
    ----------
    case
        What is simulated.
    share
        Of its frames, or of its series where there are several.
    seed
        Of the random numbers.
    """
    several = case.series > 1
    series = max(1, round(case.series * share)) if several else 1
    frames = case.frames if several else max(2, round(case.frames * share))
    errors, se, held = [], [], []
    for number in range(series):
        own = seed + 1000 * number
        mixed = case.change(mixtures(frames, seed=own, **case.made), own)
        table = mixing_coefficients(mixed.frames, mixed.references, None, case.settings)
        x = "x" if "x" in table else "x_0"
        truth = mixed.x[:, 0]
        errors.append(table[x] - truth)
        se.append(table[f"{x}_se"])
        held.append((table[f"{x}_low"] <= truth) & (truth <= table[f"{x}_high"]))
    error = np.concatenate(errors)
    return {
        "frames": float(len(error)),
        "bias": float(error.mean()),
        "spread": float(np.sqrt((error**2).mean())),
        "se": float(np.sqrt((np.concatenate(se) ** 2).mean())),
        "held": float(np.concatenate(held).mean()),
    }


def table(share: float) -> str:
    """Return the table as Markdown."""
    header = ("Frames are", "Fitted", "Frames", "Bias of x", "Error of x", "x_se", "Within 95 %")
    lines = [header, ("---",) * len(header), *_lines(share)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _lines(share: float) -> Iterator[tuple[str, ...]]:
    for case in CASES:
        print(f"simulating {case.what} …", file=sys.stderr, flush=True)
        found = measured(case, share)
        sizes = (f"{1e4 * found[key]:.2f}" for key in ("bias", "spread", "se"))
        yield (case.what, case.how, f"{found['frames']:.0f}", *sizes, f"{found['held']:.1%}")


def main() -> None:
    """Simulate, print the table, and write it where everything was simulated."""
    sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the frames (1)")
    share = parser.parse_args().share
    text = table(share)
    print(text)
    if share == 1:
        (HERE / "coverage.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
