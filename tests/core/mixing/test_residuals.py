"""What mixtures leave of frames, part by part, against what is left of whole frames."""

import numpy as np
import pytest

from napari_compare import MixingSettings, mixing_coefficients
from napari_compare.core.mixing.residuals import residuals
from napari_compare.core.mixing.series import as_references
from napari_compare.core.regions import Region, as_regions
from napari_compare.samples import mixtures


@pytest.fixture(scope="module")
def mixed():
    return mixtures(5, (24, 32))


def columns_of(table, regions):
    return {
        key: table[key].to_numpy().reshape(-1, len(regions))
        for key in table.columns
        if table[key].dtype.kind == "f"
    }


@pytest.mark.parametrize(
    "chosen",
    [{}, {"gain": True, "offset": True}, {"sum_to_one": False}, {"bounds": "0-1", "robust": True}],
)
def test_what_is_left_has_the_size_that_the_table_says(mixed, chosen):
    settings = MixingSettings(**chosen)
    table = mixing_coefficients(mixed.frames, mixed.references, None, settings)
    regions = as_regions(None, (24, 32))
    found = residuals(mixed.frames, mixed.references, regions, columns_of(table, regions), settings)
    left = found[0:5, 0:24, 0:32]
    assert (found.shape, found.ndim, left.dtype) == ((5, 24, 32), 3, np.float32)
    rms = np.sqrt((left.astype(float) ** 2).mean(axis=(1, 2)))
    np.testing.assert_allclose(rms, table.residual_rms, rtol=1e-5)
    assert np.array_equal(found[2:4, 3:9, 10:32], left[2:4, 3:9, 10:32])


def test_three_references_and_regions_of_which_the_last_counts():
    mixed = mixtures(3, (24, 32), k=3)
    masks = {"left": np.zeros((24, 32), bool), "over it": np.zeros((24, 32), bool)}
    masks["left"][2:20, 2:20] = masks["over it"][10:22, 10:30] = True
    table = mixing_coefficients(mixed.frames, mixed.references, masks)
    regions = as_regions(masks, (24, 32))
    found = residuals(
        mixed.frames, mixed.references, regions, columns_of(table, regions), MixingSettings()
    )
    left = found[1:2, 0:24, 0:32][0]
    assert np.isnan(left[~(masks["left"] | masks["over it"])]).all()
    x = table[table.region == "over it"][["x_0", "x_1", "x_2"]].to_numpy()[1]
    fitted = sum(one * image for one, image in zip(x, mixed.references, strict=True))
    inside = masks["over it"]
    np.testing.assert_allclose(left[inside], (mixed.frames[1] - fitted)[inside], atol=1e-3)


def test_frames_that_are_stacks_and_undefined_coefficients(mixed):
    frames = np.stack([mixed.frames, mixed.frames], axis=1)
    references = [np.stack([one, one]) for one in mixed.references]
    mask = np.zeros((2, 24, 32), bool)
    mask[1, 4:20] = True
    regions = [Region.from_mask(mask, "above"), Region.whole((24, 32))]
    x = np.array([[0.5, 0.6]] * 4 + [[np.nan, 0.6]])
    found = residuals(frames, references, regions[::-1], {"x": x[:, ::-1]}, MixingSettings())
    left = found[0:5, 0:2, 0:24, 0:32]
    assert np.isnan(left[4, 1, 4:20]).all()
    assert np.isfinite(left[4, 1, :4]).all()
    one = frames[0, 1, 5, 5] - 0.5 * references[0][1, 5, 5] - 0.5 * references[1][1, 5, 5]
    assert left[0, 1, 5, 5] == pytest.approx(one)
    assert np.array_equal(found[0:1, 1:2, 0:24, 0:32][0, 0], left[0, 1])


def test_references_may_be_read_from_anywhere(mixed):
    class Stored:
        shape, dtype = (24, 32), mixed.references[0].dtype

        def __getitem__(self, key):
            return mixed.references[0][key]

    (first, _) = as_references([Stored(), mixed.references[1]], (24, 32))
    assert np.array_equal(first, mixed.references[0])
