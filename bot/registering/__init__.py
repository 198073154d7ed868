"""Registering the App from its manifest, with a browser between us and GitHub."""
