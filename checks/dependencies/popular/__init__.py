"""Names of packages that many projects use, one module for each ecosystem; from general knowledge."""
