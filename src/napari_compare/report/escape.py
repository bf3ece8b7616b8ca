"""Names of files, regions and columns as text of a page, which can never become part of it."""

from __future__ import annotations

import html
from typing import Any


def escaped(value: Any) -> str:
    """Return a value as text that is safe between tags and inside quoted attributes.

    Signs that cannot be shown, such as those that turn the direction of writing, are replaced.

    Examples
    --------
    >>> escaped('<b onclick="x">A & B</b>')
    '&lt;b onclick=&quot;x&quot;&gt;A &amp; B&lt;/b&gt;'
    """
    text = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in str(value))
    return html.escape(text, quote=True)
