"""How much a change is, without what machines write and what only moved."""
