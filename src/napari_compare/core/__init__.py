"""Arrays in, numbers out: the part of the project that knows nothing of napari, Qt or plots."""
