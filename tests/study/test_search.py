"""Pairs found by name, by pattern, in one folder or in a list, and the regions beside them."""

from pathlib import Path

import pytest

from napari_compare.study.search import Search


def touch(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def found(*arguments, **options):
    """Name → files of each pair that has no problem, and the problems."""
    plan = Search(*arguments, **options).find()
    good = {p.name: (p.a.name, p.b.name) for p in plan.pairs if not p.problem}
    return good, {p.name: p.problem for p in plan.pairs if p.problem}


def test_partners_have_the_text_before_the_underscores_in_common(tmp_path):
    a = touch(tmp_path / "a", "img10__a.tif", "img2__a.tif", "alone__a.tif", "whole.tif")
    b = touch(tmp_path / "b", "img2__b.tif", "img10__b.png", "other__b.tif", "whole.tif")
    good, bad = found(a, b)
    assert list(good.items()) == [
        ("img2", ("img2__a.tif", "img2__b.tif")),
        ("img10", ("img10__a.tif", "img10__b.png")),
        ("whole", ("whole.tif", "whole.tif")),
    ]
    assert bad == {
        "alone": f"There is no partner for alone__a.tif in {b}.",
        "other": f"There is no partner for other__b.tif in {a}.",
    }


def test_two_files_of_one_name_are_a_problem_of_that_name_only(tmp_path):
    a = touch(tmp_path / "a", "img1__a.tif", "img1__c.tif", "img2__a.tif")
    b = touch(tmp_path / "b", "img1__b.tif", "img2__b.tif")
    good, bad = found(a, b)
    assert list(good) == ["img2"]
    assert 'has 2 images for "img1" (img1__a.tif, img1__c.tif)' in bad["img1"]


def test_equal_names(tmp_path):
    a = touch(tmp_path / "a", "img__1.ome.tif", "img__2.tif")
    b = touch(tmp_path / "b", "img__1.tif", "img__2.tif")
    good, _ = found(a, b, match="name")
    assert list(good) == ["img__1", "img__2"]


def test_a_pattern_says_what_must_be_equal(tmp_path):
    a = touch(tmp_path / "a", "day1 cell3 488.tif", "day1 cell4 488.tif", "overview.tif")
    b = touch(tmp_path / "b", "day1-cell4-561.tif", "day1-cell3-561.tif")
    search = Search(a, b, match=r"(day\d+).(cell\d+)")
    assert [pair.name for pair in search.find().pairs] == ["day1 cell3", "day1 cell4"]
    assert search.find().messages[0] == (
        f"The pattern is not found in 1 names in {a}: overview.tif."
    )


def test_both_channels_may_lie_in_one_folder(tmp_path):
    a = touch(tmp_path / "a", "x_488.tif", "x_561.tif", "y_488.tif", "y_561.tif")
    good, bad = found(a, a, match=r"(.+)_488", match_b=r"(.+)_561")
    assert good == {"x": ("x_488.tif", "x_561.tif"), "y": ("y_488.tif", "y_561.tif")}
    assert not bad


def test_two_channels_of_each_file(tmp_path):
    a = touch(tmp_path / "a", "x.tif", "y.tif")
    pairs = Search(a).find().pairs
    assert [(p.a, p.b, p.channel_a, p.channel_b) for p in pairs] == [
        (a / name, a / name, 0, 1) for name in ("x.tif", "y.tif")
    ]
    (pair, _) = Search(a, channel_a=2, channel_b=0).find().pairs
    assert (pair.channel_a, pair.channel_b) == (2, 0)


def test_files_that_hold_no_image_are_no_images(tmp_path):
    others = ["notes.txt", "table.csv", ".hidden.tif", "x_roi.zip", "x.roi", "Thumbs.db"]
    a = touch(tmp_path / "a", "x.tif", *others)
    (a / "folder.tif").mkdir()
    (a / "store.zarr").mkdir()
    assert [pair.name for pair in Search(a).find().pairs if not pair.problem] == ["x"]
    assert {pair.name for pair in Search(a, regions_suffix="").find().pairs} == {"store", "x"}


@pytest.mark.parametrize(
    ("regions", "options"),
    [
        ("a/x__a_roi.zip", {}),
        ("b/x__b_roi.zip", {}),
        ("b/x_roi.zip", {}),
        ("a/x__a_cells.tif", {"regions_suffix": "_cells.tif"}),
        ("a/x__a.roi", {"regions_suffix": ".roi"}),
        ("a/x__a.csv", {"regions_suffix": ".csv"}),
    ],
)
def test_regions_lie_beside_either_image(tmp_path, regions, options):
    a, b = touch(tmp_path / "a", "x__a.tif"), touch(tmp_path / "b", "x__b.tif")
    (tmp_path / regions).write_bytes(b"")
    (pair,) = Search(a, b, **options).find().pairs
    assert pair.regions == tmp_path / regions


def test_without_any_regions_whole_images_are_measured_and_it_is_said(tmp_path):
    a, b = touch(tmp_path / "a", "x.tif"), touch(tmp_path / "b", "x.tif")
    plan = Search(a, b).find()
    assert plan.pairs[0].regions is None
    assert plan.messages == (
        "No regions (_roi.zip) lie beside the images: they are measured whole.",
    )
    assert Search(a, b, regions_suffix="").find().messages == ()
    with pytest.raises(ValueError, match=r"ends in _cells\.zip"):
        Search(a, b, regions_suffix="_cells.zip").find()


def test_missing_regions_among_others_are_a_problem(tmp_path):
    a, b = (touch(tmp_path / name, "x.tif", "y.tif") for name in "ab")
    touch(a, "x_roi.zip")
    good, bad = found(a, b)
    assert list(good) == ["x"]
    assert bad == {"y": "There is no y_roi.zip beside y.tif, though other pairs have regions."}
    assert list(found(a, b, regions_suffix="")[0]) == ["x", "y"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"folder_a": "absent", "folder_b": "b"}, "no folder"),
        ({"folder_a": "empty", "folder_b": "b"}, "holds no images"),
        ({"folder_a": "other", "folder_b": "b"}, "has a partner"),
        ({"folder_a": "a", "folder_b": "b", "match": "("}, "no valid regular expression"),
        ({"folder_a": "a", "folder_b": "b", "match": "x"}, "has no group"),
        ({}, "Name the folders"),
        ({"pairs": "absent.csv"}, "no file"),
    ],
)
def test_what_cannot_be_searched_is_said_at_once(tmp_path, options, said):
    touch(tmp_path / "empty", "readme.txt")
    touch(tmp_path / "other", "z.tif")
    for name in "ab":
        touch(tmp_path / name, "x.tif")
    paths = {k: v if k == "match" else tmp_path / v for k, v in options.items()}
    with pytest.raises(ValueError, match=said):
        Search(**paths).find()


