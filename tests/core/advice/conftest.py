from __future__ import annotations

import pytest


@pytest.fixture
def channels(cells_sample):
    """Two channels without a fault that any check knows."""
    return cells_sample.a.copy(), cells_sample.b.copy()
