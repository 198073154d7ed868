"""Proof of enforcement: rules held to the examples of their records, and to the tree they are to govern.

Pure like the rest: a policy, its records and a tree in, a `Proof` out. What semgrep has to say is asked
for once, for all examples together.
"""
