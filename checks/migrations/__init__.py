"""Migrations of a database: which files are some, what they do forwards, and what that destroys."""
