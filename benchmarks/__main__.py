"""``python -m benchmarks``: measure rows of the table, print them, and write them to files."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.memory import peak_memory
from benchmarks.outcome import Outcome
from benchmarks.report import markdown, write_csv
from benchmarks.rows import OURS, READING, ROWS, Row
from benchmarks.scenarios import SCENARIOS, Measured, measure
from benchmarks.timing import SLOW, Timed, interleaved
from benchmarks.workloads import load, store

HERE = Path(__file__).parent
BUDGET, MOST = 1.0, 15  # seconds and runs of a contender
QUICK_BUDGET, QUICK_MOST = 0.05, 3


def main() -> None:
    """Measure what the command line names."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # else ≤ cannot be printed on Windows
    chosen = _arguments()
    outcomes: list[Outcome] = []
    measured: list[Measured] = []
    with TemporaryDirectory() as folder:
        for key in chosen.rows or (*ROWS, *SCENARIOS):
            print(f"measuring {key} …", file=sys.stderr, flush=True)
            if key in ROWS:
                outcomes.append(_outcome(key, Path(folder), chosen.quick, chosen.memory))
            else:
                measured.append(measure(key, Path(folder), chosen.quick))
    text = markdown(outcomes, measured, quick=chosen.quick)
    print(text)
    if chosen.output:
        chosen.output.mkdir(parents=True, exist_ok=True)
        (chosen.output / "results.md").write_text(text, encoding="utf-8")
        write_csv(outcomes, measured, chosen.output / "results.csv")


def _arguments() -> argparse.Namespace:
    known = (*ROWS, *SCENARIOS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="napari-compare beside its peers."
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of: {', '.join(known)} (all)")
    parser.add_argument("--quick", action="store_true", help="small images and few runs")
    parser.add_argument("--no-memory", dest="memory", action="store_false", help="times only")
    parser.add_argument(
        "--output",
        type=Path,
        help="folder of results.md and results.csv; without it, only a whole run is kept",
    )
    chosen = parser.parse_args()
    if not (chosen.output or chosen.quick or chosen.rows):
        chosen.output = HERE
    unknown = [key for key in chosen.rows if key not in known]
    if unknown:
        parser.error(f"There is no row {', '.join(unknown)}. There are: {', '.join(known)}.")
    return chosen


def _outcome(key: str, folder: Path, quick: bool, memory: bool) -> Outcome:
    row = ROWS[key]
    times = _times(row, folder, quick)
    if times[OURS].problem:
        raise RuntimeError(f"{OURS} could not do {key}: {times[OURS].problem}")
    return Outcome(key, row, times, dict(_memory(key, times, folder)) if memory else {})


def _times(row: Row, folder: Path, quick: bool) -> dict[str, Timed]:
    names = {contender.workload or row.workload for contender in row.everybody}
    for name in names:
        store(name, folder, quick)
    images = {name: load(name, folder) for name in names}
    works = {
        contender.name: partial(contender.run, images[contender.workload or row.workload])
        for contender in row.everybody
    }
    limits: Sequence[float] = (QUICK_BUDGET, QUICK_MOST) if quick else (BUDGET, MOST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a peer's warnings are not about its speed
        return interleaved(works, limits[0], int(limits[1]), row.clock)


def _memory(key: str, times: dict[str, Timed], folder: Path) -> Iterator[tuple[str, float]]:
    for name, timed in times.items():
        if timed.seconds and name != READING:
            yield name, peak_memory(key, name, folder, warm=timed.median < SLOW)


if __name__ == "__main__":
    main()
