"""The checks, one file each. There is no list of them: `checks.check.all_checks` walks this package."""
