"""What a repository depends on: manifests and lock files of seven ecosystems, read as values."""
