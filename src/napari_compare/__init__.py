"""Compare two microscopy channels: how alike they are, where they differ, where they co-localize.

Everything public is imported when it is first used, so that napari, a command's help text or a
script that needs one function starts without waiting for the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from napari_compare.core.alike import most_alike
    from napari_compare.core.comparison import compare, iterate
    from napari_compare.core.conditions import compare_conditions, replicate_means
    from napari_compare.core.images import (
        blend,
        checkerboard,
        colocalized_intensity,
        difference,
        nmdp,
        overlap,
        ratio,
    )
    from napari_compare.core.methods import methods_text
    from napari_compare.core.metrics import METRICS
    from napari_compare.core.mixing import MixingSettings, mixing_coefficients
    from napari_compare.core.pair import Pair
    from napari_compare.core.pooled import compare_pooled_correlations
    from napari_compare.core.regions import Region
    from napari_compare.core.series import (
        as_matrix,
        compare_all,
        compare_series,
        likeness_order,
    )
    from napari_compare.core.settings import Settings
    from napari_compare.core.shift import find_shift, without_shift
    from napari_compare.core.significance import (
        block_shuffle,
        compare_correlations,
        correlation_intervals,
        shift_peaks,
        van_steensel,
    )
    from napari_compare.files.alike import most_alike_files
    from napari_compare.study.functions import compare_files, compare_folders

__version__: str

__all__ = [
    "METRICS",
    "MixingSettings",
    "Pair",
    "Region",
    "Settings",
    "__version__",
    "as_matrix",
    "blend",
    "block_shuffle",
    "checkerboard",
    "colocalized_intensity",
    "compare",
    "compare_all",
    "compare_conditions",
    "compare_correlations",
    "compare_files",
    "compare_folders",
    "compare_pooled_correlations",
    "compare_series",
    "correlation_intervals",
    "difference",
    "find_shift",
    "iterate",
    "likeness_order",
    "methods_text",
    "mixing_coefficients",
    "most_alike",
    "most_alike_files",
    "nmdp",
    "overlap",
    "ratio",
    "replicate_means",
    "shift_peaks",
    "van_steensel",
    "without_shift",
]

_MODULES = {
    "core.alike": ("most_alike",),
    "core.comparison": ("compare", "iterate"),
    "core.conditions": ("compare_conditions", "replicate_means"),
    "core.images": (
        "blend",
        "checkerboard",
        "colocalized_intensity",
        "difference",
        "nmdp",
        "overlap",
        "ratio",
    ),
    "core.methods": ("methods_text",),
    "core.metrics": ("METRICS",),
    "core.mixing": ("MixingSettings", "mixing_coefficients"),
    "core.pair": ("Pair",),
    "core.pooled": ("compare_pooled_correlations",),
    "core.regions": ("Region",),
    "core.series": ("as_matrix", "compare_all", "compare_series", "likeness_order"),
    "core.settings": ("Settings",),
    "core.significance": (
        "block_shuffle",
        "compare_correlations",
        "correlation_intervals",
        "shift_peaks",
        "van_steensel",
    ),
    "core.shift": ("find_shift", "without_shift"),
    "files.alike": ("most_alike_files",),
    "study.functions": ("compare_files", "compare_folders"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name == "__version__":
        value: Any = import_module("importlib.metadata").version("napari-compare")
    elif name in _HOME:
        value = getattr(import_module(f"napari_compare.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
