"""Where the policy of a repository stands."""

PATH = ".github/decisis.yml"
"""The only file that is read as a policy."""

BASELINE = ".github/decisis-baseline.json"
"""The file in which known debt is recorded."""
