"""The page itself: its head, its look and its sections, with nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO

from napari_compare.report.escape import escaped


def open_page(path: Path) -> IO[str]:
    """Open a file for a page; a name that is no text, as a file's may be, is no reason to fail."""
    return path.open("w", encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Section:
    """A part of the page: its title, and the HTML under it."""

    title: str
    parts: Iterable[str]

    @property
    def anchor(self) -> str:
        """What a link to it names."""
        return "".join(sign for sign in self.title.lower() if sign.isalpha())


def page(title: str, subtitle: str, sections: Iterable[Section]) -> Iterator[str]:
    """Yield the page piece by piece, so that it never is in memory as a whole.

    A browser that shows it loads nothing, and runs no script but the one that sorts tables,
    whatever the names in it hold.

    Parameters
    ----------
    title, subtitle
        What stands above all, as text.
    sections
        What it tells, in order.
    """
    sections = list(sections)
    style, script = (
        (files("napari_compare.report") / name).read_text(encoding="utf-8")
        for name in ("page.css", "sort.js")
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
    yield '<meta http-equiv="Content-Security-Policy" '
    yield f"content=\"{policy}script-src 'sha256-{digest}'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escaped(title)}</title>\n<style>\n{style}</style></head>\n<body>"
    yield f"<header><h1>{escaped(title)}</h1><p>{escaped(subtitle)}</p><nav>"
    for one in sections:
        yield f'<a href="#{one.anchor}">{escaped(one.title)}</a>'
    yield "</nav></header>\n<main>\n"
    for one in sections:
        yield f'<section id="{one.anchor}"><h2>{escaped(one.title)}</h2>\n'
        yield from one.parts
        yield "</section>\n"
    yield f"</main>\n<script>{script}</script></body></html>\n"
