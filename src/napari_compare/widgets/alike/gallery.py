"""The best matches as pictures, each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from qtpy.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPen, QPixmap, QTransform
from qtpy.QtWidgets import QListWidget, QListWidgetItem, QWidget

from napari_compare.core.alike import Match, Measure
from napari_compare.widgets.plugin_dock import ENTER

MOST = 60
SIDE = 84
BACK, FRAME, IDENTICAL = QColor("#101012"), QColor("#ffb000"), QColor("#00805a")
MATCH = Qt.ItemDataRole.UserRole


class Gallery(QListWidget):
    """A list of pictures, the most alike first.

    Parameters
    ----------
    parent
        Qt parent.
    """

    picked = Signal(object)
    """A person clicked on a match, or pressed Enter on it."""
    chosen = Signal(object)
    """Another `Match` is selected; None if there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: dict[Match, QIcon] = {}
        self.setIconSize(QSize(SIDE, SIDE))
        self.setWordWrap(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self.picked.emit(item.data(MATCH)))
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.match))

    @property
    def match(self) -> Match | None:
        """The selected match, or None."""
        item = self.currentItem()
        return None if item is None else item.data(MATCH)

    def show_matches(
        self, matches: Sequence[Match], ranks: Sequence[int | None], measures: Sequence[Measure]
    ) -> None:
        """Show the best of ranked matches, but those that could not be read."""
        before, best = self.match, [match for match in matches if not match.failed][:MOST]
        if best == list(self._icons):
            return  # while images are still read, the best rarely change
        self._icons = {match: self._icons.get(match) or _icon(match) for match in best}
        with QSignalBlocker(self):
            self.clear()
            for match, rank in zip(best, ranks, strict=False):
                self.addItem(_item(match, rank, measures, self._icons[match]))
        self.select(before)

    def select(self, match: Match | None) -> None:
        """Select a match, if it is shown."""
        rows = range(self.count())
        row = next((i for i in rows if self.item(i).data(MATCH) is match), -1)
        if row >= 0 or match is None:
            self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take Enter for a click on what is selected."""
        if event is not None and event.key() in ENTER and self.match is not None:
            self.picked.emit(self.match)
        else:
            super().keyPressEvent(event)


def _item(
    match: Match, rank: int | None, measures: Sequence[Measure], icon: QIcon
) -> QListWidgetItem:
    number = f"{rank}. " if rank is not None else ""
    numbers = " · ".join(one.in_words(match.numbers[one.key]) for one in measures)
    said = [match.verdict, f"found {match.found}" if match.found else ""]
    warning = " ⚠" if match.notes else ""
    lines = [f"{number}{match.candidate.name}{warning}", numbers, *filter(None, said)]
    item = QListWidgetItem(icon, "\n".join(lines))
    item.setData(MATCH, match)
    item.setToolTip("\n".join([*lines, *match.notes]))
    return item


def _icon(match: Match) -> QIcon:
    icon, picture = QIcon(), _picture(match)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # else what is selected is tinted
        icon.addPixmap(picture, mode)
    return icon


def _picture(match: Match) -> QPixmap:
    """Return what an image looks like, with a frame where it differs or a sign that it does not."""
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    place = _drawn(painter, match, picture.rect())
    if match.identical:
        _sign(painter, place)
    elif match.mark is not None and not match.differs_all_over:
        painter.setPen(QPen(FRAME, 1.5))
        onto = QTransform().translate(place.x(), place.y()).scale(place.width(), place.height())
        painter.drawRect(onto.mapRect(QRectF(*match.mark)))
    painter.end()
    return picture


def _drawn(painter: QPainter, match: Match, room: QRect) -> QRect:
    """Draw what an image looks like into the middle of some room; return where it is."""
    if match.small is None:
        painter.fillRect(room, BACK)
        return room
    height, width = match.small.shape
    grey = QImage(match.small.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    small = QPixmap.fromImage(grey).scaled(
        room.size(),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    place = QRect(QPoint(0, 0), small.size())
    place.moveCenter(room.center())
    painter.drawPixmap(place, small)
    return place


def _sign(painter: QPainter, place: QRect) -> None:
    """Write over the foot of a picture that it is identical."""
    strip = QRect(place)
    strip.setHeight(painter.fontMetrics().height())
    strip.moveBottom(place.bottom())
    painter.fillRect(strip, IDENTICAL)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, "identical")
