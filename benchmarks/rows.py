"""The rows of the table: what is measured, on which images, against whom, and the goal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import combined, ours, peers
from benchmarks.ours import Run
from benchmarks.workloads import SHUFFLES

READING = "reading both channels once"
OURS = "napari-compare"


@dataclass(frozen=True)
class Goal:
    """The most that this project may take: a multiple of a contender's time, ms or MiB."""

    limit: float
    against: str = READING
    memory: bool = False
    milliseconds: bool = False


@dataclass(frozen=True)
class Contender:
    """Somebody who does a row's work; on images of their own where that is the point."""

    name: str
    run: Run
    what: str = "the same"
    workload: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its work on a workload, this project's contender first, and its goals."""

    title: str
    workload: str
    contenders: tuple[Contender, ...]
    goals: tuple[Goal, ...]
    note: str = ""
    clock: Callable[[], float] = time.perf_counter

    @property
    def everybody(self) -> tuple[Contender, ...]:
        """The contenders, and the reading that is the unit."""
        return (*self.contenders, Contender(READING, peers.reading, "the unit R"))


def _us(run: Run, what: str = "`compare` without advice") -> Contender:
    return Contender(OURS, run, what)


CORRCOEF = Contender("numpy.corrcoef", peers.numpy_corrcoef, "Pearson's r alone")

MOMENTS = Row(
    "Pearson, RMSD, MAD, overlap coefficient, k1, k2, PSNR",
    "a",
    (
        _us(ours.measuring(ours.MOMENTS)),
        CORRCOEF,
        Contender("scikit-image", peers.scikit_image_moments, "r, overlap, RMSD, PSNR"),
        Contender(
            "napari-colocalization", peers.napari_colocalization_moments, "r, overlap, k1, k2"
        ),
        Contender("cp_measure", peers.cp_measure_moments, "r, overlap, k1, k2"),
        Contender("pewlib", peers.pewlib_pearson, "Pearson's r alone"),
    ),
    (Goal(1.6),),
)
MANDERS = Row(
    "M1, M2, tM1, tM2 and the fractions above given thresholds",
    "a",
    (
        _us(ours.measuring(ours.MANDERS, "manual")),
        Contender("scikit-image", peers.scikit_image_manders, "tM1, tM2"),
        Contender("napari-colocalization", peers.napari_colocalization_manders, "tM1, tM2"),
        Contender("cp_measure", peers.cp_measure_manders, "of the signal"),
        Contender("pewlib", peers.pewlib_manders, "tM1, tM2"),
    ),
    (Goal(4),),
)


def _costes(workload: str) -> Row:
    return Row(
        "Costes' threshold, of every candidate",
        workload,
        (
            _us(ours.measuring(("manders_tm1", "manders_tm2"), "costes")),
            Contender("napari-colocalization", peers.napari_colocalization_costes, "bisection"),
            Contender("cp_measure", peers.cp_measure_costes, "bisection"),
            Contender("pewlib", peers.pewlib_costes, "256 steps from below"),
        ),
        (Goal(12),),
        "With tM1, tM2 and the scatter plot's histogram.",
    )


SPEARMAN = Row(
    "Spearman's ρ with ties",
    "a",
    (
        _us(ours.measuring(("spearman_rho",))),
        Contender("scipy", peers.scipy_spearman),
        Contender("napari-colocalization", peers.napari_colocalization_spearman),
    ),
    (Goal(8),),
    "With the scatter plot's histogram.",
)


def _kendall(workload: str, limit: float) -> Row:
    return Row(
        "Kendall's τ-b",
        workload,
        (
            _us(ours.measuring(("kendall_tau",))),
            Contender("scipy", peers.scipy_kendall),
        ),
        (Goal(limit),),
        "With the scatter plot's histogram.",
    )


def _everything(workload: str) -> Row:
    return Row(
        "Every number but Kendall's τ and SSIM, with Costes' threshold and the scatter plot",
        workload,
        (
            _us(
                ours.measuring(ours.POINTWISE, "costes", advice=True),
                f"`compare` with advice, {len(ours.POINTWISE)} numbers",
            ),
            CORRCOEF,
            Contender("the peers, one after another", combined.one_after_another, "11 numbers"),
            Contender(
                "napari-colocalization", combined.napari_colocalization_everything, "its table"
            ),
        ),
        (Goal(0.6, CORRCOEF.name), Goal(25), Goal(10, memory=True)),
    )


SSIM = Row(
    "SSIM",
    "a",
    (
        _us(ours.measuring(("ssim",))),
        Contender("scikit-image", peers.scikit_image_ssim),
        Contender("fast_ssim", peers.fast_ssim, "without a margin of 3 pixels"),
    ),
    (Goal(22),),
    "With the scatter plot's histogram.",
)


