"""GitHub's API as the few calls that the service needs, with typed answers and typed refusals."""
