"""The choice of what images are ranked by, and of what else is measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QComboBox, QMenu, QToolButton, QWidget

from napari_compare.core.alike import MEASURES
from napari_compare.widgets.choices_menu import ARROW_WIDTH

COMMON = (
    *("pearson_r", "ssim", "normalized_mutual_information", "matched_features", "matched_share"),
    *("phash", "spearman_rho", "rmsd", "histogram_hellinger", "wasserstein"),
)
ALSO = ("pearson_r", "ssim")
TOOLTIP = Qt.ItemDataRole.ToolTipRole


class AlsoButton(QToolButton):
    """A button with a menu of what else is measured.

    Parameters
    ----------
    parent
        Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("&Also")
        self.setToolTip("What else is measured; it breaks ties.")
        self.setStyleSheet(f"padding-right: {ARROW_WIDTH}px")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._actions = {}
        for key in COMMON:
            action = self._actions[key] = menu.addAction(MEASURES[key].label)
            action.setToolTip(MEASURES[key].tooltip)
            action.setCheckable(True)
            action.setChecked(key in ALSO)
        self.setMenu(menu)

    @property
    def ticked(self) -> list[str]:
        """Keys of what is ticked."""
        return [key for key, action in self._actions.items() if action.isChecked()]

    def tick(self, keys: Sequence[Any]) -> None:
        """Tick what has these keys, and nothing else."""
        for key, action in self._actions.items():
            action.setChecked(key in keys)


def make_by() -> QComboBox:
    """Return the choice of what ranks: what is common first."""
    by = QComboBox()
    by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for keys in (COMMON, [key for key in MEASURES if key not in COMMON]):
        for key in keys:
            by.addItem(MEASURES[key].label, key)
            by.setItemData(by.count() - 1, MEASURES[key].tooltip, TOOLTIP)
        if keys is COMMON:
            by.insertSeparator(by.count())
    by.setToolTip("The most alike by this come first.")
    return by
