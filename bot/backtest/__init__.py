"""What a policy would have done to the pull requests that were merged already."""
