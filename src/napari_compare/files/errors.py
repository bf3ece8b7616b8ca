"""Errors that a person can mend, as one sentence."""

from __future__ import annotations

LONGEST = 1000


def sentence(error: BaseException) -> str:
    """Return what went wrong, and with which file, as a sentence for a person.

    Errors that were foreseen are ValueErrors with a sentence of their own.

    Examples
    --------
    >>> sentence(FileNotFoundError(2, "No such file or directory", "a.tif"))
    'a.tif: No such file or directory.'
    """
    text = str(error)
    if isinstance(error, MemoryError):
        text = "There is not enough free memory: close other images, or take a smaller part."
    elif isinstance(error, OSError) and error.strerror:
        text = f"{error.filename or 'A file'}: {error.strerror}."
    elif not isinstance(error, (ValueError, OSError)):
        text = f"This failed unexpectedly ({type(error).__name__}: {error})."
    text = printable(" ".join(text.split()))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def printable(text: str) -> str:
    r"""Return text without signs that steer a terminal, such as a file's name may hold.

    Examples
    --------
    >>> printable("cell\x1b[2J.tif")
    'cell�[2J.tif'
    """
    return "".join(sign if sign.isprintable() else "�" for sign in text)
