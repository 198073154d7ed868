"""What the checks know of programming languages: which one a file is in, and what its code says."""
