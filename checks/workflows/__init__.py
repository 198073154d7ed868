"""Workflows of GitHub Actions as values with lines, what they check, and what a change takes from them."""
