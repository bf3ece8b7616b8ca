"""Refusing what does not fit into memory, before the system ends programs to make room for it."""

from __future__ import annotations

import psutil


def require_memory(size: int, otherwise: str = "") -> None:
    """Refuse to hold a number of bytes if fewer are free.

    Parameters
    ----------
    size
        Bytes needed.
    otherwise
        What can be done instead, for the end of the sentence.

    Raises
    ------
    ValueError
        If there are fewer.
    """
    free = psutil.virtual_memory().available
    if size > free:
        text = f"it takes {size / 1e9:.1f} GB and {free / 1e9:.1f} GB of memory are free"
        raise ValueError(f"{text}; {otherwise}" if otherwise else text)
