"""What a pull request says of itself: its description, trailers, the issue that it names, its scope."""
