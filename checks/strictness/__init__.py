"""What the configurations of linters, type checkers and coverage ask for, as values that can be compared."""
