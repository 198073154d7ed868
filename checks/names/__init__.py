"""Names of files: what file systems and readers make of them, and where submodules come from."""
