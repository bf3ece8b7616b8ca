"""Icons that are drawn: of the plot's tools, in the colour of the text, and an arrow down."""

from __future__ import annotations

from qtpy.QtCore import QPointF, QRectF, Qt
from qtpy.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIZE = 32  # pixels, shown at half of that, so that they are sharp on every screen
WIDTH = 2.6
GREY = "#8b9096"


def gate_icon(kind: str, colour: str) -> QIcon:
    """Return the icon of a tool that draws a "rectangle", an "ellipse" or a "lasso"."""
    return _icon({"rectangle": _rectangle, "ellipse": _ellipse, "lasso": _lasso}[kind](), colour)


def arrow_icon() -> QIcon:
    """Return an arrow down, in a colour that is seen on light and on dark."""
    path = QPainterPath(QPointF(8, 12))
    path.lineTo(24, 12)
    path.lineTo(16, 21)
    path.closeSubpath()
    return _icon(path, GREY, filled=True)


def _rectangle() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(4, 7, 24, 18))
    return path


def _ellipse() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(3, 7, 26, 18))
    return path


def _lasso() -> QPainterPath:
    path = QPainterPath(QPointF(9, 28))
    path.cubicTo(QPointF(14, 22), QPointF(-4, 20), QPointF(5, 10))
    path.cubicTo(QPointF(11, 2), QPointF(29, 2), QPointF(29, 12))
    path.cubicTo(QPointF(29, 22), QPointF(16, 22), QPointF(10, 20))
    return path


def _icon(path: QPainterPath, colour: str, *, filled: bool = False) -> QIcon:
    pixmap = QPixmap(SIZE, SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), WIDTH))
    if filled:
        painter.setBrush(QColor(colour))
    painter.drawPath(path)
    painter.end()
    return QIcon(pixmap)
