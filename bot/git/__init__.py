"""Real git objects in, a `Change` out. Git is run but never trusted, and nothing is ever checked out."""
