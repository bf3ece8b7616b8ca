"""Why other tools give other numbers: each reason, put to the test on every pair."""

import math

import numpy as np
import peers
from side_by_side import (
    CELLPROFILER,
    COLOC2,
    NAMES,
    TOOLS,
    apart,
    cellprofiler_thresholds,
    coloc2_thresholds,
    in_short,
)


def reasons(pairs):
    """Return, for each reason told on the page, how far computing it so is from what tools gave."""
    checks = [
        ("Coloc 2: tM1 and tM2 count intensities ≥ the threshold", _coloc2_manders),
        ("Coloc 2: below is less than the threshold in either channel", _coloc2_below),
        ("Coloc 2: above is greater than the threshold in either channel", _coloc2_above),
        ("Coloc 2: the regression leaves out the first pixel", _coloc2_slope),
        ("Coloc 2: the default search ends at the first rise of r", _coloc2_end),
        ("JACoP 2.1.4: three decimals, cut off", _jacop_truncates),
        ("JACoP 2.1.4: the search takes the least r of pixels under both thresholds", _jacop_end),
        ("JACoP 2.1.4: M1 and M2 at Costes are shares above the own threshold", _jacop_shares),
        ("JACoP B: M1 and M2 at Otsu and Costes are our tM of signal there", _jacop_b_manders),
        ("EzColocalization: thresholds lie on the ordinary regression", _ez_line),
        ("EzColocalization: M1 and M2 at Costes are our tM of signal there", _ez_manders),
        ("cp_measure: Manders and RWC are at 15 % of the channels' maxima", _cp_fixed),
        ("cp_measure: the slope is that of the ordinary regression", _cp_slope),
        ("cp_measure on integer images: the overlap coefficient wraps around", _cp_wraps),
        ("CellProfiler: Costes coefficients divide by what is ≥ the threshold", _cp_costes),
    ]
    rows = [["reason", "numbers compared", "largest difference"]]
    for text, check in checks:
        found = [apart(*two) for pair in pairs for two in check(pair)]
        rows.append([text, str(len(found)), in_short(max(found))])
    return rows


def _coloc2_manders(pair):
    for place in COLOC2:
        ours = pair.at(*(t - 1 for t in coloc2_thresholds(pair, place)))
        yield ours.manders_tm1, pair.given[place]["Manders' tM1 (Above autothreshold of Ch2)"]
        yield ours.manders_tm2, pair.given[place]["Manders' tM2 (Above autothreshold of Ch1)"]


def _coloc2_below(pair):
    for place in COLOC2:
        ours = pair.at(*(t - 1 for t in coloc2_thresholds(pair, place)))
        yield ours.pearson_r_below, pair.given[place]["Pearson's R value (below threshold)"]


def _coloc2_above(pair):
    for place in COLOC2:
        at = coloc2_thresholds(pair, place)
        said = pair.given[place]["Pearson's R value (above threshold)"]
        yield peers.coloc2_r_above(pair.x, pair.y, *at), said


def _coloc2_slope(pair):
    yield peers.coloc2_line(pair.x, pair.y)[0], pair.given[COLOC2[0]]["m (slope)"]


def _coloc2_end(pair):
    *found, _, _ = peers.coloc2_search(pair.x, pair.y, np.iinfo(pair.a.dtype).max)
    yield from zip(found, coloc2_thresholds(pair, COLOC2[0]), strict=True)


def _jacop_truncates(pair):
    ours, given = pair.row(metrics=tuple(NAMES)), pair.given["jacop_2.1.4"]
    for key, names in NAMES.items():
        name = names[list(TOOLS).index("JACoP 2.1.4")]
        if name and key != "icq":
            yield peers.truncated(ours[key]), given[name]


def _jacop_end(pair):
    given = pair.given["jacop_2.1.4"]
    found = peers.jacop_search(pair.x, pair.y)
    yield from zip(found, (given["Costes thr A"], given["Costes thr B"]), strict=True)


def _jacop_shares(pair):
    given = pair.given["jacop_2.1.4"]
    for channel, name, number in ((pair.x, "A", 1), (pair.y, "B", 2)):
        share = peers.share_above_own(channel, given[f"Costes thr {name}"])
        yield peers.truncated(share), given[f"M{number} (own-threshold fraction, Costes)"]


def _jacop_b_manders(pair):
    given = pair.given["jacop_b"]
    for method in ("Otsu", "Costes"):
        ours = pair.at(given[f"thrA[{method}]"], given[f"thrB[{method}]"])
        yield ours.manders_tm1_signal, given[f"Thresholded M1[{method}]"]
        yield ours.manders_tm2_signal, given[f"Thresholded M2[{method}]"]


def _ez_line(pair):
    given = pair.given.get("ezcolocalization")
    if given:
        slope, intercept = peers.ordinary_line(pair.x, pair.y)
        yield (given["Costes thr2"] - intercept) / slope, given["Costes thr1"]


def _ez_manders(pair):
    given = pair.given.get("ezcolocalization")
    if given:
        ours = pair.at(given["Costes thr1"], given["Costes thr2"])
        yield ours.manders_tm1_signal, given["M1[Costes]"]
        yield ours.manders_tm2_signal, given["M2[Costes]"]


def _cp_fixed(pair):
    given = pair.given["cp_measure_float01"]
    ours = pair.at(0.15 * pair.a.max(), 0.15 * pair.b.max())
    for i in (1, 2):
        yield ours[f"manders_tm{i}_signal"], given[f"Correlation_Manders_{i}"]
        yield ours[f"rwc{i}"], given[f"Correlation_RWC_{i}"]


def _cp_slope(pair):
    slope, _ = peers.ordinary_line(pair.x, pair.y)
    yield slope, pair.given["cp_measure_float01"]["Correlation_Slope"]


def _cp_wraps(pair):
    given = pair.given["cp_measure_raw"]["Correlation_Overlap[thr=0]"]
    yield peers.wrapped_overlap(pair.a, pair.b), given


def _cp_costes(pair):
    given = pair.given["cellprofiler_algo"]
    for speed in CELLPROFILER.values():
        at = cellprofiler_thresholds(pair, speed)
        if not math.isnan(sum(at)):
            yield peers.cellprofiler_share(pair.x, pair.y, *at), given[f"Costes_1 {speed}"]
            yield peers.cellprofiler_share(pair.y, pair.x, *at[::-1]), given[f"Costes_2 {speed}"]
