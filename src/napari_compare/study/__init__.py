"""Many pairs of images compared in one go, with one table at the end."""

STUDY_FOLDER = "napari-compare-study"
"""What the folder of results is called, if a person does not say otherwise."""
