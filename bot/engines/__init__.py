"""The engines: programs that look at copies of the changed files, each in a fence of its own."""
