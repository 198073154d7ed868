"""The library that decides: values in, verdict out.

Nothing in this package reads a disk, a clock, an environment variable or a network; the import
contracts in `pyproject.toml` hold it to that. `bot` carries the world to it and the verdict back.
"""
