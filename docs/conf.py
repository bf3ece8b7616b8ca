"""Sphinx settings; pages and tables that follow from the code are made as the build starts."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import generate  # noqa: E402

project = "napari-compare"
author = "napari-compare contributors"
copyright = author
release = version = installed_version("napari-compare")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", generate.FOLDER]

myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_attr_annotations = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True

html_theme = "furo"
html_title = "napari-compare"
html_static_path = ["_static"]
html_show_sourcelink = False


def escape_bars(_app, _what, _name, _object, _options, lines):
    """Keep |a - b| in docstrings from being taken for a name to substitute."""
    lines[:] = [line if ">>>" in line else line.replace("|", r"\|") for line in lines]


def setup(app):
    app.connect("builder-inited", lambda _: generate.write_all(HERE))
    app.connect("autodoc-process-docstring", escape_bars)
