"""Secrets by their shape: what can be told from a format, a checksum or a signature, never by entropy."""
