"""A process that stays: it has everything loaded, so that a call of the hook or `check` need not load it.

Whoever calls finds it through `client`, which loads next to nothing. It is a short cut and no more: where it
is not there, busy or of other code, the caller does the work itself, and the answer is the same.
"""
