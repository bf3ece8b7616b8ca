"""Tooltips that show names as they are."""

from __future__ import annotations

from html import escape


def plain(text: str) -> str:
    """Return a tooltip that shows a text as it is, though Qt would take signs in it for HTML.

    Files, layers and regions may have any name.

    Examples
    --------
    >>> plain("cell 1"), plain("<b>cell 1")
    ('cell 1', '<span>&lt;b&gt;cell 1</span>')
    """
    if not {"<", "&"} & set(text):
        return text
    return f"<span>{escape(text, quote=False).replace(chr(10), '<br>')}</span>"
