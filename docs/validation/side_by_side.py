"""Our numbers and thresholds beside those of other tools."""

import math

import numpy as np
import peers

COLOC2 = "coloc2_Costes", "coloc2_Bisection"
CELLPROFILER = {
    "CellProfiler, faster": "bisection(M_FASTER)",
    "CellProfiler, fast": "linear(M_FAST)",
}
TOOLS = {
    "Coloc 2": "coloc2_Costes",
    "JACoP B": "jacop_b",
    "JACoP 2.1.4": "jacop_2.1.4",
    "EzColocalization": "ezcolocalization",
    "cp_measure": "cp_measure_float01",
}
# Our column → each tool's name of it, where it has the same definition.
NAMES = {
    "pearson_r": (
        "Pearson's R value (no threshold)",
        "Pearson's Coefficient",
        "Pearson r (as printed, truncated to 3 decimals)",
        "PCC[all]",
        "Correlation_Pearson",
    ),
    "spearman_rho": (
        "Spearman's rank correlation value",
        "Spearman's Rank Coefficient",
        None,
        "SRCC[all]",
        None,
    ),
    "kendall_tau": ("Kendall's Tau-b rank correlation value", None, None, None, None),
    "icq": ("Li's ICQ value", "ICQ", "ICQ", "ICQ[all]", None),
    "manders_m1": (
        "Manders' M1 (Above zero intensity of Ch2)",
        "M1[0]",
        "M1 (as printed)",
        None,
        None,
    ),
    "manders_m2": (
        "Manders' M2 (Above zero intensity of Ch1)",
        "M2[0]",
        "M2 (as printed)",
        None,
        None,
    ),
    "overlap_coefficient": (
        None,
        "Overlap Coefficient[0]",
        "Overlap r (as printed)",
        None,
        "Correlation_Overlap[thr=0]",
    ),
    "k1": (None, "k1[0]", "k1", None, "Correlation_K_1[thr=0]"),
    "k2": (None, "k2[0]", "k2", None, "Correlation_K_2[thr=0]"),
}


def values(pairs):
    """Return our numbers beside those of other tools, and the largest difference."""
    rows = [["pair", "column", "napari-compare", *TOOLS, "largest difference"]]
    for pair in pairs:
        ours = pair.row(metrics=tuple(NAMES))
        for key, names in NAMES.items():
            theirs = [
                pair.given.get(tool, {}).get(name)
                for tool, name in zip(TOOLS.values(), names, strict=True)
            ]
            exact = [
                value for tool, value in zip(TOOLS, theirs, strict=True) if _all_digits(tool, key)
            ]
            furthest = max(apart(ours[key], value) for value in exact if value is not None)
            cells = ["" if value is None else f"{value:.6g}" for value in theirs]
            rows.append([pair.name, key, f"{ours[key]:.6g}", *cells, in_short(furthest)])
    return rows


def _all_digits(tool, key):
    """Return whether a tool gives all digits."""
    return tool != "JACoP 2.1.4" or key == "icq"


def thresholds(pairs):
    """Return the Costes thresholds of each tool, and r of the pixels not above both of them."""
    rows = [["pair", "tool", "threshold of A", "threshold of B", "r below"]]
    for pair in pairs:
        ours = pair.row(metrics=("pearson_r",))
        found = {"napari-compare": (ours.threshold_a, ours.threshold_b)}
        for tool, place in zip(("Coloc 2", "Coloc 2, bisection"), COLOC2, strict=True):
            found[tool] = tuple(t - 1 for t in coloc2_thresholds(pair, place))
        jacop = pair.given["jacop_2.1.4"]
        found["JACoP 2.1.4"] = jacop["Costes thr A"], jacop["Costes thr B"]
        other = pair.given.get("ezcolocalization")
        if other:
            found["EzColocalization"] = other["Costes thr1"], other["Costes thr2"]
        for tool, speed in CELLPROFILER.items():
            found[tool] = cellprofiler_thresholds(pair, speed)
        for tool, (at_a, at_b) in found.items():
            below = math.nan if math.isnan(at_a + at_b) else pair.at(at_a, at_b).pearson_r_below
            rows.append([pair.name, tool, f"{at_a:.6g}", f"{at_b:.6g}", f"{below:.2g}"])
    return [[cell.replace("nan", "none") for cell in row] for row in rows]


def lines(pairs):
    """Return how r of the pixels below varies along the line on which Costes' thresholds lie."""
    rows = [["pair", "Pearson's r", "candidates", "sign changes of r below", "least r below"]]
    for pair in pairs:
        cells = ["", "", ""]
        below = peers.r_below_along_line(pair.x, pair.y)
        if below is not None:
            signs = np.sign(below[below != 0])
            cells = [len(below), np.count_nonzero(np.diff(signs)), f"{below.min():.2g}"]
        rows.append([pair.name, f"{peers.pearson(pair.x, pair.y):.3f}", *map(str, cells)])
    return rows


def coloc2_thresholds(pair, place):
    """Return the thresholds that one of Coloc 2's searches found; it counts ≥ them."""
    given = pair.given[place]
    return given["Ch1 Max Threshold"], given["Ch2 Max Threshold"]


def cellprofiler_thresholds(pair, speed):
    """Return the thresholds that one of CellProfiler's searches found."""
    given = pair.given["cellprofiler_algo"]
    return given[f"Costes thr1 {speed}"], given[f"Costes thr2 {speed}"]


def apart(ours, theirs):
    """Return how far two numbers are apart, relative to the larger; 0 where both are NaN."""
    if math.isnan(ours) and math.isnan(theirs):
        return 0.0
    size = max(abs(ours), abs(theirs))
    return abs(ours - theirs) / size if size else 0.0


def in_short(value):
    """Return a difference in one digit."""
    return "none" if value == 0 else f"{value:.0e}"
