"""The project beside its peers: how long the same numbers take, and how much memory.

``python -m benchmarks`` measures and writes; ``python -m benchmarks --help`` says what it can do.
"""
