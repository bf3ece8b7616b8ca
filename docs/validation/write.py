"""Write the tables of the validation page: python docs/validation/write.py FOLDER"""

import csv
import sys
from pathlib import Path

from pairs import read_pairs
from reasons import reasons
from side_by_side import lines, thresholds, values


def write_all(folder):
    """Write every table."""
    pairs = read_pairs(folder)
    for make in (values, thresholds, lines, reasons):
        with (
            Path(__file__)
            .with_name(f"{make.__name__}.csv")
            .open("w", newline="", encoding="utf-8") as file
        ):
            csv.writer(file, lineterminator="\n").writerows(make(pairs))


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
