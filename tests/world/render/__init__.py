"""State to JSON, key by key as GitHub's description has it."""