def _polygons(title: str, run: Run, limit: float) -> Row:
    return Row(
        title,
        "c",
        (
            _us(run),
            Contender("a mask a polygon", combined.mask_by_mask, "numpy: r, RMSD"),
            Contender(
                "napari-colocalization",
                combined.napari_colocalization_regions,
                "from labels: r, overlap, k1, k2",
            ),
            Contender("cp_measure", combined.cp_measure_regions, "from labels: r, overlap, k1, k2"),
        ),
        (Goal(limit),),
    )


SHUFFLING = Row(
    "200 shuffles of blocks of 16 pixels",
    "a",
    (
        _us(ours.shuffling(SHUFFLES), "`block_shuffle`"),
        Contender("pewlib", peers.pewlib_shuffles),
        Contender("napari-colocalization", peers.napari_colocalization_shuffles),
    ),
    (Goal(260),),
    "With the reach of the texture.",
)
CLOSED_FORM = Row(
    "Every order of blocks of 16 pixels, in closed form",
    "a",
    (
        _us(ours.shuffling(0), "`block_shuffle`"),
        Contender("napari-compare, 200 shuffles", ours.shuffling(SHUFFLES), "of all orders"),
    ),
    (Goal(45),),
    "With the reach of the texture.",
)
SHIFTING = Row(
    "Van Steensel's curve, 20 pixels either way",
    "a",
    (
        _us(ours.shifting, "`van_steensel`"),
        Contender("napari-colocalization", peers.napari_colocalization_shifts),
    ),
    (Goal(35),),
)
DASK = Row(
    "Moments of dask arrays (time of the processors)",
    "b",
    (
        _us(ours.chunked),
        Contender("napari-compare, numpy", ours.measuring(ours.MOMENTS), "the plain loop"),
        Contender("dask expressions", combined.dask_expressions),
    ),
    (Goal(1.05, "napari-compare, numpy"),),
    clock=time.process_time,
)
FLOATS = Row(
    "The essential numbers of float images, beside integers",
    "a float",
    (
        _us(ours.essential, "`compare`"),
        Contender("napari-compare, integers", ours.essential, workload="a"),
    ),
    (Goal(3, "napari-compare, integers"),),
)
FRAMES = Row(
    "A time series, a row a frame, beside all frames at once",
    "t",
    (
        _us(ours.frame_by_frame, "`compare`"),
        Contender("napari-compare, one pass", ours.all_frames, "one row"),
    ),
    (Goal(1.3, "napari-compare, one pass"),),
)

MIXING = Row(
    "Mixing coefficients with standard errors, image by image",
    "e",
    (
        _us(ours.unmixing, "`mixing_coefficients`"),
        Contender("numpy lstsq", peers.numpy_lstsq, "x alone"),
        Contender("scipy fsolve", peers.scipy_fsolve, "x alone"),
        Contender("scipy nnls", peers.scipy_nnls, "x alone, sum free"),
    ),
    (Goal(2.2),),
    "R is reading the series once. With standard errors, R², residuals and checks of each image.",
)
MOVED = Row(
    "Thresholds moved by hand: every number but Kendall's τ and SSIM again",
    "a",
    (
        _us(ours.moved, "`MovedThresholds`"),
        Contender(
            "napari-compare, from the beginning",
            ours.measuring(ours.POINTWISE, "manual"),
            "`compare` without advice",
        ),
    ),
    (Goal(2, milliseconds=True),),
    "The window's next picture follows within 33 ms.",
)
ALL_PAIRS = Row(
    "Pearson's r of every pair of 20 images",
    "n",
    (
        _us(ours.all_pairs, "`compare_all`"),
        Contender(CORRCOEF.name, peers.numpy_all_pairs),
        Contender("pandas", peers.pandas_all_pairs),
        Contender("numpy.corrcoef, a loop", peers.numpy_pair_by_pair),
        Contender("napari-compare, a loop", ours.pair_by_pair, "`compare`"),
    ),
    (Goal(0.5, CORRCOEF.name), Goal(64, memory=True)),
    "Of each image with itself too. The goals were set with the row.",
)

ROWS = {
    "moments": MOMENTS,
    "manders": MANDERS,
    "costes": _costes("a"),
    "costes-16": _costes("a16"),
    "spearman": SPEARMAN,
    "kendall": _kendall("a", 35),
    "kendall-16": _kendall("a16", 80),
    "everything": _everything("a"),
    "everything-16": _everything("a16"),
    "everything-stack": _everything("b"),
    "moved": MOVED,
    "ssim": SSIM,
    "polygons": _polygons("Moments in 100 polygons, from their corners", ours.drawn, 4.5),
    "polygons-again": _polygons("Moments in 100 polygons, again", ours.again, 1.3),
    "shuffles": SHUFFLING,
    "closed-form": CLOSED_FORM,
    "shifts": SHIFTING,
    "dask": DASK,
    "float": FLOATS,
    "frames": FRAMES,
    "mixing": MIXING,
    "all-pairs": ALL_PAIRS,
}
