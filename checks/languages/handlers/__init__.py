"""Where code catches an error, and what it does with it."""
