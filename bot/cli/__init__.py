"""The command `decisis`, one module per sub-command."""
