"""The registry of checks: one decorated function is all there is to a piece of advice."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

CHECKS: list[Check] = []
SUBJECTS = ("images", "regions", "numbers")
_OF_SUBJECT: dict[str, list[Check]] = {subject: [] for subject in SUBJECTS}


@dataclass(frozen=True)
class Check:
    """Something that may be wrong with a comparison.

    Parameters
    ----------
    title
        What is wrong, in a few words.
    subject
        What it looks at: the two "images", all "regions", or the "numbers" of one region.
    find
        Yields what it found; its docstring says what that means and what to do.
    """

    title: str
    subject: str
    find: Callable[..., Iterator[Any]]

    @property
    def doc(self) -> str:
        """What it means and what to do, for the documentation."""
        return inspect.getdoc(self.find) or ""


Function = Callable[..., Iterator[Any]]


def check(title: str, subject: str) -> Callable[[Function], Function]:
    """Register a function as a check; see `Check` for the parameters."""
    if subject not in SUBJECTS:
        raise ValueError(f"A check looks at one of {', '.join(SUBJECTS)}, not at {subject!r}.")

    def register(function: Function) -> Function:
        CHECKS.append(Check(title, subject, function))
        _OF_SUBJECT[subject].append(CHECKS[-1])
        return function

    return register


def checks_of(subject: str) -> list[Check]:
    """Return the checks that look at one subject."""
    return _OF_SUBJECT[subject]
