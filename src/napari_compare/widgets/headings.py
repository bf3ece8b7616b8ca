"""Names where there is little room: on two lines, and with what tells them from others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from qtpy.QtCore import Qt
from qtpy.QtGui import QFontMetrics

_CUT = Qt.TextElideMode
MARGINS = 9
CHIP = 18
"""Screen pixels beside a heading's letters, and for the chip before them, in napari's style."""
_BREAK = re.compile(r"[\s_-]+")


def fit_titles(titles: Sequence[str], room: int, letters: QFontMetrics) -> dict[str, str]:
    """Return what stands above columns with so many screen pixels for letters, by title."""
    return {title: on_two_lines(title, titles, room, letters) for title in titles}


def fit_labels(labels: Mapping[str, str], room: int, letters: QFontMetrics) -> dict[str, str]:
    """Return what stands before rows: labels or, where there is no room for one, its short form."""
    return {
        label: label if _fits(label, room, letters) else short for label, short in labels.items()
    }


def on_two_lines(name: str, others: Sequence[str], room: int, letters: QFontMetrics) -> str:
    """Return a name on as few lines as it takes, two at the most.

    Where two are too few, the first line has the beginning of the name, and the second its end or,
    if other names end alike, the part in which it differs from them.

    Parameters
    ----------
    name, others
        A name, and those that stand beside it.
    room
        Width of a line in screen pixels.
    letters
        The letters that it is written in.
    """
    if _fits(name, room, letters):
        return name
    words = [gap.end() for gap in _BREAK.finditer(name)]
    for cut in [*reversed(words), *range(len(name) - 1, 0, -1)]:
        lines = name[:cut].rstrip(), name[cut:]
        if all(_fits(line, room, letters) for line in lines):
            return "\n".join(lines)
    first = letters.elidedText(name, _CUT.ElideRight, room)
    if not words:
        return f"{first}\n{letters.elidedText(name, _CUT.ElideLeft, room)}"
    needed = _differing(name, others, words)
    endings = (name[cut:] for cut in words if cut <= needed)
    last = next((ending for ending in endings if _fits(ending, room, letters)), name[needed:])
    return f"{first}\n{letters.elidedText(last, _CUT.ElideRight, room)}"


def _fits(text: str, room: int, letters: QFontMetrics) -> bool:
    return bool(letters.horizontalAdvance(text) <= room)


def _differing(name: str, others: Sequence[str], words: Sequence[int]) -> int:
    """Return where the word begins in which a name differs from the one most like it."""
    shared = max((_shared(name, other) for other in others if other != name), default=0)
    return max((begin for begin in words if begin <= shared), default=words[-1])


def _shared(one: str, other: str) -> int:
    """Return with how many equal letters two names begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
