"""Many pairs of images compared in one go, with one table at the end."""
