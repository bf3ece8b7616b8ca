"""napari's layers to and from what the core takes: grids, regions, output layers. No Qt."""
