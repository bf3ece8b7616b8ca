"""The report of a study, and its tables of conditions."""

import csv
import shutil

import numpy as np
import pytest
import tifffile

from napari_compare import Settings, compare_folders
from napari_compare.files.spreadsheet import read_csv
from napari_compare.study.search import Search
from napari_compare.study.study import Study
from pages import check_safe

QUICK = Settings(metrics=("pearson_r", "manders_tm1"), threshold="otsu")


def report(folders):
    return check_safe((folders.out / "report.html").read_text(encoding="utf-8"))


def listed(folders, conditions, header="condition,replicate"):
    """Make a pair for each condition and replicate, and a list of them; return its path."""
    names = header.split(",")
    rows = [["a", "b", *names]]
    for i, values in enumerate(conditions):
        folders.add(i)
        a, b = folders.file_a(i), folders.file_b(i)
        rows.append([str(a), str(b), *values])
    path = folders.parent / "pairs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def compared(folders, path):
    return compare_folders(pairs=path, settings=QUICK, out=folders.out, workers=1)


def test_every_pair_is_there_with_its_pictures_or_its_reason(folders):
    folders.add(0, 1, 2)
    folders.file_b(1).write_bytes(b"no image")
    compare_folders(folders.a, folders.b, QUICK, out=folders.out)
    page = report(folders)
    pairs = [one for one in page.attributes("article") if one["class"] == "pair"]
    assert len(pairs) == 2
    assert len(page.attributes("img")) == 8
    assert "2 of 3 pairs of images compared" in page.text
    assert "img1: " in page.text
    assert "could not be read as an image" in page.text
    assert "Otsu's method" in page.text
    assert not (folders.out / "conditions.csv").exists()


def test_a_second_run_has_the_pictures_of_the_first(folders):
    folders.add(0, 1)
    compare_folders(folders.a, folders.b, QUICK, out=folders.out)
    before = (folders.out / "report.html").read_text(encoding="utf-8")
    folders.add(2)
    study = Study(Search(folders.a, folders.b), QUICK, folders.out)
    for _ in study.run():
        pass
    assert [one.kept for one in study.outcomes] == [True, True, False]
    page = report(folders)
    addresses = {one["src"] for one in page.attributes("img")}
    assert len(addresses) == 12
    assert all(one["src"] in addresses for one in check_safe(before).attributes("img"))


def test_a_stopped_study_has_a_report_of_what_is_done(folders):
    folders.add(0, 1, 2)
    study = Study(Search(folders.a, folders.b), QUICK, folders.out)
    events = study.run(workers=1)
    while not study._outcomes:
        next(events)
    events.close()
    page = report(folders)
    assert "A second run goes on." in page.text
    assert page.attributes("article")


def test_the_table_has_the_numbers_of_the_results(folders):
    folders.add(0, 1)
    table = compare_folders(folders.a, folders.b, QUICK, out=folders.out)
    shown = [
        float(one["data-value"]) for one in report(folders).attributes("td") if "data-value" in one
    ]
    assert set(table["pearson_r"]) <= set(shown)
    assert set(table["n_effective"].astype(float)) <= set(shown)


def test_conditions_are_compared_by_replicates(folders):
    conditions = [(c, str(r)) for c in ("control", "drug") for r in range(3)]
    table = compared(folders, listed(folders, conditions))
    rows = read_csv(folders.out / "conditions.csv")
    assert [row["metric"] for row in rows] == ["pearson_r", "manders_tm1"]
    means = read_csv(folders.out / "replicates.csv")
    first = table[(table["condition"] == "control") & (table["replicate"] == "0")]
    (mean,) = [
        float(row["mean"])
        for row in means
        if (row["metric"], row["condition"], row["replicate"]) == ("pearson_r", "control", "0")
    ]
    assert mean == pytest.approx(first["pearson_r"].mean(), rel=1e-12)
    assert 0 <= float(rows[0]["p_value"]) <= 1
    page = report(folders)
    assert "Welch's t-test" in page.text
    assert "mean of the replicate" in page.text
    assert "Welch BL (1947)" in page.text
    assert "Holm" not in page.text
    assert not (folders.out / "correlations.csv").exists()


def test_too_few_replicates_are_said_plainly(folders):
    conditions = [(c, str(r)) for c in ("control", "drug") for r in range(2)]
    compared(folders, listed(folders, conditions))
    page = report(folders)
    assert "2 replicates a condition are too few for a test: 3 or more are needed." in page.text
    assert "no test was made on replicates" in page.text
    (row,) = read_csv(folders.out / "correlations.csv")
    assert float(row["n_effective_1"]) < 4 * 3000 / 3  # samples, not pixels
    assert "Of these images only" in row["notes"]
    assert row["notes"] in page.text
    assert "Clifford P" in page.text


def test_without_replicates_nothing_is_tested_and_it_is_said(folders):
    compared(folders, listed(folders, [("a",), ("b",), ("c",)], "Condition"))
    rows = read_csv(folders.out / "conditions.csv")
    assert len(rows) == 6
    assert all("independent experiment" in row["notes"] for row in rows)
    assert "independent experiment" in report(folders).text


def test_tables_that_are_not_true_any_more_are_removed(folders):
    path = listed(folders, [("a", "1"), ("b", "1")])
    compared(folders, path)
    assert (folders.out / "correlations.csv").exists()
    path.write_text(path.read_text().replace("condition", "treatment"))
    compared(folders, path)
    for name in ("conditions", "replicates", "correlations"):
        assert not (folders.out / f"{name}.csv").exists()
    assert "Between conditions" not in report(folders).text


def test_hostile_names_stay_names(folders):
    hostile = "<script>alert(1)</script>"
    path = listed(folders, [(hostile, hostile), ("=1+1", '"><b>')])
    image = tifffile.imread(folders.file_a(0))
    for name in ("a", "b"):
        tifffile.imwrite(folders.parent / f"{name}&<i>.tif", np.stack([image, image.T]).max(0))
    shutil.copy(folders.file_rois(0), folders.parent / "a&<i>_roi.zip")
    with path.open("a", encoding="utf-8") as file:
        file.write('"a&<i>.tif","b&<i>.tif",<img src=x onerror=alert(1)>,1\n')
    compared(folders, path)
    page = report(folders)
    assert hostile in page.text
    assert "a&<i>" in page.text
    assert "<img src=x" in page.text


def test_the_number_of_samples_is_that_of_the_texture(folders):
    folders.add(0)
    row = compare_folders(folders.a, folders.b, QUICK).iloc[0]
    assert 4 < row["n_effective"] < row["n_pixels"] / 3
    split = compare_folders(folders.a, folders.b, Settings(metrics=("rmsd",)))
    assert "n_effective" not in split
