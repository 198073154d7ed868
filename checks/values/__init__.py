"""Structured files as values with their lines: YAML, TOML, JSON, INI, `.env` and Java properties."""
