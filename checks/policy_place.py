"""Where the policy of a repository stands."""

PATH = ".github/decisis.yml"
"""The only file that is read as a policy."""

BASELINE = ".github/decisis-baseline.json"
"""The file in which known debt is recorded."""

COMPILED = ".github/decisis-compiled.json"
"""The file in which it is recorded which entries of agents' own settings are ours."""

NO_FILE = f"there is no `{PATH}`; the built-in policy observes and never blocks"
"""The notice of a repository without a policy file."""
