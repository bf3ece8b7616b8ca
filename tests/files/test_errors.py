"""Errors as one sentence."""

import pytest

from napari_compare.files.errors import LONGEST, sentence


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("One\n  sentence."), "One sentence."),
        (PermissionError(13, "Permission denied", "a.tif"), "a.tif: Permission denied."),
        (
            MemoryError(),
            "There is not enough free memory: close other images, or take a smaller part.",
        ),
        (KeyError("x"), "This failed unexpectedly (KeyError: 'x')."),
        (ValueError("a\x1b[2Jb"), "a�[2Jb"),
    ],
)
def test_errors_are_said_in_one_line(error, said):
    assert sentence(error) == said


def test_a_sentence_ends_somewhere():
    assert len(sentence(ValueError("x" * 10**6))) < LONGEST + 10
