"""A page as a browser understands it: its elements, and what it would load or run."""

import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "img", "path", "image", "circle", "br"}


class Page(HTMLParser):
    """Elements, texts and scripts of a page; every element must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data):
        if "script" in self._open:
            self.scripts.append(data)
        elif "style" not in self._open:
            self.texts.append(data)
        if {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag]

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def check_safe(text: str) -> Page:
    """Check that a page loads nothing, and runs its own script only; return it."""
    page = Page(text)
    assert page.tags() <= {
        *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section"),
        *("article", "h1", "h2", "h3", "p", "a", "dl", "dt", "dd", "ul", "li", "div", "span"),
        *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "small", "img"),
        *("svg", "path", "text", "circle", "image", "g", "pre", "script"),
    }
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("src", "href"):
            address = attributes.get(name, "#")
            assert address.startswith(("#", "data:image/")), (tag, address)
    (script,) = page.scripts
    (policy,) = [one["content"] for one in page.attributes("meta") if "http-equiv" in one]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"url\(|@import", text)
    anchors = [found["id"] for _, found in page.elements if "id" in found]
    assert len(anchors) == len(set(anchors))
    assert {one["href"][1:] for one in page.attributes("a")} <= set(anchors)
    return page
