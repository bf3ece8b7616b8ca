"""The page: complete, safe whatever names hold, and in a real browser where there is one."""

import math
import shutil
import subprocess

import numpy as np
import pytest

from napari_compare import Pair, Region, Settings, iterate
from napari_compare.core.results import Result
from napari_compare.files.report import comparison_report
from napari_compare.report.escape import escaped
from napari_compare.report.page import Section, open_page, page
from napari_compare.report.parts import facts, settings_facts
from napari_compare.report.table import MOST_ROWS, Column, column, table
from pages import Page, check_safe

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><b>",
    "' onmouseover='alert(1)",
    "&lt;i&gt;",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "\x00\x1b[2J\ud800",
    "{{7*7}} ${x} =1+1",
]
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


def one_table(rows, *keys):
    return "".join(table(rows, [Column(key, key) for key in keys]))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_become_a_part_of_the_page(name):
    masks = np.zeros((2, 12, 12), dtype=bool)
    masks[0, :6], masks[1, 6:] = True, True
    a = np.random.default_rng(0).integers(0, 99, (12, 12))
    pair = Pair(a, a[::-1].copy(), ("y", "x"), (1.0, 1.0), name, (name, name), (name,))
    regions = [Region.from_mask(mask, name, i) for i, mask in enumerate(masks)]
    settings = Settings(threshold="otsu")
    results = [one for one in iterate(pair, regions, settings) if isinstance(one, Result)]
    inputs = {"a": {"file": name, "channel": 0}, "b": {"file": name}, "regions": name}
    found = check_safe("".join(comparison_report(results, pair, settings, inputs)))
    assert found.text.count(escaped_as_text(name)) >= 8
    assert not any("alert" in value for _, one in found.elements for value in one if value)


def escaped_as_text(name):
    return "".join(sign if sign.isprintable() else "�" for sign in name)


def test_only_signs_that_can_be_seen_are_left():
    assert escaped("a\u202eb\x1b\n<") == "a�b�\n&lt;"
    assert escaped(3.5) == "3.5"


def test_a_page_can_be_written_whatever_its_names_are(tmp_path):
    with open_page(tmp_path / "page.html") as file:
        file.writelines(page("\ud800 title", "é", [Section("Numbers", ["ρ"])]))
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "ρ" in check_safe(text).text


def test_a_table_shows_few_digits_and_sorts_by_all_of_them():
    rows = [{"pair": "x", "pearson_r": 0.123456789}, {"pair": "y", "pearson_r": math.nan}]
    found = Page(one_table([*rows, {"pair": "z"}], "pair", "pearson_r"))
    assert found.rows == [["pair", "pearson_r"], ["x", "0.123"], ["y", "n/a"], ["z", ""]]
    (value,) = [one["data-value"] for one in found.attributes("td") if "data-value" in one]
    assert float(value) == 0.123456789


def test_a_long_table_says_where_the_rest_is():
    found = Page(one_table(({"pair": i} for i in range(MOST_ROWS + 7)), "pair"))
    assert len(found.rows) == MOST_ROWS + 1
    assert "7 more rows in results.csv." in found.text


def test_headers_have_units_and_explain_themselves():
    assert column("rmsd").header == "RMSD (counts)"
    assert column("area", "µm²").header == "Area (µm²)"
    assert "Pearson" in column("pearson_r").tooltip
    assert column("day of staining").header == "day of staining"


def test_settings_are_named_as_in_the_dock():
    found = Page(settings_facts(Settings(threshold="otsu", split=("t", "z"), metrics=("icq",))))
    assert "Threshold" in found.texts
    assert "t, z" in found.texts
    assert "None" not in found.texts
    assert Page(facts({"A": None, "B": ""})).texts == []


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Return a function that gives the page as a browser has it after it has run for a moment."""
    if BROWSER is None:
        pytest.skip("there is no browser here")

    def opened(text):
        file = tmp_path_factory.mktemp("browser") / "page.html"
        file.write_text(text, encoding="utf-8")
        command = [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            *("--disable-sync", f"--user-data-dir={file.parent / 'profile'}", "--dump-dom"),
        ]
        done = subprocess.run(
            [*command, file.as_uri()], capture_output=True, timeout=120, check=False
        )
        if done.returncode:
            pytest.skip("the browser does not start here")
        return done.stdout.decode()

    return opened


def sortable():
    rows = [
        {"pair": name, "pearson_r": r}
        for name, r in (("img10", 0.5), ("img2", math.nan), ("img1", -0.25), ("img3", 1e-4))
    ]
    return "".join(page("Title", "", [Section("Numbers", [one_table(rows, "pair", "pearson_r")])]))


def test_a_browser_sorts_numbers_as_numbers_and_names_as_people_do(browser):
    own = browser(sortable())
    assert own.count("<button") == 2  # made by the script, which the policy lets run
    orders = {}
    for clicks in ("0", "0,0", "1", "1,1", "1,1,1"):
        script = f"for (const i of [{clicks}]) document.querySelectorAll('button')[i].click()"
        text = sortable().replace("</body>", f"<script>{script}</script></body>")
        assert "script-src" in text
        free = text.replace("script-src 'sha256", "script-src 'unsafe-inline' 'no")
        orders[clicks] = [row[0] for row in Page(browser(free)).rows[1:]]
    assert orders["0"] == ["img1", "img2", "img3", "img10"]
    assert orders["0,0"] == ["img10", "img3", "img2", "img1"]
    assert orders["1"] == ["img1", "img3", "img10", "img2"]
    assert orders["1,1"] == ["img10", "img3", "img1", "img2"]
    assert orders["1,1,1"] == ["img10", "img2", "img1", "img3"]


def test_a_browser_runs_no_other_script(browser):
    text = sortable().replace("</main>", "<script>document.title = 'taken'</script></main>")
    assert "<title>Title</title>" in browser(text)
