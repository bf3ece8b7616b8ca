"""Standard errors and intervals are as large as the errors are; seeds make every run the same."""

import numpy as np
import pytest

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.samples import mixtures

FAIR = 0.93, 0.97


def coverage(table, truth, x="x"):
    held = (table[f"{x}_low"] <= truth) & (truth <= table[f"{x}_high"])
    return held.mean()


@pytest.mark.parametrize(
    ("made", "chosen"),
    [
        ({"noise": "even"}, {}),
        ({"noise": "even", "blur": 1.0}, {}),
        ({"noise": "even", "blur": 2.5}, {}),
        ({"noise": "photon"}, {}),
        ({"noise": "photon", "blur": 1.0}, {}),
        ({"noise": "photon"}, {"weights": "poisson"}),
        ({"noise": "photon"}, {"offset": True, "gain": True}),
        ({"noise": "photon"}, {"sum_to_one": False}),
        ({"noise": "photon", "k": 3}, {"bounds": "0-1"}),
    ],
)
def test_intervals_hold_the_truth_as_often_as_they_say(made, chosen):
    """Of 2,500 frames the share held strays from 95 % by 0.4 % only by chance."""
    mixed = mixtures(2500, (64, 64), seed=11, **made)
    table = mixing_coefficients(mixed.frames, mixed.references, None, MixingSettings(**chosen))
    x = "x" if "x" in table else "x_0"
    truth = mixed.x[:, 0]
    assert FAIR[0] <= coverage(table, truth, x) <= FAIR[1]
    error = table[x] - truth
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error)) + 1e-4
    assert set(table.notes) == {""}


def test_other_confidence_other_interval():
    mixed = mixtures(2500, (64, 64))
    table = mixing_coefficients(
        mixed.frames, mixed.references, None, MixingSettings(confidence=0.5)
    )
    assert coverage(table, mixed.x[:, 0]) == pytest.approx(0.5, abs=0.04)


def test_short_series_are_honest_too():
    """Single frames of noise that neighbours share, each with its own estimate of that."""
    tables, truths = [], []
    for seed in range(300):
        mixed = mixtures(1, (48, 48), blur=1.0, seed=seed)
        tables.append(mixing_coefficients(mixed.frames, mixed.references))
        truths.append(mixed.x[0, 0])
    held = [coverage(one, truth) for one, truth in zip(tables, truths, strict=True)]
    assert 0.91 <= np.mean(held) <= 0.98


def test_blurred_noise_widens_the_interval_of_the_same_residuals():
    plain, blurred = (mixtures(50, blur=blur, noise="even") for blur in (0, 2.5))
    first, second = (mixing_coefficients(one.frames, one.references) for one in (plain, blurred))
    assert second.residual_rms.mean() == pytest.approx(first.residual_rms.mean(), rel=0.05)
    assert second.x_se.mean() > 4 * first.x_se.mean()


def test_noise_of_references_is_allowed_for():
    errors = {0.0: [], 1.0: []}
    held = []
    for seed in range(60):
        mixed = mixtures(10, (64, 64), noise="even", seed=seed)
        rng = np.random.default_rng(seed)
        noisy = [one + rng.normal(0, 150, one.shape) for one in mixed.references]
        frames = mixed.frames + rng.normal(0, np.sqrt(150**2 - 25**2), mixed.frames.shape)
        for share, found in errors.items():
            chosen = MixingSettings(reference_noise=share)
            table = mixing_coefficients(frames, noisy, None, chosen)
            found.append((table.x - mixed.x[:, 0]).to_numpy())
        held.append(coverage(table, mixed.x[:, 0]))
    bias = {share: abs(np.mean(found)) for share, found in errors.items()}
    assert bias[1.0] < 0.25 * bias[0.0]
    assert 0.9 <= np.mean(held) <= 0.985


def test_bounded_intervals_stay_within_the_bounds():
    mixed = mixtures(40, noise="even")
    pure = [one for one in mixed.references for _ in range(20)]
    frames = np.stack(pure) + np.random.default_rng(0).normal(0, 60, (40, 128, 128))
    table = mixing_coefficients(frames, mixed.references, None, MixingSettings(bounds="0-1"))
    assert (table.x_low >= 0).all()
    assert (table.x_high <= 1).all()
    assert coverage(table, np.repeat([1.0, 0.0], 20)) > 0.9
    assert ((table.x == 0) | (table.x == 1)).any()
