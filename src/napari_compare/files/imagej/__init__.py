"""ImageJ's regions of interest: `.roi` files and `.zip` archives of them, read and written.

In ImageJ the whole numbers of an outline are corners of pixels, so the centre of pixel i lies at
i + 0.5; here it lies at i.
"""
