"""Everything that touches the world: git, engines, GitHub, the queue, the command line."""

__version__ = "0.1.0"
