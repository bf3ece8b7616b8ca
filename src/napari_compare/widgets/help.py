"""Opening the documentation at what lies under the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import metadata

from qtpy.QtCore import QPoint, QUrl
from qtpy.QtGui import QCursor, QDesktopServices
from qtpy.QtWidgets import QWidget

from napari_compare.widgets.table import ResultTable

FIRST_PAGE = "workbench"


def page_url(page: str, anchor: str = "") -> str:
    """Return the address of a page of the documentation, in its newest version.

    Examples
    --------
    >>> page_url("thresholds").endswith("/page/thresholds.html")
    True
    """
    urls = (line.split(", ", 1) for line in metadata("napari-compare").get_all("Project-URL") or ())
    home = dict(urls)["Documentation"].rstrip("/")
    return f"{home}/page/{page}.html" + (f"#{anchor}" if anchor else "")


def metric_url(key: str) -> str:
    """Return the address of the explanation of a metric.

    Examples
    --------
    >>> metric_url("pearson_r").endswith("/metrics.html#metric-pearson-r")
    True
    """
    return page_url("metrics", f"metric-{key.replace('_', '-')}")


def open_url(url: str) -> None:
    """Open an address in the person's browser."""
    QDesktopServices.openUrl(QUrl(url))


class Help:
    """Knows which page explains what.

    Parameters
    ----------
    dock
        Everything that is explained.
    table
        The numbers, each of which has an explanation of its own.
    pages
        Widget → name of the page that explains it and what lies in it.
    """

    def __init__(self, dock: QWidget, table: ResultTable, pages: Mapping[QWidget, str]) -> None:
        self._dock = dock
        self._table = table
        self._pages = pages

    def url_at(self, place: QPoint) -> str:
        """Return the address of what explains the place on the screen."""
        key = self._table.key_at(place)
        if key is not None:
            return metric_url(key)
        widget = self._dock.childAt(self._dock.mapFromGlobal(place))
        while widget is not None and widget not in self._pages:
            widget = widget.parentWidget()
        return page_url(FIRST_PAGE if widget is None else self._pages[widget])

    def open(self) -> None:
        """Open what explains the place under the mouse."""
        open_url(self.url_at(QCursor.pos()))
