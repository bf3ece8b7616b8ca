"""Settings: what they accept, what they say of what they do not, and their way through JSON."""

import dataclasses
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napari_compare.core import settings as choices
from napari_compare.core.metrics import METRICS
from napari_compare.core.settings import Settings

NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers())
BACKGROUNDS = st.one_of(
    st.sampled_from(["none", "quantile 0.05", "quantile 1", "region cell 1", "region Zelle ä"]),
    st.floats(-1e6, 1e6),
)
ANY_SETTINGS = st.builds(
    Settings,
    metrics=st.one_of(
        st.sampled_from(["essential", "all"]),
        st.lists(st.sampled_from(list(METRICS)), min_size=1, unique=True).map(tuple),
    ),
    threshold=st.sampled_from([name for name in choices.THRESHOLDS if name != "manual"]),
    threshold_a=NUMBERS,
    threshold_b=NUMBERS,
    threshold_scope=st.sampled_from(choices.SCOPES),
    background_a=BACKGROUNDS,
    background_b=BACKGROUNDS,
    planes=st.sampled_from(choices.PLANES),
    split=st.sampled_from([(), ("t",), ("t", "z"), ("position",)]),
    data_range=st.one_of(st.none(), st.floats(1e-3, 1e6)),
    colour_a=st.sampled_from(choices.COLOURS),
    grid=st.sampled_from(choices.GRIDS),
)


@given(made=ANY_SETTINGS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_json_gives_the_same_settings(made):
    assert Settings.from_json(made.to_json()) == made
    assert Settings.from_dict(made.to_dict()) == made


def test_json_is_plain_and_names_every_field():
    written = json.loads(Settings(metrics=("rmsd",), split=("t",)).to_json())
    assert list(written) == [field.name for field in dataclasses.fields(Settings)]
    assert written["metrics"] == ["rmsd"]
    assert written["split"] == ["t"]


def test_what_is_not_named_keeps_its_default():
    assert Settings.from_json("{}") == Settings()
    assert Settings.from_json('{"threshold": "li"}') == Settings(threshold="li")


def test_settings_cannot_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().threshold = "otsu"
    assert hash(Settings()) == hash(Settings())


def test_ways_to_write_the_same():
    assert Settings(metrics="rmsd, mad") == Settings(metrics=["rmsd", "mad"])
    assert Settings(split="tz") == Settings(split="t,z") == Settings(split=["t", "z"])
    assert Settings(background_a="12.5") == Settings(background_a=12.5)
    assert Settings(background_a=None) == Settings(background_a="none")
    assert Settings(background_b=" quantile  0.10 ").background_b == "quantile 0.1"
    assert Settings(background_b="region  cell 1 ").background_b == "region cell 1"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"threshold": "ostu"}, choices.THRESHOLDS),
        ({"threshold": None}, choices.THRESHOLDS),
        ({"threshold_scope": "cell"}, choices.SCOPES),
        ({"planes": "one"}, choices.PLANES),
        ({"colour_a": "cyan"}, choices.COLOURS),
        ({"colour_b": "alpha"}, choices.COLOURS),
        ({"grid": "nearest"}, choices.GRIDS),
        ({"metrics": ("pearson",)}, ("pearson", *METRICS)),
        ({"metrics": "pearson_r,nonsense"}, ("nonsense", *METRICS)),
    ],
)
def test_what_is_unknown_is_named_and_all_that_exists_is_listed(wrong, said):
    with pytest.raises(ValueError, match=next(iter(wrong))) as error:
        Settings(**wrong)
    assert [word for word in said if word not in str(error.value)] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"metrics": ()}, "metrics"),
        ({"metrics": 3}, "metrics"),
        ({"metrics": ""}, "metrics"),
        ({"threshold": "manual"}, "threshold_a"),
        ({"threshold": "manual", "threshold_a": 3}, "threshold_b"),
        ({"threshold_a": "3"}, "threshold_a"),
        ({"threshold_b": math.nan}, "threshold_b"),
        ({"threshold_b": True}, "threshold_b"),
        ({"background_a": "rolling ball"}, "background_a.*quantile 0.05"),
        ({"background_a": "quantile 5"}, "background_a"),
        ({"background_a": "quantile"}, "background_a"),
        ({"background_b": "region"}, "background_b"),
        ({"background_b": "nan"}, "background_b"),
        ({"background_b": math.inf}, "background_b"),
        ({"split": 3}, "split"),
        ({"data_range": 0}, "data_range"),
        ({"data_range": -1}, "data_range"),
        ({"data_range": "wide"}, "data_range"),
    ],
)
def test_what_cannot_be_is_refused_by_name(wrong, said):
    with pytest.raises(ValueError, match=said):
        Settings(**wrong)


def test_unknown_settings_are_named_and_all_that_exist_are_listed():
    with pytest.raises(ValueError, match="treshold") as error:
        Settings.from_dict({"treshold": "otsu", "metrics": "all"})
    assert all(field.name in str(error.value) for field in dataclasses.fields(Settings))


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"threshold": otsu}'])
def test_what_is_not_json_is_said_so(text):
    with pytest.raises(ValueError, match="not valid JSON"):
        Settings.from_json(text)


@pytest.mark.parametrize("text", ["[]", "3", '"all"', "null"])
def test_json_that_holds_no_settings_is_said_so(text):
    with pytest.raises(ValueError, match="JSON object"):
        Settings.from_json(text)