def listed(tmp_path, text, **options):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return Search(pairs=tmp_path / "list.csv", **options).find().pairs


def test_a_list_names_pairs_and_what_is_known_of_them(tmp_path):
    one, two, three = listed(
        tmp_path,
        "\ufeffa;b;regions;condition;replicate;name\n"
        "a/x.tif;b/y.tif;rois/x.zip;control;1;first\n\n"
        "a/x.tif;/elsewhere/z.tif;;drug;2;\n"
        "a/x.tif;b/y.tif;;drug;2;first\n",
        regions_suffix="",
    )
    assert (one.name, one.a, one.b) == ("first", tmp_path / "a/x.tif", tmp_path / "b/y.tif")
    assert one.regions == tmp_path / "rois/x.zip"
    assert one.extra == {"condition": "control", "replicate": "1"}
    assert (two.name, two.b, two.regions) == ("x", Path("/elsewhere/z.tif"), None)
    assert three.name == "first (2)"


def test_a_list_may_name_channels(tmp_path):
    pairs = listed(tmp_path, "a,channel_a,channel_b\nx.tif,2,0\ny.tif,,\n")
    assert [(p.a == p.b, p.channel_a, p.channel_b) for p in pairs] == [(True, 2, 0), (True, 0, 1)]


def test_what_is_wrong_in_a_line_is_a_problem_of_its_pair(tmp_path):
    for name in ("x.tif", "y.tif"):
        (tmp_path / name).touch()
    rows = "a,b,channel_a\n,y.tif,\nx.tif,,\nx.tif,y.tif,-1\nx.tif,y.tif,1\n"
    long = "z" * 5000
    rows += f"x.tif,z.tif,\n{long},y.tif,\n"
    problems = [pair.problem for pair in listed(tmp_path, rows)]
    assert problems == [
        "Line 2 of list.csv names no image for A.",
        "Line 3 of list.csv names no image for B.",
        'Line 4 of list.csv: channel_a is a number counted from 0, not "-1".',
        "",
        f"There is no file {tmp_path / 'z.tif'}.",
        f"There is no file {tmp_path / long}.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("image\nx.tif\n", 'no column "a"'),
        ("a,b\n", "lists no pair"),
        ("", "could not be read"),
        ("a,b,pearson_r\nx,y,1\n", 'taken: "pearson_r"'),
        ("a,b,region\nx,y,1\n", 'taken: "region"'),
        ("a,b,c,c\nx,y,1,2\n", "taken"),
        ("a,b,\nx,y,1\n", 'taken: ""'),
    ],
)
def test_what_is_no_list_of_pairs_is_said(tmp_path, text, said):
    with pytest.raises(ValueError, match=said):
        listed(tmp_path, text)
    (tmp_path / "list.csv").write_bytes(b"a,b\n\xff\xfe,\x00")
    with pytest.raises(ValueError, match="could not be read"):
        Search(pairs=tmp_path / "list.csv").find()
