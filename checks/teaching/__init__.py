"""What agents are told before they write: the live decisions as lines in the files that they read."""
